"""One thread unsubscribes while another goes through the subscribers."""
import threading

subscribers, told = {}, []
for name in "ab":
    subscribers[name] = told.append

def publish():
    for name in list(subscribers):
        subscribers[name](name)

def unsubscribe():
    del subscribers["b"]

threads = [threading.Thread(target=f) for f in (publish, unsubscribe)]
for t in threads: t.start()
for t in threads: t.join()
print(told)
