from threading import Lock, Thread

tickets = ["seat 1"]
buyers = []
lock = Lock()


def buy(name):
    if tickets:                  # look
        with lock:
            buyers.append(name)  # act
            tickets.clear()


threads = [
    Thread(target=buy, args=(name,))
    for name in ("anna", "ben")
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"bought: {len(buyers)}")
