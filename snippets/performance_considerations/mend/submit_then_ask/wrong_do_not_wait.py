import time
from concurrent.futures import ThreadPoolExecutor


def load(page):
    time.sleep((3 - page) / 10)
    return page


pages = []
with ThreadPoolExecutor(3) as pool:
    for page in range(3):
        future = pool.submit(load, page)
        pages.append(future.result(timeout=0))
print(f"pages: {pages}")
