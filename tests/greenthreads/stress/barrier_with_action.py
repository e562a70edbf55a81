"""Who comes last to a barrier does its action, alone."""
import threading

order, numbers = [], []
barrier = threading.Barrier(2, action=lambda: order.append("action"))

def arrive(name):
    order.append(name)
    numbers.append(barrier.wait())
    order.append(name.upper())

threads = [threading.Thread(target=arrive, args=(name,)) for name in "ab"]
for t in threads: t.start()
for t in threads: t.join()
print("".join(x if len(x) == 1 else "-" for x in order), sorted(numbers))
