import threading

label = "empty"
shelf = []


def worker():
    label = "full"
    shelf.append(label)


thread = threading.Thread(target=worker)
thread.start()
thread.join()
label = "full"
print(f"label: {label}")
print(f"shelf: {shelf}")
