from threading import Thread

groups = {}


def add(number, kind):
    try:
        groups[kind].append(number)
    except KeyError:
        groups[kind] = [number]


threads = [
    Thread(target=add, args=(1, "odd")),
    Thread(target=add, args=(3, "odd")),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"odd: {sorted(groups['odd'])}")
