import time
from threading import Thread

answers = []


class Host:
    def __init__(self, name):
        self.name = name
        self.guests = []

    def fetch(self):
        self.guests.append("guest")
        time.sleep(0.1)
        self.guests.pop()
        return 200


def download(host):
    answers.append(host.fetch())


one, other = Host("one"), Host("other")
threads = [
    Thread(target=download, args=(host,))
    for host in (one, one, other)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"answers: {answers}")
