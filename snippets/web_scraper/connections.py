import logging

import requests


class Counter(logging.Handler):
    opened = 0

    def emit(self, record):
        if "Starting new HTTPS" in record.msg:  # ①
            self.opened += 1


def count_connections(get):
    counter.opened = 0
    for _ in range(5):
        get("https://www.python.org", timeout=10)
    return counter.opened


counter = Counter()
logger = logging.getLogger("urllib3")
logger.setLevel(logging.DEBUG)
logger.addHandler(counter)

opened = count_connections(requests.get)
print(f"requests.get: {opened} connections")
with requests.Session() as session:
    opened = count_connections(session.get)
    print(f"session.get: {opened} connection")
