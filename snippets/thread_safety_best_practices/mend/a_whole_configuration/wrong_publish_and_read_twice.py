from threading import Thread

config = {"host": "old", "port": 1}
seen = []


def move():
    global config
    config = {"host": "new", "port": 2}


def read():
    host = config["host"]
    port = config["port"]
    seen.append((host, port))


threads = [Thread(target=move), Thread(target=read)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
