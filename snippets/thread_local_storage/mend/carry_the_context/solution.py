from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context

user = ContextVar("user", default="nobody")


def handle(page):
    return f"{page} for {user.get()}"


def submit(function, *args):
    context = copy_context()  # ①
    return pool.submit(context.run, function, *args)


with ThreadPoolExecutor(max_workers=1) as pool:
    user.set("ada")
    inbox = submit(handle, "/inbox")
    user.set("ben")
    news = submit(handle, "/news")
    print(inbox.result())
    print(news.result())
