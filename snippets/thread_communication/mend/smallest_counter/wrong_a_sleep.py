import time
from threading import Thread

counter, written = 0, []


def write(value):
    global counter
    counter = value
    written.append(value)


def increment():
    for _ in range(3):
        temp = counter
        time.sleep(0.1)
        write(temp + 1)


a = Thread(target=increment)
b = Thread(target=increment)
a.start()
b.start()
a.join()
b.join()
print(f"{len(written)} increments, counter: {counter}")
