import threading
from concurrent.futures import Future


def start(fn, *args):
    future = Future()

    def worker_function():
        # ① from here on it cannot be cancelled
        if not future.set_running_or_notify_cancel():
            return
        try:
            result = fn(*args)
        except BaseException as error:
            future.set_exception(error)  # ②
        else:
            future.set_result(result)

    thread = threading.Thread(
        target=worker_function
    )
    thread.start()
    return future


good = start(int, "5")
bad = start(int, "five")
print(f"good: {good.result()}")  # ③
try:
    bad.result()
except ValueError as error:
    print(f"bad: {error}")
