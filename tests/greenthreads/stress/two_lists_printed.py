"""One `print` of two lists while another thread appends to both."""
import threading

first, second = [], []

def fill():
    first.append(1)
    second.append(1)

filler = threading.Thread(target=fill)
filler.start()
print(first, second)
filler.join()
