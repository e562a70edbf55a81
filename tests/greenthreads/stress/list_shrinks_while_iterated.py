"""One thread goes through a list while another removes its first item: one is skipped."""
import threading

queue, seen = ["a", "b", "c"], []

def remove():
    del queue[0]

def look():
    for name in queue:
        seen.append(name)

threads = [threading.Thread(target=f) for f in (look, remove)]
for t in threads: t.start()
for t in threads: t.join()
print("".join(seen))
