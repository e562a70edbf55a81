from queue import Queue
from threading import Thread

STOP = object()
words = Queue(maxsize=1)
numbers = Queue(maxsize=1)
squares = Queue(maxsize=1)


def feed():
    for word in ("1", "two", "3", "4"):
        words.put(word)
    words.put(STOP)


def square(number):
    return number * number


def stage(inbox, work, outbox):
    while (item := inbox.get()) is not STOP:
        try:
            outbox.put(work(item))  # ①
        except Exception:
            print(f"skipped: {item}")
    outbox.put(STOP)                # ②


threads = [
    Thread(target=feed),
    Thread(target=stage, args=(words, int, numbers)),
    Thread(
        target=stage, args=(numbers, square, squares)
    ),
]
for thread in threads:
    thread.start()
got = list(iter(squares.get, STOP))
for thread in threads:
    thread.join()
print(f"squares: {got}")
