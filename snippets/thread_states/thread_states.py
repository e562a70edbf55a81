import threading

inside = threading.Event()
go = threading.Event()


def show(state):
    ident = thread.ident
    alive = thread.is_alive()
    print(f"{state}: {ident}, alive {alive}")
    print(f"  {thread!r}")


def worker_function():
    show("Running")  # ②
    inside.set()
    go.wait()  # ③


thread = threading.Thread(
    target=worker_function, name="Worker"
)
show("New")  # ①
thread.start()
inside.wait()
show("Started")  # ④
go.set()
thread.join()
show("Terminated")  # ⑤
