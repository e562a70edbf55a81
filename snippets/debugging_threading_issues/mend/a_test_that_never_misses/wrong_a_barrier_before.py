from threading import Barrier, Thread

buyers = []


def buy(name):
    if tickets:
        buyers.append(name)
        tickets.clear()


# The test: all that you may change
tickets = ["seat 1"]
both_here = Barrier(2)


def test(name):
    both_here.wait()
    buy(name)


threads = [
    Thread(target=test, args=(name,))
    for name in ("anna", "ben")
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
buy("cleo")  # comes too late
print(f"bought: {len(buyers)}")
