"""Two threads take numbers from one `itertools.count`."""
import itertools
import threading

numbers, got = itertools.count(1), []

def take():
    got.append(next(numbers))

threads = [threading.Thread(target=take) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(got))
