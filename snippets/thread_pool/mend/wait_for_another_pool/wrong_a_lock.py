from concurrent.futures import ThreadPoolExecutor
from threading import Lock

lock = Lock()


def fetch(part):
    return f"<{part}>"


def build(page):
    with lock:
        part = pool.submit(fetch, page)
        return part.result()


with ThreadPoolExecutor(max_workers=1) as pool:
    task = pool.submit(build, "home")
    print(task.result())
