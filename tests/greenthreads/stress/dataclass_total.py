"""Two threads move money between two fields; a third adds them up."""
import threading
from dataclasses import dataclass

@dataclass
class Purse:
    left: int = 5
    right: int = 0

purse, seen = Purse(), []

def move():
    purse.left -= 1
    purse.right += 1

def look():
    seen.append(purse.left + purse.right)

threads = [threading.Thread(target=f) for f in (move, look)]
for t in threads: t.start()
for t in threads: t.join()
print(seen, purse)
