import signal
import threading

stop = threading.Event()


def worker_function():
    stop.wait()  # ①
    print("Worker ends")


thread = threading.Thread(target=worker_function)
thread.start()
try:
    signal.raise_signal(signal.SIGINT)  # ②
    thread.join()
except KeyboardInterrupt:
    alive = thread.is_alive()
    print(f"Interrupted, worker alive: {alive}")  # ③
finally:
    stop.set()  # ④
    thread.join()
