"""Little Book: one philosopher takes the other fork first."""
import threading

forks, ate = [threading.Lock() for _ in range(3)], []

def philosopher(n):
    first, second = sorted((n, (n + 1) % 3))
    with forks[first], forks[second]:
        ate.append(n)

threads = [threading.Thread(target=philosopher, args=(n,)) for n in range(3)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(ate))
