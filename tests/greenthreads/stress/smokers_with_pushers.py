"""Little Book: pushers sort out what lies on the table, so that the right smoker is woken."""
import threading

tobacco, paper, smoker = (threading.Semaphore(0) for _ in range(3))
mutex, table, smoked = threading.Lock(), {"tobacco": 0, "paper": 0}, []

def push(own, name, other):
    own.acquire()
    with mutex:
        if table[other]:
            table[other] -= 1
            smoker.release()
        else:
            table[name] += 1

def smoke():
    smoker.acquire()
    smoked.append("has a match")

threads = [
    threading.Thread(target=push, args=(tobacco, "tobacco", "paper")),
    threading.Thread(target=push, args=(paper, "paper", "tobacco")),
    threading.Thread(target=smoke),
]
for t in threads: t.start()
tobacco.release()
paper.release()
for t in threads: t.join()
print(smoked, table)
