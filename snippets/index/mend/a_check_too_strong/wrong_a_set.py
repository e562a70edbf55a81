from threading import Thread

ready = []


def bake(cake):
    ready.append(cake)


def fits(cakes):
    return set(cakes) == {"apple", "plum", "tart"}


bakers = [
    Thread(target=bake, args=(cake,))
    for cake in ("apple", "plum", "tart")
]
for baker in bakers:
    baker.start()
for baker in bakers:
    baker.join()
print(f"the run fits: {fits(ready)}")
