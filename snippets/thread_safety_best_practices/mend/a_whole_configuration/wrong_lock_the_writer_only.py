from threading import Lock, Thread

config = {"host": "old", "port": 1}
seen = []
lock = Lock()


def move():
    with lock:
        config["host"] = "new"
        config["port"] = 2


def read():
    host = config["host"]
    port = config["port"]
    seen.append((host, port))


threads = [Thread(target=move), Thread(target=read)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
