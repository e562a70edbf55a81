import time
from threading import Condition, Thread

door = Condition()


def worker_function():
    with door:
        rung = door.wait()
    print(f"rung: {rung}")


thread = Thread(target=worker_function)
thread.start()
time.sleep(10)  # now it waits
with door:
    door.notify()
thread.join()
