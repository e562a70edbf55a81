import threading

all_started = threading.Barrier(3)
may_finish = threading.Event()


def debug_thread():
    all_started.wait()
    may_finish.wait()


threads = [
    threading.Thread(
        target=debug_thread, name=name
    )
    for name in ("Worker-1", "Worker-2")
]
for thread in threads:
    thread.start()
all_started.wait()

for thread in threading.enumerate():  # ①
    print(f"{thread.name}: {thread.is_alive()}")

may_finish.set()
for thread in threads:
    thread.join()
    # ②
    print(f"{thread.name}: {thread.is_alive()}")
