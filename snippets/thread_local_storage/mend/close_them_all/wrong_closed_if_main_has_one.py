import io
import threading

own = threading.local()
log = []


class Connection:
    def __init__(self):
        log.append("open")
        self.stream = io.StringIO()

    def ask(self, question):
        self.stream.write(f"{question}?")
        return question + 1

    def close(self):
        log.append("close")
        self.stream.close()


def worker_function():
    own.connection = Connection()
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
for thread in threads:
    thread.join()
if hasattr(own, "connection"):
    own.connection.close()
