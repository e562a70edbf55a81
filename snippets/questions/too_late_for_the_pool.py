import atexit
from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(max_workers=1)


def last_words():
    try:
        pool.submit(print, "Goodbye")  # ②
    except RuntimeError as error:
        print(error)


atexit.register(last_words)  # ①
print("Main ends")
