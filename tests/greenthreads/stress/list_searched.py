"""An item is looked for in a list while another thread moves it to the front."""
import threading

row, seen = [0, 0, 7], []

def move():
    row[0] = 7
    row[2] = 0

def search():
    seen.append(7 in row)

threads = [threading.Thread(target=f) for f in (search, move)]
for t in threads: t.start()
for t in threads: t.join()
print(seen)
