import time
from threading import Thread

done = []


def work(tasks):
    for seconds in tasks:
        time.sleep(seconds)
        done.append(seconds)


tasks = [0.2, 0.1, 0.1]
threads = [
    Thread(target=work, args=(tasks[::2],)),
    Thread(target=work, args=(tasks[1::2],)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"done: {sorted(done)}")
