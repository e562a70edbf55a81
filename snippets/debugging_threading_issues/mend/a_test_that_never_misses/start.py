from threading import Thread

buyers = []


def buy(name):
    if tickets:
        buyers.append(name)
        tickets.clear()


# The test: all that you may change
tickets = ["seat 1"]
threads = [
    Thread(target=buy, args=(name,))
    for name in ("anna", "ben")
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
buy("cleo")  # comes too late
print(f"bought: {len(buyers)}")
