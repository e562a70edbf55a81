import threading

own = threading.local()
log = []
opened = []


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
    own.connection = Connection()
    opened.append(own.connection)
    for question in range(2):
        ask(question)


def ask(question):
    return own.connection.ask(question)


threads = [
    threading.Thread(target=worker_function)
    for _ in "AB"
]
for thread in threads:
    thread.start()
for connection in opened:
    connection.close()
for thread in threads:
    thread.join()
