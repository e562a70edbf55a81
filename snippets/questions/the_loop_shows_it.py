import queue
import threading

todo = queue.Queue()


def show(text):
    name = threading.current_thread().name
    print(f"{name} shows {text}")


def worker_function():
    for percent in (50, 100):
        todo.put((show, f"{percent} %"))  # ①
    todo.put((None, ""))


thread = threading.Thread(target=worker_function)
thread.start()
while True:
    function, value = todo.get()  # ②
    if function is None:
        break
    function(value)  # ③
thread.join()
