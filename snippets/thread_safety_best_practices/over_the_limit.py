import threading


class AtomicCounter:
    def __init__(self):
        self._value = 0
        self._lock = threading.Lock()

    def increment(self):
        with self._lock:
            self._value += 1

    def get_value(self):
        with self._lock:
            return self._value


tickets = 1
tickets_sold = AtomicCounter()
both_have_looked = threading.Barrier(2)


def sell():
    # ① safe
    if tickets_sold.get_value() < tickets:
        both_have_looked.wait()   # ②
        tickets_sold.increment()  # ③


threads = [
    threading.Thread(target=sell)
    for _ in range(2)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
sold = tickets_sold.get_value()
print(f"tickets: {tickets}, asked: {len(threads)}")
print(f"sold: {sold}")
