import time
from threading import Lock, Thread

pages = {}
fetched = []
lock = Lock()


def fetch(url):
    fetched.append(url)
    time.sleep(0.1)
    if url == "/no":
        raise OSError(url)
    return f"page {url}"


def page_of(url):
    with lock:
        first = url not in pages
        if first:
            pages[url] = None
    if first:
        pages[url] = fetch(url)
    return pages[url]


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
