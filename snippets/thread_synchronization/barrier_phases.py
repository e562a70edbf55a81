import threading

all_here = threading.Barrier(3)


def worker(number):
    print(f"Worker {number} has its part")
    all_here.wait()  # ①
    print(f"Worker {number} uses all parts")


threads = [
    threading.Thread(target=worker, args=(i,))
    for i in range(3)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
