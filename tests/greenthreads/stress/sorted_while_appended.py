"""A list is sorted in place while another thread appends to it."""
import threading

numbers, seen = [3, 1, 2], []

def add():
    numbers.append(0)

def order():
    try:
        numbers.sort(key=lambda n: -n)
    except ValueError as error:
        seen.append(str(error))

threads = [threading.Thread(target=f) for f in (order, add)]
for t in threads: t.start()
for t in threads: t.join()
print(numbers, seen)
