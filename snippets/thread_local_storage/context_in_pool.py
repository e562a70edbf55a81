import contextvars
from concurrent.futures import ThreadPoolExecutor

user = contextvars.ContextVar(
    "user", default="nobody"
)


def handle(page):
    return f"{page} for {user.get()}"


def as_user(name, page):
    user.set(name)  # ① in this task only
    return handle(page)


with ThreadPoolExecutor(max_workers=1) as pool:
    first = pool.submit(
        contextvars.copy_context().run,  # ②
        as_user,
        "ada",
        "/inbox",
    )
    second = pool.submit(
        contextvars.copy_context().run,
        handle,
        "/news",
    )
    left = pool.submit(user.get)
    print(first.result())
    print(second.result())
    print(f"left behind: {left.result()}")
