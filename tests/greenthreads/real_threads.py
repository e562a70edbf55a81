"""Does the explorer know all that real threads do? Runs programs under stress and compares.

    python tests/greenthreads/real_threads.py [--python PATH]... [--runs N] [--write] [NAME]...

Every program of `stress/`, and those of the site that are quick (`SITE`), is explored at the GIL
level and at the free-threaded level; then each Python given runs it N times (`stressing.py`).
What a Python with a GIL comes to must have been found at the GIL level, what a free-threaded one
comes to at the free-threaded level, and what was found at the GIL level also there. Exit status 1
if something that was proved impossible happened. `--write` puts the table into `stress/README.md`.

Lines are compared sorted: in which order different threads print is not told. Of a run that hangs
only that is told.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
STRESS = HERE / "stress"
SNIPPETS = ROOT / "snippets"
TABLE = STRESS / "README.md"
LEVELS = ("gil", "free-threaded")
HANGS = "hangs"
MOST_HANGS = 4  # of one program: each takes a new process
LIMIT = 20_000
# Those that do not tell times or numbers of threads, and that are over in some milliseconds.
SITE = """
    common_threading_patterns/join_returns common_threading_patterns/lost_tasks
    debugging_threading_issues/oversold debugging_threading_issues/sold_once
    thread_communication/lost_update_forced thread_communication/plus_equals_call
    thread_lifecycle/excepthook_report thread_lifecycle/exception_nobody_sees
    thread_lifecycle/start_once thread_lifecycle/thread_results thread_lifecycle/who_runs_it
    thread_local_storage/context_in_pool thread_local_storage/not_a_copy
    thread_local_storage/pool_keeps_values thread_pool/error_comes_late
    thread_safety_best_practices/act_without_check thread_safety_best_practices/check_then_act
    thread_safety_best_practices/immutable_objects thread_safety_best_practices/mutable_point
    thread_safety_best_practices/over_the_limit thread_safety_best_practices/publish_by_rebinding
    thread_states/alive_is_stale thread_synchronization/event_stays_set
    thread_synchronization/if_instead_of_while thread_synchronization/while_around_wait
    what_is_a_thread/one_order_for_all what_is_a_thread/shared_and_own
""".split()

Outcomes = set[str]


@dataclass
class Explored:
    """What an exploration came to."""

    complete: bool
    classes: int
    outcomes: Outcomes
    reasons: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def verdict(self) -> str:
        """For the table."""
        found = f"{self.classes} classes, {len(self.outcomes)} outcomes"
        return found if self.complete else f"{found}, not proved: {'; '.join(self.reasons)}"


@dataclass
class Seen:
    """What a Python came to."""

    gil: bool
    runs: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def level(self) -> str:
        """At which level it is explored."""
        return LEVELS[not self.gil]


def normal(text: str) -> str:
    """The lines of a text, in an order that does not depend on the schedule."""
    return "\n".join(sorted(text.splitlines()))


def explored(path: Path, seconds: float) -> dict[str, Explored]:
    """Explore a program at both levels, in a process of its own: it may hang, or crash."""
    command = [sys.executable, __file__, "--explore", str(path), str(seconds)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    found = {level: Explored(False, 0, set(), ["it does not end"]) for level in LEVELS}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    try:
        out, err = process.communicate(timeout=len(LEVELS) * seconds * 2 + 30)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
    for line in out.splitlines():
        level, complete, classes, outcomes, reasons, took = json.loads(line)
        found[level] = Explored(complete, classes, set(outcomes), reasons, took)
    if process.returncode > 0 or process.returncode < -9:
        for level in LEVELS[len(out.splitlines()) :]:
            found[level].reasons = [f"it crashes: {err.strip().splitlines()[-1:]}"]
    return found


def explore_here(path: str, seconds: float) -> None:
    """Explore a program, and print the results for `explored`."""
    from greenthreads import Options
    from greenthreads.exploration import Exploration, explore

    source = Path(path).read_text("utf-8")
    for level in LEVELS:
        began = time.monotonic()
        reasons: list[str] = []
        found = Exploration()
        options = Options(level=level)  # type: ignore[arg-type]
        for found in explore(source, path, options, limit=LIMIT):  # noqa: B007
            if time.monotonic() > began + seconds:
                reasons = [f"{seconds:g} s were not enough"]
                break
        hangs = ("deadlock", "endless")
        outcomes = {HANGS if o.kind in hangs else normal(o.text) for o in found.outcomes}
        reasons += [reason for reason in found.reasons if reason not in reasons]
        complete = found.complete and not reasons
        took = time.monotonic() - began
        told = [level, complete, found.classes, sorted(outcomes), reasons, took]
        print(json.dumps(told), flush=True)


def seen(path: Path, python: str, runs: int, seed: int) -> Seen:
    """Run a program for real."""
    began = time.perf_counter()
    found = Seen(gil=True)
    hangs = 0
    while found.runs < runs and hangs < MOST_HANGS:
        command = [python, str(HERE / "stressing.py"), str(path), str(runs - found.runs)]
        command += [str(seed + found.runs), str(int(hangs > 0))]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr}")
        told = json.loads(done.stdout.splitlines()[-1])
        found.gil = told["gil"]
        if told["hung"]:
            hangs += 1
            told["runs"] += 1
            told["outcomes"][HANGS] = 1
        found.runs += told["runs"]
        for text, number in told["outcomes"].items():
            found.outcomes[normal(text)] = found.outcomes.get(normal(text), 0) + number
    found.seconds = time.perf_counter() - began
    return found


@dataclass
class Comparison:
    """One program."""

    name: str
    levels: dict[str, Explored]
    pythons: dict[str, Seen]

    def unknown(self, python: str) -> dict[str, int]:
        """What a Python came to and the explorer did not."""
        real = self.pythons[python]
        known = self.levels[real.level].outcomes
        return {text: number for text, number in real.outcomes.items() if text not in known}

    def faults(self) -> list[str]:
        """What is proved, and false."""
        found = []
        for python, real in self.pythons.items():
            if self.levels[real.level].complete:
                for text, number in self.unknown(python).items():
                    found.append(f"{python} comes to {text!r} ({number} of {real.runs} runs)")
        gil, free = (self.levels[level] for level in LEVELS)
        if free.complete:
            found += [f"only at the GIL level: {t!r}" for t in sorted(gil.outcomes - free.outcomes)]
        return found

    def row(self) -> str:
        """Its line of the table."""
        cells = [self.name]
        cells += [self.levels[level].verdict() for level in LEVELS]
        for python, real in self.pythons.items():
            cell = f"{len(real.outcomes)} in {real.runs:,} runs"
            if unknown := self.unknown(python):
                proved = self.levels[real.level].complete
                cell += (
                    f", **{len(unknown)} proved impossible**"
                    if proved
                    else (f", {len(unknown)} not explored")
                )
            cells.append(cell)
        times = [self.levels[level].seconds for level in LEVELS]
        times += [real.seconds for real in self.pythons.values()]
        return f"| {' | '.join(cells)} | {' + '.join(f'{t:.1f}' for t in times)} |"


def compare(path: Path, pythons: dict[str, str], runs: int, seconds: float = 60) -> Comparison:
    """Explore a program, run it with each Python."""
    levels = explored(path, seconds)
    real = {name: seen(path, python, runs, seed=1) for name, python in pythons.items()}
    name = path.stem if path.parent == STRESS else str(path.relative_to(SNIPPETS).with_suffix(""))
    return Comparison(name, levels, real)


def version(python: str) -> str:
    """What a Python is called in the table."""
    code = (
        "import sys, sysconfig; print(sys.version.split()[0]"
        " + 't' * bool(sysconfig.get_config_var('Py_GIL_DISABLED')))"
    )
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def programs(names: list[str]) -> list[Path]:
    """All, or those whose names contain one of these."""
    found = [*sorted(STRESS.glob("*.py")), *(SNIPPETS / f"{name}.py" for name in SITE)]
    return [path for path in found if not names or any(name in str(path) for name in names)]


HEADER = """\
# Real threads against the explorer

