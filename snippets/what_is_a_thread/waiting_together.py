import threading
import time


def worker(name):
    time.sleep(1)  # ① as if for a server
    print(f"{name} has an answer")


began = time.perf_counter()
threads = []
for name in ("Ada", "Ben", "Cleo"):
    thread = threading.Thread(
        target=worker, args=(name,)
    )  # ②
    threads.append(thread)
    thread.start()  # ③
for thread in threads:
    thread.join()  # ④
took = time.perf_counter() - began
print(f"Three waits of 1 s: {took:.1f} s")
