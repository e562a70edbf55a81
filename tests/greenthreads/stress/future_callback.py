"""A callback runs in the pool's thread, or in the one that adds it."""
import threading
from concurrent.futures import ThreadPoolExecutor

who = []
with ThreadPoolExecutor(1) as pool:
    future = pool.submit(abs, -1)
    future.add_done_callback(lambda f: who.append(threading.current_thread() is threading.main_thread()))
print(who)
