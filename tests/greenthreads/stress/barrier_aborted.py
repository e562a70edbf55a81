"""A barrier that a third thread may abort before all have come."""
import threading

barrier, seen = threading.Barrier(2), []

def arrive():
    try:
        barrier.wait()
        seen.append("through")
    except threading.BrokenBarrierError:
        seen.append("broken")

threads = [threading.Thread(target=f) for f in (arrive, arrive, barrier.abort)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(seen))
