from threading import Barrier, Thread

counter = 0
both = Barrier(2)


def increment():
    global counter
    for _ in range(3):
        temp = counter
        both.wait()
        counter = temp + 1


a = Thread(target=increment)
b = Thread(target=increment)
a.start()
b.start()
a.join()
b.join()
print(f"6 increments, counter: {counter}")
