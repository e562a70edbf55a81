from threading import Thread

counter = 0


def increment():
    global counter
    temp = counter      # ① read
    counter = temp + 1  # ② write


a = Thread(target=increment, name="A")
b = Thread(target=increment, name="B")
a.start()
b.start()
a.join()
b.join()

print(f"Final counter: {counter}")
