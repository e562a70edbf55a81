from threading import Thread

tickets = ["seat 1"]
buyers = []


def buy(name):
    try:
        tickets.pop()        # look and act
    except IndexError:
        return
    buyers.append(name)


threads = [
    Thread(target=buy, args=(name,))
    for name in ("anna", "ben")
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"bought: {len(buyers)}")
