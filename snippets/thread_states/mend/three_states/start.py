import threading

go = threading.Event()


def state_of(thread):
    if thread.is_alive():
        return "started"
    return "stopped"


def worker_function():
    print(f"inside: {state_of(thread)}")
    go.wait()


thread = threading.Thread(
    target=worker_function
)
print(f"before start: {state_of(thread)}")
thread.start()
go.set()
thread.join()
print(f"after join: {state_of(thread)}")
