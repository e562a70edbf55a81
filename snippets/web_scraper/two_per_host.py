import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import requests

hosts = ["strict.example", "www.python.org"]
urls = [
    f"https://{host}/{n}"
    for n in range(4)
    for host in hosts
]
places = {  # ①
    host: threading.BoundedSemaphore(2)
    for host in hosts
}


def download_page(url):
    with places[urlsplit(url).hostname]:  # ②
        return requests.get(url, timeout=10).status_code


with ThreadPoolExecutor(max_workers=6) as executor:
    for url, status in zip(
        urls, executor.map(download_page, urls)
    ):
        print(f"{url}: {status}")
