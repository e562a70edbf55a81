from threading import Condition, Event, Thread

door = Condition()
inside = Event()


def worker_function():
    with door:
        inside.set()  # ①
        rung = door.wait()
    print(f"rung: {rung}")


thread = Thread(target=worker_function)
thread.start()
inside.wait()
with door:  # ②
    door.notify()
thread.join()
