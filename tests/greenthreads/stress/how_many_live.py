"""How many threads are alive?"""
import threading

before = threading.active_count()
threads = [threading.Thread(target=str) for _ in range(2)]
for t in threads: t.start()
print(threading.active_count() - before)
for t in threads: t.join()
