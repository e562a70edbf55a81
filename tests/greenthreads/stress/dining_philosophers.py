"""Little Book: dining philosophers. Each takes the left fork first: all may starve."""
import threading

forks, ate = [threading.Lock() for _ in range(3)], []

def philosopher(n):
    with forks[n], forks[(n + 1) % 3]:
        ate.append(n)

threads = [threading.Thread(target=philosopher, args=(n,)) for n in range(3)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(ate))
