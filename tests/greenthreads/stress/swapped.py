"""Two threads swap the same two items."""
import threading

cups = ["ball", "empty"]

def swap():
    cups[0], cups[1] = cups[1], cups[0]

threads = [threading.Thread(target=swap) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(cups)
