import time
from threading import Condition, Thread

door = Condition()


def worker_function():
    with door:
        rung = door.wait(timeout=1)
    print(f"rung: {rung}")


thread = Thread(target=worker_function)
thread.start()
time.sleep(0.1)  # now it waits
with door:
    door.notify()
thread.join()
