import time
from concurrent.futures import ThreadPoolExecutor


def load(page):
    time.sleep((3 - page) / 10)
    return page


pages = []
for page in range(3):
    with ThreadPoolExecutor(3) as pool:
        future = pool.submit(load, page)
    pages.append(future.result())
print(f"pages: {pages}")
