import threading
import time


def worker_function(worker_id):
    print(f"Worker {worker_id} starting")
    time.sleep(2)  # Simulate work
    print(f"Worker {worker_id} finished")


# 1. Create thread (but don't start yet)  ①
thread = threading.Thread(
    target=worker_function, args=(1,)
)

# 2. Start the thread  ②
thread.start()

# 3. Wait for thread to finish  ③
thread.join()

print("All workers done!")
