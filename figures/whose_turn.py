"""Two threads hold one lock for 5 ms, 40 times each. How often does it change hands, of 79 times,
and how often in a row does one thread get it? Five runs; the least and the most.
"""

import threading
import time
from itertools import groupby


def one_run():
    lock = threading.Lock()
    order = []

    def holder(name):
        for _ in range(40):
            with lock:
                order.append(name)
                time.sleep(0.005)

    threads = [threading.Thread(target=holder, args=(name,)) for name in "AB"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = [len(list(group)) for _, group in groupby(order)]
    return len(rows) - 1, max(rows)


runs = [one_run() for _ in range(5)]
hands, rows = zip(*runs)
print(f"changes hands {min(hands)}-{max(hands)} times, longest row {min(rows)}-{max(rows)}")
