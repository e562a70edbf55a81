from threading import Barrier, Thread

counter, written = 0, []
both = Barrier(2)


def write(value):
    global counter
    counter = value
    written.append(value)


def increment():
    for _ in range(3):
        temp = counter
        both.wait()
        write(temp + 1)


a = Thread(target=increment)
b = Thread(target=increment)
a.start()
b.start()
a.join()
b.join()
print(f"{len(written)} increments, counter: {counter}")
