import queue
import threading

STOP = object()
words = queue.Queue(maxsize=2)
numbers = queue.Queue(maxsize=2)
squares = queue.Queue(maxsize=2)


def feed():
    for word in "1 2 three 4 5".split():
        words.put(word)
    words.put(STOP)


def square(number):
    return number * number


def stage(inbox, work, outbox):
    while (item := inbox.get()) is not STOP:
        try:
            outbox.put(work(item))
        except Exception as error:  # ①
            print(f"skipped: {error!r}")
    outbox.put(STOP)  # ② pass the mark on


threads = [
    threading.Thread(target=feed),
    threading.Thread(
        target=stage,
        args=(words, int, numbers),
    ),
    threading.Thread(
        target=stage,
        args=(numbers, square, squares),
    ),
]
for thread in threads:
    thread.start()
while (result := squares.get()) is not STOP:
    print(f"square: {result}")
for thread in threads:
    thread.join()
