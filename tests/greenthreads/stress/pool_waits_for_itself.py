"""A task that waits for a task of its own pool, which has no thread left: two may block it."""
from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(2)

def inner():
    return 1

def outer():
    return pool.submit(inner).result() + 1

futures = [pool.submit(outer) for _ in range(2)]
print([future.result() for future in futures])
pool.shutdown()
