import threading
from concurrent.futures import ThreadPoolExecutor

current = threading.local()


def handle(page, user=None):
    if user:
        current.user = user  # ①
    name = getattr(current, "user", "nobody")
    return f"{page} for {name}"


with ThreadPoolExecutor(max_workers=1) as pool:
    first = pool.submit(handle, "/inbox", "ada")
    second = pool.submit(handle, "/news")  # ②
    print(first.result())
    print(second.result())
