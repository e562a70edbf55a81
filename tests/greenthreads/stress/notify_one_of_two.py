"""`notify` wakes one of two who wait for different things: perhaps the wrong one."""
import threading

bell, tea, milk, drunk = threading.Condition(), False, False, []

def drink(name):
    with bell:
        while not globals()[name]:
            bell.wait()
        drunk.append(name)

def serve():
    global milk, tea
    with bell:
        milk = True
        bell.notify()
    with bell:
        tea = True
        bell.notify_all()

threads = [threading.Thread(target=drink, args=(name,)) for name in ("tea", "milk")]
threads.append(threading.Thread(target=serve))
for t in threads: t.start()
for t in threads: t.join()
print(*drunk)
