"""`make record`: run the programs, write what they printed, draw what their threads did, and tell
what all their schedules come to.

    python -m examples.record [--all] [NAME ...]     NAME: part of a path below snippets/

A recording stays as long as it fits its guarantee, so that a diff shows what really changed;
`--all` renews it anyway. A run that does not fit its guarantee is not recorded. Read the diff
before you commit. Timelines are drawn by the green threads, which need Python 3.13.
"""

import argparse
import os
import platform
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from examples import knowledge, listing, pars, predictions
from examples.children import LONG, Children, Crash
from examples.exercises import ExerciseError, all_exercises, write_tasks
from examples.files import SNIPPETS, PageError, all_programs
from examples.loopback import loopback
from examples.promises import Expected, promise_of
from examples.running import Hang, Run, objection, run_program
from examples.schedules import (
    ENDING,
    NOT_PROVED,
    TOP,
    Found,
    SchedulesError,
    explored,
    has_schedules,
    limit_of,
    not_proved,
    text_of,
)
from examples.sessions import not_virtual, too_new
from examples.virtual import NoTimeline, draw_program
from guarantee import MarkError, exactly, misfit

PROGRAMS_AT_ONCE = 4
STATED = SNIPPETS / "recorded.txt"


def record(path: Path, env: dict[str, str], children: Children, renew: bool) -> str:
    """Record one program; the answer says what happened to its recording."""
    name = path.relative_to(SNIPPETS).with_suffix("")
    if reason := too_new(path, sys.version_info[:2]):
        return f"{name}: kept, {reason}"
    try:
        promise = promise_of(path)
        run = run_program(path, 60.0, env=env)
        fresh = promise if promise.varies else replace(promise, out=exactly(run.stdout, name.name))
        if wrong := objection(run, fresh):
            return f"{name}: NOT RECORDED: {wrong}"
        drawn = draw_timeline(path, children)
        kept = not renew and fits_still(path, promise, run)
    except (Crash, Hang, MarkError, NoTimeline, PageError) as error:
        return f"{name}: NOT RECORDED: {error}"
    if not kept:
        path.with_suffix(".out").write_text(run.stdout, "utf-8")
    try:
        told = tell_schedules(path, children)
    except (Crash, PageError, SchedulesError) as error:
        return f"{name}: SCHEDULES NOT RECORDED: {error}"
    return f"{name}: {'kept' if kept else 'recorded'}, {run.seconds:.2f} s{drawn}{told}"


def fits_still(path: Path, promise: Expected, run: Run) -> bool:
    """Whether the old recording is as good as this run."""
    if not path.with_suffix(".out").exists():
        return False
    if not promise.varies:
        return promise.recorded == run.stdout
    return misfit(promise.out, promise.recorded, None, promise.out.status) is None


def draw_timeline(path: Path, children: Children) -> str:
    """Write the timeline beside a program that has threads and can run as green threads.

    The answer says whether it was new, for the end of a line. Raises NoTimeline and Crash.
    """
    if not_virtual(path):
        return ""
    drawn = children.submit(path.stem, draw_program, path).result()
    file = path.with_suffix(".svg")
    if not drawn or (file.exists() and file.read_text("utf-8") == drawn):
        return ""
    file.write_text(drawn, "utf-8")
    return ", timeline drawn"


def tell_schedules(path: Path, children: Children) -> str:
    """Write what all schedules of a program come to beside it, if it has threads.

    The answer says whether it was new, for the end of a line. Raises Crash, and SchedulesError for
    what is no proof and not listed as such.
    """
    if not_virtual(path) or not has_schedules(path):
        return ""
    found = explore(path, children)
    for one in found:
        if not one.complete and one.level not in not_proved(path):
            raise SchedulesError(f"not proved: {'; '.join(one.reasons)}: list it in {NOT_PROVED}")
    told = ", schedules told" * renewed(path.with_suffix(ENDING), text_of(path, found))
    return told + answer_questions(path, found, children)


def explore(path: Path, children: Children, ordered: bool = False) -> list[Found]:
    """All schedules of a program at both levels. Raises Crash."""
    given = [(path, level, limit_of(path, level), ordered) for level in TOP]
    jobs = [children.submit(path.stem, explored, *one, patience=LONG) for one in given]
    return [job.result() for job in jobs]


def answer_questions(path: Path, found: list[Found], children: Children) -> str:
    """Write the questions about a program, and what its schedules answer, beside it.

    The answer says whether it was new, for the end of a line. Raises Crash and PageError.
    """
    if not predictions.is_asked(path):
        return ""
    by_order = {
        ordered: explore(path, children, ordered) if ordered else found
        for ordered in predictions.orders(path)
    }
    new = renewed(path.with_suffix(predictions.ENDING), predictions.html_of(path, by_order))
    wrong = children.submit(path.stem, predictions.objections, path).result()
    if wrong:
        raise PageError(f"a witness shows another ending, is the question ordered? {wrong}")
    return ", questions answered" * new


def renewed(file: Path, text: str) -> bool:
    """Write what is new into a file; whether it was."""
    if file.exists() and file.read_text("utf-8") == text:
        return False
    file.write_text(text, "utf-8")
    return True


def machine() -> str:
    """The Python and the machine of these recordings, in one line."""
    return (
        f"{platform.python_implementation()} {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"{time.strftime('%Y-%m-%d')}"
    )


def main(arguments: list[str]) -> int:
    """Record all programs, or those whose path holds one of the names."""
    parser = argparse.ArgumentParser(prog="examples.record")
    parser.add_argument("names", nargs="*", metavar="NAME", help="part of a path below snippets/")
    parser.add_argument("--all", action="store_true", help="renew what still fits, too")
    given = parser.parse_args(arguments)
    every = all_programs()
    paths = {path: path.relative_to(SNIPPETS).as_posix() for path in every}
    chosen = [p for p in every if not given.names or any(n in paths[p] for n in given.names)]
    try:
        told = write_tasks(given.names) + listing.write() + knowledge.write()
    except (ExerciseError, PageError) as error:
        print(error)
        return 1
    if told:
        print("\n".join(told))
    if not chosen:
        named = any(one.is_named(given.names) for one in all_exercises())
        lists = {listing.LIST.stem, knowledge.MADE.stem} & set(given.names)
        if told or named or lists:
            return 0  # an exercise's programs have no outputs to record
        print(f"no program's path holds any of: {', '.join(given.names)}")
        return 1
    with loopback() as env, Children() as children, ThreadPoolExecutor(PROGRAMS_AT_ONCE) as pool:
        tasks = [pool.submit(record, path, env, children, given.all) for path in chosen]
        answers = [task.result() for task in tasks]
        for chapter, names in pars.chapters_of(chosen).items():
            job = children.submit(chapter.name, pars.write, chapter, names, patience=LONG)
            answers += [f"{chapter.name}: {pars.PARS} written"] * job.result()
    answers += listing.write()  # again: it tells of the classes that were just run
    print("\n".join(answers))
    failed = sum("NOT RECORDED: " in answer for answer in answers)
    if chosen == every and given.all and not failed:
        STATED.write_text(machine() + "\n", "utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
