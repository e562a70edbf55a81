import time
from concurrent.futures import ThreadPoolExecutor


def load(page):
    time.sleep((3 - page) / 10)
    return page


pages = []
with ThreadPoolExecutor(30) as pool:
    for page in range(3):
        future = pool.submit(load, page)
        pages.append(future.result())
print(f"pages: {pages}")
