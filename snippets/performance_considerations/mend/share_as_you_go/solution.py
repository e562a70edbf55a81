import time
from collections import deque
from threading import Thread

done = []


def work(tasks):
    while True:
        try:
            seconds = tasks.popleft()  # ①
        except IndexError:
            return
        time.sleep(seconds)
        done.append(seconds)


tasks = deque([0.2, 0.1, 0.1])
threads = [
    Thread(target=work, args=(tasks,)),
    Thread(target=work, args=(tasks,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"done: {sorted(done)}")
