from threading import Lock, Thread

before = config = {"retries": 3}
write_lock = Lock()


def change(key, value):
    global config
    new = dict(config)  # copy
    new[key] = value    # change the copy
    with write_lock:
        config = new    # publish


threads = [
    Thread(target=change, args=("debug", 1)),
    Thread(target=change, args=("timeout", 5)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"config: {sorted(config)}")
