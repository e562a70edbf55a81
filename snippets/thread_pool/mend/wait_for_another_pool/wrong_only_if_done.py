from concurrent.futures import ThreadPoolExecutor


def fetch(part):
    return f"<{part}>"


def build(page):
    part = pool.submit(fetch, page)
    if not part.done():
        return None
    return part.result()


with ThreadPoolExecutor(max_workers=1) as pool:
    task = pool.submit(build, "home")
    print(task.result())
