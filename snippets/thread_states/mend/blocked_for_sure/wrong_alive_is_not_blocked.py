from threading import Condition, Thread

door = Condition()


def worker_function():
    with door:
        rung = door.wait()
    print(f"rung: {rung}")


thread = Thread(target=worker_function)
thread.start()
while not thread.is_alive():
    pass
with door:
    door.notify()
thread.join()
