import threading
import time

two_desks = threading.BoundedSemaphore(2)


def visit():
    with two_desks:  # ①
        time.sleep(0.1)


threads = [
    threading.Thread(target=visit)
    for _ in range(3)
]
begin = time.perf_counter()
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
seconds = time.perf_counter() - begin
print(f"3 visits in {seconds:.2f} seconds")  # ②
