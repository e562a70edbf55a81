import time
from concurrent.futures import ThreadPoolExecutor


def load(page):
    time.sleep((3 - page) / 10)
    pages.append(page)


pages = []
with ThreadPoolExecutor(3) as pool:
    for page in range(3):
        pool.submit(load, page)
print(f"pages: {pages}")
