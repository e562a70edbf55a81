"""`wait` until the first is done: the other may be done too."""
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

with ThreadPoolExecutor(2) as pool:
    futures = [pool.submit(pow, n, 2) for n in (2, 3)]
    done, _ = wait(futures, return_when=FIRST_COMPLETED)
    print(sorted(future.result() for future in done))
