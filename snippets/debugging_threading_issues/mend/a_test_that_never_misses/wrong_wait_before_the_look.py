from threading import Barrier, Thread

buyers = []


def buy(name):
    if tickets:
        buyers.append(name)
        tickets.clear()


class Tickets(list):
    def __bool__(self):
        if len(self) > 0:
            both_have_looked.wait()
        return len(self) > 0


both_have_looked = Barrier(2)
tickets = Tickets(["seat 1"])
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
