from threading import Lock, Thread


def once(function):
    """Call it once; keep the result."""
    results = []
    lock = Lock()

    def wrapper():
        if not results:
            with lock:
                results.append(function())
        return results[0]

    return wrapper


@once
def connect():
    attempts.append("open")
    if len(attempts) == 1:
        raise OSError("try again")
    return len(attempts)


def work():
    try:
        got.append(connect())
    except OSError:
        got.append(connect())


attempts, got = [], []
threads = [Thread(target=work) for _ in "AB"]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"attempts: {len(attempts)}, got {got}")
