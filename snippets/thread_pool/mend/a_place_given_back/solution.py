from concurrent.futures import ThreadPoolExecutor
from threading import Semaphore

places = Semaphore(2)


def bake(cake):
    if cake == "stone":
        raise ValueError(cake)


def submit(function, *args):
    def give_back(future):  # ①
        places.release()

    places.acquire()
    future = pool.submit(function, *args)
    future.add_done_callback(give_back)
    return future


with ThreadPoolExecutor(max_workers=1) as pool:
    cakes = ["stone", "bread"]
    futures = [submit(bake, cake) for cake in cakes]
    futures[1].cancel()
