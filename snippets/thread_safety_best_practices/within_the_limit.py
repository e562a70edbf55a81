import threading


class LimitedCounter:
    def __init__(self, limit):
        self._value = 0
        self._limit = limit
        self._lock = threading.Lock()

    def try_increment(self):
        """Add one and return True, or False at the limit."""
        with self._lock:             # ① check and act
            if self._value >= self._limit:
                return False
            self._value += 1
            return True

    def get_value(self):
        with self._lock:
            return self._value


tickets_sold = LimitedCounter(limit=10)
answers = []


def sell():
    for _ in range(20):
        answers.append(tickets_sold.try_increment())


threads = [
    threading.Thread(target=sell) for _ in range(4)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

sold, refused = answers.count(True), answers.count(False)
print(f"{sold} sold, {refused} refused")
print(f"counter: {tickets_sold.get_value()}")
