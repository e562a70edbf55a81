import threading

counter = 0


def increment():
    global counter
    temp = counter
    counter = temp + 1


threads = [
    threading.Thread(target=increment, name=name)
    for name in ("A", "B", "C")
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"counter: {counter}")
