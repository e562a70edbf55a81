"""Each thread raises its flag and goes on only if the other's is down: both may give way."""
import threading

flags, went = {"a": False, "b": False}, []

def cross(me, other):
    flags[me] = True
    if not flags[other]:
        went.append(me)
    flags[me] = False

threads = [threading.Thread(target=cross, args=names) for names in ("ab", "ba")]
for t in threads: t.start()
for t in threads: t.join()
print("".join(went))
