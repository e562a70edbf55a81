"""`map` gives results in the order of the arguments, whatever ran first."""
from concurrent.futures import ThreadPoolExecutor

ran = []

def square(n):
    ran.append(n)
    return n * n

with ThreadPoolExecutor(2) as pool:
    results = list(pool.map(square, (1, 2, 3)))
print(results, ran)
