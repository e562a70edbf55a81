from threading import Lock, Thread

counter = 0
lock = Lock()


def increment():
    global counter
    temp = counter
    with lock:
        counter = temp + 1


a = Thread(target=increment, name="A")
b = Thread(target=increment, name="B")
a.start()
b.start()
a.join()
b.join()

print(f"Final counter: {counter}")
