"""Little Book: Tanenbaum's philosophers. Who may eat is decided under one mutex."""
import threading

state, may_eat = ["thinking"] * 2, [threading.Semaphore(0) for _ in range(2)]
mutex, ate = threading.Lock(), []

def test(n):
    if state[n] == "hungry" and state[1 - n] != "eating":
        state[n] = "eating"
        may_eat[n].release()

def philosopher(n):
    with mutex:
        state[n] = "hungry"
        test(n)
    may_eat[n].acquire()
    ate.append(n)
    with mutex:
        state[n] = "thinking"
        test(1 - n)

threads = [threading.Thread(target=philosopher, args=(n,)) for n in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(ate), state)
