"""Two threads take numbers from one generator: a generator cannot be run by two."""
import threading

def count():
    n = 0
    while True:
        n += 1
        yield n

numbers, got = count(), []

def take():
    try:
        got.append(next(numbers))
    except ValueError as error:
        got.append(str(error))

threads = [threading.Thread(target=take) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(map(str, got)))
