import threading


# Use atomic operations when possible
class AtomicCounter:
    def __init__(self):
        self._value = 0
        self._lock = threading.Lock()

    def increment(self):
        with self._lock:
            self._value += 1

    def decrement(self):
        with self._lock:
            self._value -= 1

    def get_value(self):
        with self._lock:
            return self._value


# Alternative: thread-specific counters
thread_local = threading.local()


def get_thread_counter():
    if not hasattr(thread_local, "counter"):
        thread_local.counter = 0
    return thread_local.counter


def increment_thread_counter():
    count = get_thread_counter()
    thread_local.counter = count + 1


atomic = AtomicCounter()
own = []


def worker():
    for _ in range(3):
        atomic.increment()          # ①
        increment_thread_counter()  # ②
    atomic.decrement()
    own.append(get_thread_counter())


threads = [
    threading.Thread(target=worker)
    for _ in range(2)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

print(f"atomic: {atomic.get_value()}")
print(f"each thread's own: {own}")
print(f"main's: {get_thread_counter()}")  # ③
