import threading
import time


def debug_thread():
    thread = threading.current_thread()
    print(
        f"Thread {thread.name} "
        f"(ID: {thread.ident}) is running"
    )
    time.sleep(1)
    print(f"Thread {thread.name} is finishing")


# Create threads with names
thread1 = threading.Thread(
    target=debug_thread, name="Worker-1"  # ①
)
thread2 = threading.Thread(
    target=debug_thread, name="Worker-2"
)

thread1.start()
thread2.start()

thread1.join()
thread2.join()

# ② List all active threads
print(f"Active threads: {threading.active_count()}")
for thread in threading.enumerate():  # ③
    print(f"  - {thread.name}: {thread.is_alive()}")
