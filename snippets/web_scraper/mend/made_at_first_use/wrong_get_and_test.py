from threading import Lock, Thread

turns = {}
visits = 0


def turn_of(host):
    turn = turns.get(host)
    if turn is None:
        turn = turns[host] = Lock()
    return turn


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
