"""`notify` wakes one of two who wait for different things: perhaps the wrong one."""
import threading

bell, served, drunk = threading.Condition(), [], []

def drink(name):
    with bell:
        while name not in served:
            bell.wait()
        drunk.append(name)

def serve():
    with bell:
        served.append("tea")
        bell.notify()

threads = [threading.Thread(target=drink, args=("tea",))]
threads.append(threading.Thread(target=drink, args=("milk",), daemon=True))
threads.append(threading.Thread(target=serve))
for t in threads: t.start()
threads[0].join(0.02)
with bell:
    print(*drunk)
    served.append("milk")
    bell.notify_all()
for t in threads: t.join()
