import threading


class LimitedCounter:
    def __init__(self, limit):
        self._value = 0
        self._limit = limit
        self._lock = threading.Lock()

    def try_increment(self):
        """Add one, or say it is full."""
        with self._lock:  # ①
            if self._value >= self._limit:
                return False
            self._value += 1
            return True

    def get_value(self):
        with self._lock:
            return self._value


tickets_sold = LimitedCounter(limit=3)
answers = []


def sell():
    for _ in range(2):
        answer = tickets_sold.try_increment()
        answers.append(answer)


threads = [
    threading.Thread(target=sell)
    for _ in range(2)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

print(f"{answers.count(True)} sold")
print(f"{answers.count(False)} refused")
print(f"counter: {tickets_sold.get_value()}")
