import threading

inside = threading.Event()
tried = threading.Event()


def numbers():
    inside.set()
    tried.wait()  # ①
    yield 1


def worker_function():
    print(f"Worker: {next(shared)}")


shared = numbers()
thread = threading.Thread(target=worker_function)
thread.start()
inside.wait()
try:
    next(shared)  # ②
except ValueError as error:
    print(f"Main: {error}")
tried.set()
thread.join()
