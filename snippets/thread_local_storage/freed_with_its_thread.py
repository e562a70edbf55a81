import threading

own = threading.local()


class Connection:
    def __del__(self):
        print("freed")  # ①


def worker_function():
    own.connection = Connection()
    print("worker ends")


thread = threading.Thread(
    target=worker_function
)
thread.start()
thread.join()
print("joined")  # ②
