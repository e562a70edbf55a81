"""A task that is cancelled: perhaps it runs already, or is done."""
from concurrent.futures import ThreadPoolExecutor

ran = []
with ThreadPoolExecutor(1) as pool:
    pool.submit(ran.append, "first")
    second = pool.submit(ran.append, "second")
    cancelled = second.cancel()
print(cancelled, ran)
