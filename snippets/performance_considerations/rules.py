"""Rules of the chapter Performance Considerations."""

import re

from guarantee.rules import rule

_GIL = re.compile(r"GIL: (on|off)")
_CORES = re.compile(r"\d+ workers: \d+ in ([\d.]+) s, (\d+\.\d+) cores at work")
_TURNS = re.compile(r"sum_in_one_call: (\d+) ms, turns: (\d+)")
_ONE_CORE = 1.1  # a busy core, and what the clocks' resolution may add
# Turns may come before the call has begun and when it has ended, more of them on a busy machine.
_FEW_TURNS, _RARE = 5, 100  # at least so many, and one in so many milliseconds


@rule("with the GIL threads share one core")
def one_core_with_gil(lines: list[str]) -> str | None:
    """None if at most one core was at work, or the GIL is off.

    Without the GIL nothing is promised: on a busy machine several threads may get less than a
    core, too.
    """
    cores = [float(m[2]) for line in lines if (m := _CORES.fullmatch(line))]
    gil = _gil(lines)
    if gil is None or not cores:
        return "no line of the GIL, or of the cores"
    if gil == "on" and max(cores) > _ONE_CORE:
        return f"{max(cores)} cores at work, with the GIL"
    return None


@rule("seconds times cores are alike, whatever the number of workers")
def as_much_work(lines: list[str]) -> str | None:
    """The work is the same, so the seconds computed are too: within the rounding, and a factor
    of three for what else a busy machine does to its caches and its clock.
    """
    rows = [(float(m[1]), float(m[2])) for line in lines if (m := _CORES.fullmatch(line))]
    if not rows:
        return "no line of the cores"
    least = max((seconds - 0.005) * (cores - 0.05) for seconds, cores in rows)
    most = min((seconds + 0.005) * (cores + 0.05) for seconds, cores in rows)
    return f"from {most:.2f} to {least:.2f} s computed" if least > 3 * most else None


@rule("with the GIL main gets no turn during the one long call")
def no_turn_in_one_call(lines: list[str]) -> str | None:
    """None if the main thread stood still while the call that keeps the GIL ran."""
    found = [m for line in lines if (m := _TURNS.fullmatch(line))]
    gil = _gil(lines)
    if gil is None or len(found) != 1:
        return "no line of the GIL, or of the one long call"
    ms, turns = int(found[0][1]), int(found[0][2])
    if gil == "on" and turns > max(_FEW_TURNS, ms // _RARE):
        return f"{turns} turns in {ms} ms"
    return None


def _gil(lines: list[str]) -> str | None:
    return next((m[1] for line in lines if (m := _GIL.fullmatch(line))), None)
