import sys
from concurrent.futures import Future
from threading import Thread


def start(fn, *args):
    future = Future()

    def worker_function():
        try:
            result = fn(*args)
        except BaseException as error:
            result = error
        future.set_result(result)

    Thread(target=worker_function).start()
    return future


calls = [(int, "5"), (int, "five"), (sys.exit, "3")]
futures = [start(*call) for call in calls]
for future in futures:
    try:
        print(f"result: {future.result()}")
    except BaseException as error:
        print(f"raised: {type(error).__name__}")
