from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context

user = ContextVar("user", default="nobody")


def handle(page):
    return f"{page} for {user.get()}"


def as_user(name, page):
    user.set(name)  # ①
    return handle(page)


with ThreadPoolExecutor(max_workers=1) as pool:
    for task in (
        (as_user, "ada", "/inbox"),
        (handle, "/news"),
    ):
        context = copy_context()  # ②
        future = pool.submit(context.run, *task)
        print(future.result())
    pool.submit(as_user, "ada", "/inbox")  # ③
    future = pool.submit(handle, "/news")
    print(f"without a copy: {future.result()}")
