import threading
import time
from concurrent.futures import (
    ThreadPoolExecutor,
    as_completed,
)

import requests

urls = [
    "https://slow.example",
    "https://www.google.com",
    "https://www.github.com",
    "https://www.python.org/missing",
    "https://www.djangoproject.com",
]
own = threading.local()
sessions, answers = [], []


def note(response, **_):
    answers.append(response.url)


def open_session():
    own.session = requests.Session()  # ①
    own.session.hooks["response"].append(note)
    sessions.append(own.session)


def download_page(url):
    response = own.session.get(url, timeout=10)
    response.raise_for_status()  # ②
    return len(response.content)


start = time.perf_counter()
with ThreadPoolExecutor(
    max_workers=3, initializer=open_session
) as executor:
    pages = {
        executor.submit(download_page, url): url
        for url in urls
    }
    for future in as_completed(pages):  # ③
        seconds = time.perf_counter() - start
        print(f"{seconds:.1f} s: {pages[future]}:", end=" ")
        try:
            print(f"{future.result()} bytes")
        except requests.RequestException as error:  # ④
            print(f"failed: {error}")

for session in sessions:
    session.close()
print(
    f"{len(answers)} answers "
    f"through {len(sessions)} sessions"
)
