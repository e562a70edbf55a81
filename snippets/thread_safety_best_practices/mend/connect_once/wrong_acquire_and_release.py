from threading import Lock, Thread


def once(function):
    """Call it once; keep the result."""
    results = []
    lock = Lock()

    def wrapper():
        lock.acquire()
        if not results:
            results.append(function())
        lock.release()
        return results[0]

    return wrapper


@once
def connect():
    connections.append("open")
    if len(connections) == 1:
        raise OSError("try again")
    return len(connections)


def work():
    try:
        got.append(connect())
    except OSError:
        got.append(connect())


connections, got = [], []
threads = [Thread(target=work) for _ in "AB"]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"attempts: {len(connections)}, got {got}")
