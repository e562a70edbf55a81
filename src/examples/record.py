"""`make record`: run the programs, write what they printed and draw what their threads did.

    python -m examples.record [NAME ...]     NAME: part of a path below snippets/

A run that does not fit its guarantee is not recorded. Read the diff before you commit.
Timelines are drawn by the green threads, which need Python 3.13.
"""

import os
import platform
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from examples.loopback import loopback
from examples.pages import SNIPPETS, all_programs
from examples.running import Hang, needs, run_program
from examples.timelines import NoTimeline, timeline, without_run
from guarantee import MarkError, misfit, parse

PROGRAMS_AT_ONCE = 4
STATED = SNIPPETS / "recorded.txt"


def record(path: Path, env: dict[str, str]) -> str:
    """Record one program; the answer says what happened to its recording."""
    name = path.relative_to(SNIPPETS).with_suffix("")
    if needs(path) > sys.version_info[:2]:
        return f"{name}: kept, needs Python {'.'.join(map(str, needs(path)))}"
    try:
        run = run_program(path, 60.0, env=env)
        promised, err = path.with_suffix(".expect"), path.with_suffix(".err")
        wrong = None
        if promised.exists():
            guarantee = parse(promised.read_text("utf-8"), promised.name)
            wrong = misfit(guarantee, run.stdout, run.seconds, run.status)
        elif run.status:
            wrong = f"exit status {run.status}"
        err_text = err.read_text("utf-8") if err.exists() else ""
        wrong = wrong or misfit(parse(err_text, err.name), run.stderr)
        if wrong:
            return f"{name}: NOT RECORDED: {wrong}\n{run.stdout}{run.stderr}"
        drawn = ", timeline drawn" if draw_timeline(path) else ""
    except (Hang, MarkError, NoTimeline) as error:
        return f"{name}: NOT RECORDED: {error}"
    out = path.with_suffix(".out")
    old = out.read_text("utf-8") if out.exists() else None
    out.write_text(run.stdout, "utf-8")
    return f"{name}: {'same' if old == run.stdout else 'recorded'}, {run.seconds:.2f} s{drawn}"


def draw_timeline(path: Path) -> bool:
    """Write the timeline beside a program that has threads and can run as green threads."""
    name = path.relative_to(SNIPPETS).with_suffix("").as_posix()
    if sys.version_info < (3, 13) or name in without_run():
        return False
    drawn = timeline(path)
    if drawn:
        path.with_suffix(".svg").write_text(drawn, "utf-8")
    return bool(drawn)


def machine() -> str:
    """The Python and the machine of these recordings, in one line."""
    return (
        f"{platform.python_implementation()} {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"{time.strftime('%Y-%m-%d')}"
    )


def main(names: list[str]) -> int:
    """Record all programs, or those whose path holds one of `names`."""
    every = all_programs()
    chosen = [p for p in every if not names or any(n in str(p) for n in names)]
    if not chosen:
        print(f"no program's path holds any of: {', '.join(names)}")
        return 1
    with loopback() as env, ThreadPoolExecutor(PROGRAMS_AT_ONCE) as pool:
        answers = list(pool.map(lambda path: record(path, env), chosen))
    print("\n".join(answers))
    failed = sum("NOT RECORDED" in answer for answer in answers)
    if not names and not failed:
        STATED.write_text(machine() + "\n", "utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
