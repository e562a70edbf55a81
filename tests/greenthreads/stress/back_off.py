"""Who does not get the second lock gives the first back, and only tries once more."""
import threading

a, b, done = threading.Lock(), threading.Lock(), []

def work(name, first, second):
    for _ in range(2):
        with first:
            if second.acquire(blocking=False):
                done.append(name)
                second.release()
                return
    done.append("gave up")

threads = [threading.Thread(target=work, args=args) for args in (("l", a, b), ("r", b, a))]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(done))
