# Not in the browser: starts a process
import os
import threading

lock = threading.Lock()
locked = threading.Event()
over = threading.Event()


def worker_function():
    with lock:  # ①
        locked.set()
        over.wait()


thread = threading.Thread(target=worker_function)
thread.start()
locked.wait()
child = os.fork()  # ②
if child == 0:
    got = lock.acquire(timeout=0.5)  # ③
    os._exit(0 if got else 1)
_, status = os.waitpid(child, 0)
got = os.waitstatus_to_exitcode(status) == 0
print(f"Child got the lock: {got}")
over.set()
thread.join()
