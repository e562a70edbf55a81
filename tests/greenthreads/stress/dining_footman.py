"""Little Book: a footman lets only two of three philosophers sit down."""
import threading

forks, footman, ate = [threading.Lock() for _ in range(3)], threading.Semaphore(2), []

def philosopher(n):
    with footman:
        with forks[n], forks[(n + 1) % 3]:
            ate.append(n)

threads = [threading.Thread(target=philosopher, args=(n,)) for n in range(3)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(ate))
