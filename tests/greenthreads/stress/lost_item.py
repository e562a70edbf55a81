"""Two threads count in one dictionary."""
import threading

counts = {"apple": 0}

def count(words):
    for word in words:
        counts[word] = counts.get(word, 0) + 1

threads = [threading.Thread(target=count, args=(w,)) for w in (["apple", "pear"], ["pear"])]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(counts.items()))
