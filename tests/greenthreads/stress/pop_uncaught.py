"""The same with nobody who catches the exception: a thread dies of it."""
import threading

items = ["cake"]

def take():
    if items:
        items.pop()

threads = [threading.Thread(target=take) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(len(items))
