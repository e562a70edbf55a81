import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import requests

urls = [f"https://strict.example/{n}" for n in range(6)]
urls += [
    f"https://www.python.org/{n}" for n in range(3)
]
hosts = {urlsplit(url).hostname for url in urls}
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
