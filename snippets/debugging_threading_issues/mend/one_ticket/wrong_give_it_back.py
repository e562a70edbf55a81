from threading import Thread

tickets = ["seat 1"]
buyers = []


def buy(name):
    if tickets:              # look
        buyers.append(name)  # act
        tickets.clear()
    if len(buyers) > 1:
        buyers.remove(name)


threads = [
    Thread(target=buy, args=(name,))
    for name in ("anna", "ben")
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"bought: {len(buyers)}")
