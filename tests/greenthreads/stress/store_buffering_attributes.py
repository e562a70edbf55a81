"""Store buffering on attributes of two objects."""
import threading

class Flag:
    up = False

mine, yours = Flag(), Flag()
seen = {}

def raise_then_look(name, own, other):
    own.up = True
    seen[name] = other.up

threads = [
    threading.Thread(target=raise_then_look, args=("a", mine, yours)),
    threading.Thread(target=raise_then_look, args=("b", yours, mine)),
]
for t in threads: t.start()
for t in threads: t.join()
print(seen["a"], seen["b"])
