"""A barrier to which one comes in time or not."""
import threading

barrier, seen = threading.Barrier(2), {}

def arrive(name, timeout):
    try:
        barrier.wait(timeout)
        seen[name] = "through"
    except threading.BrokenBarrierError:
        seen[name] = "broken"

threads = [threading.Thread(target=arrive, args=args) for args in (("a", 0.0005), ("b", None))]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(seen.items()))
