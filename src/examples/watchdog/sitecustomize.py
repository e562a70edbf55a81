"""On the path of every program under test.

A hang ends with the stacks of all threads. The moment at which the program really starts is
written down: on a busy machine the interpreter's own start takes long, and is not what counts.
"""

import faulthandler
import os
import time

if "WATCHDOG_SECONDS" in os.environ:
    faulthandler.dump_traceback_later(float(os.environ.pop("WATCHDOG_SECONDS")), exit=True)
    with open(os.environ.pop("WATCHDOG_STARTED"), "w", encoding="ascii") as started:
        started.write(repr(time.monotonic()))
