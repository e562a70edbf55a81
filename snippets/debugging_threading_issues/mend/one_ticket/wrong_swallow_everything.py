from threading import Thread

tickets = ["seat 1"]
buyers = []


def buy(name):
    try:
        buyers.append(name)
        tickets.pop()
    except IndexError:
        pass


threads = [
    Thread(target=buy, args=(name,))
    for name in ("anna", "ben")
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"bought: {len(buyers)}")
