from threading import Thread

groups = {}


def add(number, kind):
    if kind not in groups:
        mine = []
        if kind not in groups:
            groups[kind] = mine
    groups[kind].append(number)


threads = [
    Thread(target=add, args=(1, "odd")),
    Thread(target=add, args=(3, "odd")),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"odd: {sorted(groups['odd'])}")
