import threading
from concurrent.futures import ThreadPoolExecutor

current = threading.local()


def greeting():
    return f"Hello {getattr(current, 'user', 'you')}"


def handle(page, user):
    if user:
        current.user = user
    try:
        if page == "/missing":
            raise ValueError(page)
    except ValueError:
        return "Hello you"
    text = greeting()
    if user:
        del current.user
    return text


requests = [
    ("/missing", "ben"),
    ("/news", None),
]
with ThreadPoolExecutor(max_workers=1) as pool:
    for page, user in requests:
        task = pool.submit(handle, page, user)
        try:
            print(task.result())
        except ValueError:
            print(f"not found: {page}")
