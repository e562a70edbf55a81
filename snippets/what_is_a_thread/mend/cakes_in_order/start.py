import time
from threading import Thread

shop = []


def bake(cake):
    time.sleep((3 - cake) / 10)
    shop.append(cake)


threads = [
    Thread(target=bake, args=(cake,))
    for cake in range(3)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"in the shop: {shop}")
