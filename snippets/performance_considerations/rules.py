"""Rules of the chapter Performance Considerations."""

import re

from guarantee.rules import rule

_GIL = re.compile(r"GIL: (on|off)")
_CORES = re.compile(r"(\d+) workers: \d+ in [\d.]+ s, (\d+\.\d+) cores at work")
_BEATS = re.compile(r"sum_in_one_call: (\d+) beats")
_ONE_CORE = 1.1  # a busy core, and what the clocks' resolution may add
_FEW_BEATS = 5  # one may come between the clock and the call, at either end


@rule("with the GIL threads share one core, without it they use more")
def cores_follow_gil(lines: list[str]) -> str | None:
    """None if the cores at work go with the GIL.

    Without the GIL they are compared with those of one worker: on a busy machine
    several threads may get less than a core, but one gets less still.
    """
    gil = _gil(lines)
    cores = {m[1]: float(m[2]) for line in lines if (m := _CORES.fullmatch(line))}
    if gil is None or "1" not in cores or len(cores) < 2:
        return "no line of the GIL, of one worker, or of several"
    most = max(value for workers, value in cores.items() if workers != "1")
    if gil == "on" and most > _ONE_CORE:
        return f"{most} cores at work, with the GIL"
    if gil == "off" and most < 1.2 * cores["1"]:
        return f"{most} cores at work, with one worker {cores['1']}, without the GIL"
    return None


@rule("with the GIL nothing beats during the one long call")
def no_beats_in_one_call(lines: list[str]) -> str | None:
    """None if the main thread stood still while the call that keeps the GIL ran."""
    beats = [int(m[1]) for line in lines if (m := _BEATS.fullmatch(line))]
    gil = _gil(lines)
    if gil is None or len(beats) != 1:
        return "no line of the GIL, or of the one long call"
    if gil == "on" and beats[0] > _FEW_BEATS:
        return f"{beats[0]} beats"
    return None


def _gil(lines: list[str]) -> str | None:
    return next((m[1] for line in lines if (m := _GIL.fullmatch(line))), None)
