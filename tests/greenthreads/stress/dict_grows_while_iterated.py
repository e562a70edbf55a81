"""One thread goes through a dictionary while another adds a key."""
import threading

stock, seen = {"a": 1, "b": 2}, []

def add():
    stock["c"] = 3

def look():
    try:
        for name, number in stock.items():
            seen.append(name + str(number))
    except RuntimeError as error:
        seen.append(str(error))

threads = [threading.Thread(target=f) for f in (look, add)]
for t in threads: t.start()
for t in threads: t.join()
print(seen)
