import time
from concurrent.futures import ThreadPoolExecutor


def bake(cake):
    time.sleep((6 - cake) / 5)  # ①
    print(f"cake {cake} is ready")
    return cake


with ThreadPoolExecutor(max_workers=3) as oven:
    cakes = list(oven.map(bake, range(6)))  # ②
print(f"in the shop: {cakes}")
