"""Two threads increment a number in the environment of the process."""
import os
import threading

os.environ["VISITS"] = "0"

def visit():
    os.environ["VISITS"] = str(int(os.environ["VISITS"]) + 1)

threads = [threading.Thread(target=visit) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(os.environ["VISITS"])
