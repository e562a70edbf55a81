"""shared_variables.py, ten times: the least and the greatest result, and the middle one. Nothing
lost would be 2000.
"""

import contextlib
import io
import runpy
import statistics
from pathlib import Path

PROGRAM = Path(__file__).parents[1] / "snippets/thread_communication/shared_variables.py"


def one_run():
    with contextlib.redirect_stdout(io.StringIO()):
        return runpy.run_path(str(PROGRAM))["counter"]


results = [one_run() for _ in range(10)]
middle = statistics.median_low(results)
print(f"least {min(results)}, middle {middle}, greatest {max(results)}")
