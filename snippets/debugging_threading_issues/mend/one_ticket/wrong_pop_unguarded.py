from threading import Thread

tickets = ["seat 1"]
buyers = []


def buy(name):
    if tickets:              # look
        tickets.pop()
        buyers.append(name)  # act


threads = [
    Thread(target=buy, args=(name,))
    for name in ("anna", "ben")
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"bought: {len(buyers)}")
