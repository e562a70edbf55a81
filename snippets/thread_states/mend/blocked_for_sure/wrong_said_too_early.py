from threading import Condition, Event, Thread

door = Condition()
inside = Event()


def worker_function():
    inside.set()
    with door:
        rung = door.wait()
    print(f"rung: {rung}")


thread = Thread(target=worker_function)
thread.start()
inside.wait()
with door:
    door.notify()
thread.join()
