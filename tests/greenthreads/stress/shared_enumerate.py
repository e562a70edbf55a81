"""Two threads go through one `enumerate`."""
import threading

lines, got = enumerate(["a", "b", "c", "d"]), []

def take():
    for number, line in lines:
        got.append((number, line))

threads = [threading.Thread(target=take) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(got))
