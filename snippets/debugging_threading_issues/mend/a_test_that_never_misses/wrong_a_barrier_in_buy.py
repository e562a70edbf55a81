from threading import Barrier, Thread

buyers = []
both_have_looked = Barrier(2)


def buy(name):
    if tickets:
        both_have_looked.wait()
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
