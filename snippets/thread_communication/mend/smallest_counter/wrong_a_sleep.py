import time
from threading import Thread

counter = 0


def increment():
    global counter
    for _ in range(3):
        temp = counter
        time.sleep(0.1)
        counter = temp + 1


a = Thread(target=increment)
b = Thread(target=increment)
a.start()
b.start()
a.join()
b.join()
print(f"6 increments, counter: {counter}")
