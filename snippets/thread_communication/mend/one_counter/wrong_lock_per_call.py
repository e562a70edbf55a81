from threading import Lock, Thread

counter = 0


def increment():
    global counter
    with Lock():
        temp = counter
        counter = temp + 1


a = Thread(target=increment, name="A")
b = Thread(target=increment, name="B")
a.start()
b.start()
a.join()
b.join()

print(f"Final counter: {counter}")
