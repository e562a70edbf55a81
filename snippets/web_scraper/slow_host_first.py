import time
from concurrent.futures import ThreadPoolExecutor

import requests

urls = [
    "https://slow.example",
    "https://www.google.com",
    "https://www.python.org",
]


def download_page(url):
    requests.get(url, timeout=10)
    done_at = time.perf_counter() - start
    return url, done_at


start = time.perf_counter()
with ThreadPoolExecutor(max_workers=3) as executor:
    futures = [
        executor.submit(download_page, url)
        for url in urls
    ]
    for future in futures:  # ①
        url, done_at = future.result()
        printed_at = time.perf_counter() - start
        print(
            f"{url}: done after {done_at:.1f} s,"
            f" printed after {printed_at:.1f} s"
        )
