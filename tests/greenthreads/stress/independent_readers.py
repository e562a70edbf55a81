"""IRIW: two writers, and two readers who must agree on which write came first."""
import threading

x = y = 0
seen = {}

def write_x():
    global x
    x = 1

def write_y():
    global y
    y = 1

def read_x_then_y():
    first = x
    seen["xy"] = f"{first}{y}"

def read_y_then_x():
    first = y
    seen["yx"] = f"{first}{x}"

threads = [threading.Thread(target=f) for f in (read_x_then_y, write_x, write_y, read_y_then_x)]
for t in threads: t.start()
for t in threads: t.join()
print(seen["xy"], seen["yx"])
