"""Two threads take items from one iterator of a list."""
import threading

tasks = iter([1, 2, 3, 4])
done = []

def work():
    for _ in range(2):
        done.append(next(tasks, 0))

threads = [threading.Thread(target=work) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(done))
