"""Two threads print a line each; their order makes no difference here."""
import threading

def greet(name):
    print("hello from", name)

threads = [threading.Thread(target=greet, args=(name,)) for name in "ab"]
for t in threads: t.start()
for t in threads: t.join()
