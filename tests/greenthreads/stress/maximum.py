"""Check then act: the greatest number so far may be replaced by a smaller one."""
import threading

best = 0

def offer(number):
    global best
    if number > best:
        best = number

threads = [threading.Thread(target=offer, args=(n,)) for n in (3, 1, 2)]
for t in threads: t.start()
for t in threads: t.join()
print(best)
