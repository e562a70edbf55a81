"""On the path of every program under test.

A hang ends with the stacks of all threads. The moment at which the program really starts is
written down: on a busy machine the interpreter's own start takes long, and is not what counts.

An interpreter that the program starts imports this file, too. `faulthandler` watches the whole
process and cannot be imported there; the variables are gone by then, so there is nothing to do.
"""

import os
import signal
import time

if "WATCHDOG_SECONDS" in os.environ:
    import faulthandler

    # What a shell starts in its background ignores ctrl-C, and what that starts does too.
    signal.signal(signal.SIGINT, signal.default_int_handler)

    # Before the watchdog is set: a run that it ended took its whole patience by this clock, too.
    with open(os.environ.pop("WATCHDOG_STARTED"), "w", encoding="ascii") as started:
        started.write(repr(time.monotonic()))
    faulthandler.dump_traceback_later(float(os.environ.pop("WATCHDOG_SECONDS")), exit=True)
