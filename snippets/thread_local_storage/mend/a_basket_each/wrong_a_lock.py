import threading


class Basket(threading.local):
    items = []


basket = Basket()
lock = threading.Lock()
both_shop = threading.Barrier(2)


def shop(item):
    with lock:
        basket.items.append(item)
    both_shop.wait()
    bought[item] = len(basket.items)


bought = {}
threads = [
    threading.Thread(target=shop, args=(item,))
    for item in ("apples", "bread")
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for item in ("apples", "bread"):
    print(f"{item}: {bought[item]} in the basket")
