import sys
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
        except BaseException as error:
            self.error = error  # ②

    def result(self):
        self.join()  # ③
        if self.error is not None:
            raise self.error  # ④
        return self.value


threads = [
    ResultThread(int, "5"),
    ResultThread(int, "five"),
    ResultThread(sys.exit, 3),
]
for thread in threads:
    thread.start()
for thread in threads:
    print(f"join() gives {thread.join()}")
    try:
        print(f"  a result: {thread.result()}")
    except (ValueError, SystemExit) as error:
        print(f"  {error!r}")
