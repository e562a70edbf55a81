import threading
import time


def worker(name):
    time.sleep(1)  # ① a slow server, say
    print(f"{name} has an answer")


began = time.perf_counter()
threads = [
    threading.Thread(
        target=worker, args=(name,)
    )
    for name in ("Ada", "Ben", "Cleo")
]
for thread in threads:
    thread.start()  # ②
for thread in threads:
    thread.join()
took = time.perf_counter() - began
print(f"Three waits of 1 s: {took:.1f} s")
