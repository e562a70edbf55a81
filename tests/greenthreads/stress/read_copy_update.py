"""Readers never wait: a writer makes a new version and replaces the old one."""
import threading

config, seen = {"host": "a", "port": 1}, []

def update():
    global config
    new = dict(config)
    new["host"] = "b"
    new["port"] = 2
    config = new

def read():
    snapshot = config
    seen.append(snapshot["host"] + str(snapshot["port"]))

threads = [threading.Thread(target=f) for f in (read, update, read)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(seen))
