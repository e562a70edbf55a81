import threading

groups = {}
words = "ant bee cat dog eel fox gnu".split()
all_ask = threading.Barrier(4)


def add(number):
    for word in words:
        all_ask.wait()
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
