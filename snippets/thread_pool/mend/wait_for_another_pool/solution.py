from concurrent.futures import ThreadPoolExecutor


def fetch(part):
    return f"<{part}>"


def build(page):
    part = parts.submit(fetch, page)
    return part.result()


with (
    ThreadPoolExecutor(max_workers=1) as parts,  # ①
    ThreadPoolExecutor(max_workers=1) as pool,
):
    task = pool.submit(build, "home")
    print(task.result())
