from threading import Lock, Thread

counter = 0
lock = Lock()


def increment():
    global counter
    for _ in range(3):
        with lock:
            temp = counter
            counter = temp + 1


a = Thread(target=increment)
b = Thread(target=increment)
a.start()
b.start()
a.join()
b.join()
print(f"6 increments, counter: {counter}")
