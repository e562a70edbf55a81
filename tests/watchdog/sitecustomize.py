"""On the path of every program under test: a hang ends with the stacks of all threads."""

import faulthandler
import os

if "WATCHDOG_SECONDS" in os.environ:
    faulthandler.dump_traceback_later(float(os.environ["WATCHDOG_SECONDS"]), exit=True)
