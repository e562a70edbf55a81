"""Little Book: Modus Hall, with one heathen and one prude in a narrow path."""
import threading

mutex, path, status = threading.Lock(), threading.Lock(), "neutral"
walked = []

def walk(kind):
    global status
    while True:
        with mutex:
            if status in ("neutral", kind):
                status = kind
                break
        with path:
            pass
    with path:
        walked.append(kind)
    with mutex:
        status = "neutral"

threads = [threading.Thread(target=walk, args=(kind,)) for kind in ("heathen", "prude")]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(walked), status)
