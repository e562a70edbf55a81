from threading import Barrier, Thread

buyers = []


def buy(name):
    if tickets:
        buyers.append(name)
        tickets.clear()


class Tickets(list):
    def __bool__(self):
        found = len(self) > 0
        if found:
            both_have_looked.wait()
        return found


both_have_looked = Barrier(3)
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
