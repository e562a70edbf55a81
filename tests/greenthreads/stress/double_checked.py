"""Double-checked initialisation, with the publication too early: half-made objects are seen."""
import threading

class Config:
    pass

config, lock, seen = None, threading.Lock(), []

def get():
    global config
    if config is None:
        with lock:
            if config is None:
                config = Config()
                config.value = 7
    seen.append(getattr(config, "value", "half made"))

threads = [threading.Thread(target=get) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(map(str, seen)))
