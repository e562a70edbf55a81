import threading
import time

lock = threading.Lock()
counter = 0


def work():
    time.sleep(0.5)


def increment_slow():
    global counter
    with lock:  # ① work inside
        work()
        counter += 1


def increment_fast():
    global counter
    work()  # ② work outside
    with lock:
        counter += 1


for target in [increment_slow, increment_fast]:
    counter = 0
    begin = time.perf_counter()
    threads = [
        threading.Thread(target=target)
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begin
    print(f"{target.__name__}: {counter}")
    print(f"  in {seconds:.2f} seconds")
