import threading

label = "empty"
shelf = []


def worker():
    global label
    label = "full"
    shelf.append(label)


thread = threading.Thread(target=worker)
thread.start()
print(f"label: {label}")
print(f"shelf: {shelf}")
