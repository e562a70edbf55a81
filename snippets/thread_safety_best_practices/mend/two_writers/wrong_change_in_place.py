from threading import Thread

before = config = {"retries": 3}


def change(key, value):
    config[key] = value


threads = [
    Thread(target=change, args=("debug", 1)),
    Thread(target=change, args=("timeout", 5)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"config: {sorted(config)}")