Written by `python tests/greenthreads/real_threads.py --write`: what each program comes to when it
is explored, and when it is run for real, under stress. Of each run it is told what was printed,
which exceptions there were, or that it hangs. "1 not explored": an outcome that was seen though
the exploration, which says "not proved", did not find it. In **bold**, and an error: one that it
had proved impossible.

{machine}

| program | explored, GIL | explored, free-threaded | {pythons} | seconds |
|---|---|---|{columns}---|
"""


def written(compared: list[Comparison]) -> str:
    """The table."""
    names = list(compared[0].pythons)
    proved = [sum(c.levels[level].complete for c in compared) for level in LEVELS]
    machine = (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors; explored on "
        f"Python {platform.python_version()}.\n{len(compared)} programs; proved at the GIL level "
        f"{proved[0]}, at the free-threaded level {proved[1]}; "
        f"{sum(bool(c.faults()) for c in compared)} with a proof that is false."
    )
    header = HEADER.format(machine=machine, pythons=" | ".join(names), columns="---|" * len(names))
    return header + "\n".join(one.row() for one in compared) + "\n"


def main() -> int:
    """The command line."""
    if sys.argv[1:2] == ["--explore"]:
        explore_here(sys.argv[2], float(sys.argv[3]))
        return 0
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--python", action="append", default=[], help="an interpreter to run")
    parser.add_argument("--runs", type=int, default=2_000, help="of each program on each Python")
    parser.add_argument("--seconds", type=float, default=60, help="for one exploration")
    parser.add_argument("--jobs", type=int, default=1, help="programs at once")
    parser.add_argument("--write", action="store_true", help=f"the table, into {TABLE.name}")
    parser.add_argument(
        "names", nargs="*", help="parts of names of programs; all if there are none"
    )
    given = parser.parse_args()
    pythons = {version(python): python for python in given.python or [sys.executable]}
    compared, wrong = [], 0
    with ThreadPoolExecutor(given.jobs) as pool:
        for one in pool.map(
            lambda path: compare(path, pythons, given.runs, given.seconds), programs(given.names)
        ):
            compared.append(one)
            print(one.row(), flush=True)
            for fault in one.faults():
                wrong += 1
                print(f"    FALSE PROOF: {fault}", flush=True)
            print_notes(one)
    if given.write:
        TABLE.write_text(written(compared), "utf-8")
    print(f"{len(compared)} programs, {wrong} outcomes that were proved impossible")
    return int(wrong > 0)


def print_notes(one: Comparison) -> None:
    """What was seen and not explored where nothing is proved."""
    for python, real in one.pythons.items():
        if not one.levels[real.level].complete:
            for text, number in one.unknown(python).items():
                print(f"    not proved, {python} comes to {text!r} ({number} of {real.runs} runs)")


if __name__ == "__main__":
    sys.exit(main())
