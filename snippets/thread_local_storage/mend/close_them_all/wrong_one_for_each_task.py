import threading

own = threading.local()
log = []


class Connection:
    def __init__(self):
        log.append("open")
        self.is_open = True

    def ask(self, question):
        if not self.is_open:
            raise RuntimeError("it is closed")
        return question + 1

    def close(self):
        log.append("close")
        self.is_open = False


def worker_function():
    for question in range(2):
        ask(question)


def ask(question):
    connection = Connection()
    try:
        return connection.ask(question)
    finally:
        connection.close()


threads = [
    threading.Thread(target=worker_function)
    for _ in "AB"
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
