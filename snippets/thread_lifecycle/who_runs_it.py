import threading


def worker_function(how):
    name = threading.current_thread().name
    print(f"{how} runs in {name}")


thread = threading.Thread(
    target=worker_function,
    args=("start()",),
    name="Worker",
)
thread.start()  # ①
thread.join()

thread = threading.Thread(
    target=worker_function,
    args=("run()",),
    name="Worker",
)
thread.run()  # ②

thread = threading.Thread(
    target=worker_function("target=f()"),  # ③
    name="Worker",
)
thread.start()
thread.join()
