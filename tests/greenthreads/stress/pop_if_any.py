"""Check then act: of two threads that see one item left, one finds none."""
import threading

items, taken = ["cake"], []

def take():
    if len(items) > 0:
        try:
            taken.append(items.pop())
        except IndexError:
            taken.append("nothing")

threads = [threading.Thread(target=take) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(taken)
