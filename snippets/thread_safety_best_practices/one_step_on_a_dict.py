import threading

groups = {}
start = threading.Barrier(4)


def add(number):
    start.wait()
    for word in ["ant", "bee", "cat"]:
        mine = groups.setdefault(word, [])  # ①
        mine.append(number)                 # ②


threads = [
    threading.Thread(target=add, args=(n,))
    for n in range(4)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

for word in sorted(groups):
    print(f"{word}: {sorted(groups[word])}")
