import threading


class ResultThread(threading.Thread):
    def __init__(self, work, *values):
        super().__init__()
        self.work = work
        self.values = values
        self.value = None
        self.error = None

    def run(self):  # ①
        try:
            self.value = self.work(*self.values)
        except Exception as error:
            self.error = error

    def result(self):
        self.join()  # ②
        if self.error is not None:
            raise self.error  # ③
        return self.value


good = ResultThread(int, "5")
bad = ResultThread(int, "five")
good.start()
bad.start()
print(f"join() gives {good.join()}")
print(f"result() gives {good.result()}")
try:
    bad.result()
except ValueError as error:
    print(f"result() raises: {error}")
