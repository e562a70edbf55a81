"""Two locks, taken in two orders."""
import threading

a, b, done = threading.Lock(), threading.Lock(), []

def work(first, second):
    with first:
        with second:
            done.append(1)

threads = [threading.Thread(target=work, args=pair) for pair in ((a, b), (b, a))]
for t in threads: t.start()
for t in threads: t.join()
print(len(done))
