import time
from threading import Thread

pages = {}
fetched = []


def fetch(url):
    fetched.append(url)
    time.sleep(0.1)
    if url == "/no":
        raise OSError(url)
    return f"page {url}"


def page_of(url):
    return pages.setdefault(url, fetch(url))


def reader(number, url):
    try:
        got[number] = page_of(url)
    except OSError:
        got[number] = "failed"


got = [None] * 4
threads = [
    Thread(target=reader, args=pair)
    for pair in enumerate(["/a", "/a", "/no", "/no"])
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"fetched: {sorted(fetched)}")
