import threading


class LimitedCounter:
    def __init__(self, limit):
        self._value = 0
        self._limit = limit
        self._lock = threading.Lock()

    def try_increment(self):
        with self._lock:  # ①
            if self._value >= self._limit:
                return False
            self._value += 1
            return True

    def get_value(self):
        with self._lock:
            return self._value


tickets_sold = LimitedCounter(limit=2)
answers = []
all_ask = threading.Barrier(3)


def sell():
    all_ask.wait()
    answers.append(tickets_sold.try_increment())


threads = [
    threading.Thread(target=sell) for _ in range(3)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"{tickets_sold.get_value()} sold")
print(f"{answers.count(False)} refused")
