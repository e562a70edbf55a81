import time
from threading import Thread

shop = [None, None, None]


def bake(cake):
    time.sleep((3 - cake) / 10)
    shop[cake] = cake


threads = [
    Thread(target=bake, args=(cake,))
    for cake in range(3)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"in the shop: {shop}")
