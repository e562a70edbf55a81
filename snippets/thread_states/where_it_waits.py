import sys
import threading
import traceback

door = threading.Condition()
inside = threading.Event()


def worker_function():
    with door:
        inside.set()
        door.wait()


thread = threading.Thread(
    target=worker_function
)
thread.start()
inside.wait()
with door:
    frames = sys._current_frames()  # ①
    stack = traceback.extract_stack(
        frames[thread.ident]
    )
    names = [entry.name for entry in stack]
    here = names.index("worker_function")
    print(f"at: {stack[here].line}")  # ②
    print(f"innermost: {names[-1]}")  # ③
    door.notify()
thread.join()
