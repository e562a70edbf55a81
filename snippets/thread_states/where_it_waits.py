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
with door:  # ①
    frames = sys._current_frames()  # ②
    calls = traceback.extract_stack(
        frames[thread.ident]
    )
    outer, inner = calls[-2:]  # ③
    print(f"in {outer.name}: {outer.line}")
    print(f"  in {inner.name}")
    door.notify()
thread.join()
