from threading import Thread

counter, written = 0, []


def write(value):
    global counter
    counter = value
    written.append(value)


def increment():
    for _ in range(3):
        temp = counter
        write(temp + 1)


a = Thread(target=increment)
b = Thread(target=increment)
a.start()
b.start()
a.join()
b.join()
counter = 2
print(f"{len(written)} increments, counter: {counter}")
