import threading

counter = 0


def increment():
    global counter
    temp = counter
    counter = temp + 1


a = threading.Thread(target=increment, name="A")
b = threading.Thread(target=increment, name="B")
a.start()
b.start()
a.join()
b.join()
print(f"counter: {counter}")
