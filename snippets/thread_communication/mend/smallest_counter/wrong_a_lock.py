from threading import Lock, Thread

counter, written = 0, []
lock = Lock()


def write(value):
    global counter
    counter = value
    written.append(value)


def increment():
    for _ in range(3):
        with lock:
            temp = counter
            write(temp + 1)


a = Thread(target=increment)
b = Thread(target=increment)
a.start()
b.start()
a.join()
b.join()
print(f"{len(written)} increments, counter: {counter}")
