import threading
import time

# Thread-local storage
thread_local = threading.local()  # ①


def worker_function(worker_id):
    # Each thread sets its own values
    thread_local.worker_id = worker_id  # ②
    thread_local.start_time = time.time()

    print(
        f"Worker {thread_local.worker_id} "
        f"started at {thread_local.start_time}"
    )
    time.sleep(2)

    end_time = time.time()  # ③
    duration = end_time - thread_local.start_time
    print(
        f"Worker {thread_local.worker_id} "
        f"finished after {duration:.2f} seconds"
    )


# Create multiple threads
threads = []
for i in range(3):
    thread = threading.Thread(
        target=worker_function, args=(i,)
    )
    threads.append(thread)
    thread.start()

for thread in threads:
    thread.join()
