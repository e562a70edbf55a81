"""Each thread has its own."""
import threading

mine, seen = threading.local(), []

def work(name):
    mine.name = name
    seen.append(mine.name)

threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(seen), hasattr(mine, "name"))
