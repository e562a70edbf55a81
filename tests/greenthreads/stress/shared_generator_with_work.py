"""The same where the generator calls something between two numbers."""
import threading

def square(n):
    return n * n

def squares():
    for n in range(1, 4):
        yield square(n)

numbers, got = squares(), []

def take():
    try:
        got.append(next(numbers))
    except ValueError:
        got.append("busy")

threads = [threading.Thread(target=take) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(map(str, got)))
