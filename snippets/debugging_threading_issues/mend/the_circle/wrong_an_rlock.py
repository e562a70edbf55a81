from threading import RLock, Thread

lock = RLock()
lines = []


def log(text):
    with lock:
        number = len(lines) + 1
        lines.append(f"{number} {text}")


def stop():
    with lock:
        for worker in workers:
            worker.join()
        number = len(lines) + 1
        lines.append(f"{number} end")


workers = [
    Thread(target=log, args=("work",), name=name)
    for name in ("A", "B")
]
for worker in workers:
    worker.start()
stop()
print(lines)
