"""A function counts its calls in an attribute of its own."""
import threading

def visit():
    visit.calls += 1

visit.calls = 0
threads = [threading.Thread(target=visit) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(visit.calls)
