from threading import Thread

config = {"host": "old", "port": 1}
seen = []


def move():
    config = {"host": "new", "port": 2}
    print(f"now: {config}")


def read():
    mine = config
    host = mine["host"]
    port = mine["port"]
    seen.append((host, port))


threads = [Thread(target=move), Thread(target=read)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
