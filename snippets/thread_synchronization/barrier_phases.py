import threading

all_here = threading.Barrier(3)


def worker(worker_id):
    print(f"Worker {worker_id} has loaded its part")
    all_here.wait()  # ①
    print(f"Worker {worker_id} uses all parts")


threads = [
    threading.Thread(target=worker, args=(i,))
    for i in range(3)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
