import threading
from concurrent.futures import ThreadPoolExecutor

own = threading.local()
opened = []
both_busy = threading.Barrier(2)


class Connection:
    def __init__(self):
        self.open = True

    def close(self):
        self.open = False


def connect():  # ①
    own.connection = Connection()
    opened.append(own.connection)  # ②


def ask(question):
    both_busy.wait()
    return id(own.connection)


with ThreadPoolExecutor(
    max_workers=2, initializer=connect
) as pool:
    used = list(pool.map(ask, range(6)))

for connection in opened:  # ③
    connection.close()
distinct = len(set(used))
print(f"{len(used)} questions, {distinct} connections")
still_open = sum(c.open for c in opened)
print(f"opened: {len(opened)}, still open: {still_open}")
