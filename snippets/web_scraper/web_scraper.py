import time
from concurrent.futures import ThreadPoolExecutor

import requests


def download_page(url):
    try:
        response = requests.get(url, timeout=10)
        size = len(response.content)
        return f"Downloaded {url}: {size} bytes"
    except Exception as e:
        return f"Failed to download {url}: {e}"


# List of URLs to download
urls = [
    "https://www.google.com",
    "https://www.github.com",
    "https://www.stackoverflow.com",
    "https://www.python.org",
    "https://www.djangoproject.com",
]

# Sequential download
print("Sequential download:")
start_time = time.time()
for url in urls:  # ①
    result = download_page(url)
    print(result)
sequential_time = time.time() - start_time
print(f"Sequential time: {sequential_time:.2f} seconds\n")

# Concurrent download
print("Concurrent download:")
start_time = time.time()
with ThreadPoolExecutor(max_workers=3) as executor:
    futures = [  # ②
        executor.submit(download_page, url)
        for url in urls
    ]
    for future in futures:  # ③
        result = future.result()
        print(result)
concurrent_time = time.time() - start_time
print(f"Concurrent time: {concurrent_time:.2f} seconds")

speedup = sequential_time / concurrent_time  # ④
print(f"\nSpeedup: {speedup:.2f}x")
