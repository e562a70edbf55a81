import threading
from concurrent.futures import ThreadPoolExecutor

current = threading.local()


def handle(page, user=None):
    current.user = user or "nobody"  # ①
    try:
        return f"{page} for {current.user}"
    finally:
        del current.user  # ②


with ThreadPoolExecutor(max_workers=1) as pool:
    first = pool.submit(handle, "/inbox", "ada")
    left = pool.submit(hasattr, current, "user")
    second = pool.submit(handle, "/news")
    print(first.result())
    print(f"left behind: {left.result()}")
    print(second.result())
