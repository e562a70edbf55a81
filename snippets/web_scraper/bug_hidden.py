import requests


def download_page(url):
    try:
        response = requests.get(url, timeout=10)
        size = len(response.contents)  # ①
        return f"Downloaded {url}: {size} bytes"
    except Exception as e:
        return f"Failed to download {url}: {e}"


print(download_page("https://www.python.org"))
