import queue
import threading

letters = queue.Queue()


def writer():
    for text in ("one", "two"):
        letters.put(text)  # ①
    letters.put(None)      # ② the end


def reader():
    while True:
        text = letters.get()  # ③
        if text is None:
            break
        print(f"read: {text}")


threads = [
    threading.Thread(target=writer),
    threading.Thread(target=reader),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
