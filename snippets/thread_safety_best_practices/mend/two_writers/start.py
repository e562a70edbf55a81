from threading import Thread

before = config = {"retries": 3}


def change(key, value):
    global config
    new = dict(config)  # copy
    new[key] = value    # change the copy
    config = new        # publish


threads = [
    Thread(target=change, args=("debug", 1)),
    Thread(target=change, args=("timeout", 5)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"config: {sorted(config)}")
