from threading import Thread

before = config = {"retries": 3}


def change(key, value):
    global config
    while True:
        old = config
        new = dict(old)
        new[key] = value
        if config is old:
            config = new
            break


threads = [
    Thread(target=change, args=("debug", 1)),
    Thread(target=change, args=("timeout", 5)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"config: {sorted(config)}")
