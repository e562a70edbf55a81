from concurrent.futures import ThreadPoolExecutor
from threading import Semaphore

places = Semaphore(2)


def bake(cake):
    if cake == "stone":
        raise ValueError(cake)


def submit(function, *args):
    def run():
        try:
            function(*args)
        except ValueError:
            places.release()

    places.acquire()
    return pool.submit(run)


with ThreadPoolExecutor(max_workers=1) as pool:
    cakes = ["stone", "bread"]
    futures = [submit(bake, cake) for cake in cakes]
    futures[1].cancel()
