"""Loops that wait are folded; the time they take is that of all their rounds."""

import pytest

from greenthreads import Options
from greenthreads.exploration import explore

PROGRAM = """
import threading, time
done, stop = False, threading.Event()
def work():
    global done
    time.sleep({seconds})
    done = True
    {then}
worker = threading.Thread(target=work)
worker.start()
{loop}
stop.set()
worker.join()
"""
ROUNDED = {0.05: 0.1, 0.25: 0.3, 0.55: 0.6}  # up to a whole number of rounds
LOOPS = {
    "sleeps": "while not done: time.sleep(0.1)",
    "sleeps first": "while True:\n    time.sleep(0.1)\n    if done: break",
    "joins": "while not done: worker.join(timeout=0.1)",
    "joins one that ends": "while worker.is_alive(): worker.join(timeout=0.1)",
}


@pytest.mark.parametrize("level", ["gil", "free-threaded"])
@pytest.mark.parametrize("seconds", ROUNDED)
@pytest.mark.parametrize("loop", LOOPS)
def test_it_takes_as_long_as_in_a_run_where_nobody_is_held_up(loop, seconds, level):
    ends = loop == "joins one that ends"
    then = "pass" if ends else "stop.wait()"
    text = PROGRAM.format(seconds=seconds, then=then, loop=LOOPS[loop])
    timely = []
    for found in explore(text, "p.py", Options(level=level)):
        if found.last is not None and not found.last.late:
            timely.append(round(found.last.seconds, 6))
    assert found.complete
    assert not found.outcomes[0].late
    assert set(timely) == {seconds if ends else ROUNDED[seconds]}
