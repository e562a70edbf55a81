import requests


def download_page(url):
    try:
        response = requests.get(url, timeout=10)
        size = len(response.content)
        return f"Downloaded {url}: {size} bytes"
    except Exception as e:
        return f"Failed to download {url}: {e}"


def download_checked(url):
    try:
        response = requests.get(url, timeout=10)
        response.raise_for_status()  # ①
        size = len(response.content)
        return f"Downloaded {url}: {size} bytes"
    except requests.RequestException as e:
        return f"Failed to download {url}: {e}"


url = "https://www.python.org/missing"
print(download_page(url))  # ②
print(download_checked(url))
