import threading
import time

label = "empty"
shelf = []


def worker():
    global label
    label = "full"
    shelf.append(label)


thread = threading.Thread(target=worker)
thread.start()
time.sleep(1)
print(f"label: {label}")
print(f"shelf: {shelf}")
