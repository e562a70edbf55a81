from concurrent.futures import ThreadPoolExecutor

import requests


def download_page(url):
    return requests.get(url, timeout=10).status_code


urls = [f"https://strict.example/{n}" for n in range(6)]
with ThreadPoolExecutor(max_workers=6) as executor:  # ①
    statuses = list(executor.map(download_page, urls))

print(f"Pages: {statuses.count(200)}")
print(f"Refused: {statuses.count(429)}")
