import time
from threading import Thread

shop = []


def bake(cake):
    time.sleep(0.1)
    shop.append(cake)


bakers = [
    Thread(target=bake, args=(cake,))
    for cake in ("apple", "plum")
]
for baker in bakers:
    baker.start()
    baker.join()
print(f"cakes in the shop: {len(shop)}")
