import threading

groups = {}
words = ["ant", "bee"]
both_ask = threading.Barrier(2)


def add(number):
    for word in words:
        both_ask.wait()
        mine = groups.setdefault(word, [])  # ①
        mine.append(number)                 # ②


threads = [
    threading.Thread(target=add, args=(n,))
    for n in range(2)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

for word in sorted(groups):
    print(f"{word}: {sorted(groups[word])}")
