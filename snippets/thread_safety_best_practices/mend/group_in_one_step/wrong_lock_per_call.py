from threading import Lock, Thread

groups = {}


def add(number, kind):
    with Lock():
        if kind not in groups:
            groups[kind] = []
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
