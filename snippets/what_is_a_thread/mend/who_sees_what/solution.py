import threading

label = "empty"
shelf = []


def worker():
    global label  # ①
    label = "full"
    shelf.append(label)


thread = threading.Thread(target=worker)
thread.start()
thread.join()
print(f"label: {label}")
print(f"shelf: {shelf}")
