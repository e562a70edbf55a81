from threading import Lock, Thread

turns = {}
visits = 0


def turn_of(host):
    return Lock()


def download(host):
    global visits
    with turn_of(host):
        visits += 1


threads = [
    Thread(target=download, args=("python.org",))
    for _ in "AB"
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"visits: {visits}")
