"""Two threads call a function that keeps its results: it may be run twice all the same."""
import threading
from functools import lru_cache

calls = []

@lru_cache
def slow(n):
    calls.append(n)
    return n * n

threads = [threading.Thread(target=slow, args=(3,)) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(len(calls), slow.cache_info().currsize)
