import threading

busy = False
inside = most = 0


def enter():
    global busy, inside, most
    if busy:
        return
    busy = True
    inside += 1
    most = max(most, inside)
    inside -= 1
    busy = False


a = threading.Thread(target=enter, name="A")
b = threading.Thread(target=enter, name="B")
a.start()
b.start()
a.join()
b.join()
print(f"at once inside: {most}")
