import time
from concurrent.futures import Future
from threading import Lock, Thread

pages = {}
fetched = []
lock = Lock()


def fetch(url):
    fetched.append(url)
    time.sleep(0.1)
    return f"page {url}"


def page_of(url):
    with lock:  # ①
        first = url not in pages
        if first:
            pages[url] = Future()
    if first:
        pages[url].set_result(fetch(url))  # ②
    return pages[url].result()  # ③


def reader(number, url):
    got[number] = page_of(url)


got = [None, None, None]
threads = [
    Thread(target=reader, args=pair)
    for pair in enumerate(["/a", "/a", "/b"])
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"fetched: {sorted(fetched)}")
