import threading

door = threading.Condition()
inside = threading.Event()


def show(state):
    ident = thread.ident
    alive = thread.is_alive()
    print(f"{state}: {ident}, alive {alive}")
    print(f"  {thread!r}")


def worker_function():
    show("Running")  # ②
    with door:
        inside.set()
        door.wait()  # ③ lets go of door
        print("The worker goes on")


thread = threading.Thread(
    target=worker_function, name="Worker"
)
show("New")  # ①
thread.start()
inside.wait()
with door:  # ④ free once the worker waits
    show("Blocked")
    door.notify()
thread.join()
show("Terminated")  # ⑤
