import threading

prices = {}


def load(ready):
    prices["apple"] = 3
    ready.set()  # ①


def sell(ready):
    ready.wait()  # ②
    print(f"an apple: {prices['apple']}")


ready = threading.Event()  # ③
threads = [
    threading.Thread(target=sell, args=(ready,)),
    threading.Thread(target=load, args=(ready,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
