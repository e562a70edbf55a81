"""Little Book: cigarette smokers. Each takes what they need one by one: the wrong one may begin."""
import threading

tobacco, paper, match = (threading.Semaphore(0) for _ in range(3))
smoked, done = [], threading.Semaphore(0)

def smoker(name, first, second):
    first.acquire()
    if not second.acquire(timeout=0.002):
        return
    smoked.append(name)

def agent():
    tobacco.release()
    paper.release()

threads = [
    threading.Thread(target=agent),
    threading.Thread(target=smoker, args=("has a match", tobacco, paper)),
    threading.Thread(target=smoker, args=("has tobacco", paper, match), daemon=True),
]
for t in threads: t.start()
threads[0].join()
threads[1].join(timeout=0.01)
print(smoked)
for _ in range(2):
    tobacco.release(), paper.release(), match.release()
for t in threads: t.join()
