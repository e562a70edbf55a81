"""Four threads print 3,000 lines each into a pipe. How many of the 12,000 texts arrive, and how
many lines are two in one? With ordinary buffering, and unbuffered. The worst of three runs.
"""

import os
import subprocess
import sys

WRITER = """
import threading

def write(name):
    for number in range(3000):
        print(f"thread {name} writes line {number}")

threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def worst(unbuffered):
    env = {**os.environ, "PYTHONUNBUFFERED": "1"} if unbuffered else os.environ
    arrived, glued = 12_000, 0
    for _ in range(3):
        command = [os.environ.get("THIS_PYTHON", sys.executable), "-c", WRITER]
        out = subprocess.run(command, env=env, stdout=subprocess.PIPE, check=True).stdout
        arrived = min(arrived, out.count(b" writes line "))
        glued = max(glued, sum(line.count(b" writes ") > 1 for line in out.split(b"\n")))
    return f"{arrived}, {glued} glued"


print(f"{worst(False)} · unbuffered: {worst(True)}")
