import time
from concurrent.futures import (
    ThreadPoolExecutor,
    as_completed,
)


def load(page):
    time.sleep((3 - page) / 10)
    return page


pages = []
with ThreadPoolExecutor(3) as pool:
    futures = [
        pool.submit(load, page) for page in range(3)
    ]
    for future in as_completed(futures):
        pages.append(future.result())
print(f"pages: {pages}")
