"""An exception in a pool waits in the future until someone asks."""
from concurrent.futures import ThreadPoolExecutor

log = []

def divide(n):
    log.append(n)
    return 1 // n

with ThreadPoolExecutor(2) as pool:
    futures = [pool.submit(divide, n) for n in (0, 1)]
print(log, [type(f.exception()).__name__ for f in futures])
