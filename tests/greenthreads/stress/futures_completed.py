"""`as_completed` gives the results as they come."""
from concurrent.futures import ThreadPoolExecutor, as_completed

with ThreadPoolExecutor(2) as pool:
    futures = [pool.submit(pow, n, 2) for n in (2, 3)]
    print([future.result() for future in as_completed(futures)])
