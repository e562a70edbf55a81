"""The sum of a list while another thread moves a coin from the last place to the first."""
import threading

purse, seen = [0, 0, 1], []

def move():
    purse[0] += 1
    purse[2] -= 1

def add_up():
    seen.append(sum(purse))

threads = [threading.Thread(target=f) for f in (add_up, move)]
for t in threads: t.start()
for t in threads: t.join()
print(seen)
