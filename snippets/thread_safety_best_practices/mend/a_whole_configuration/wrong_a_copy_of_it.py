from threading import Thread

config = {"host": "old", "port": 1}
seen = []


def move():
    config["host"] = "new"
    config["port"] = 2


def read():
    mine = config.copy()
    host = mine["host"]
    port = mine["port"]
    seen.append((host, port))


threads = [Thread(target=move), Thread(target=read)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
