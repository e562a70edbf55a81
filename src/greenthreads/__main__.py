"""The command line: run, explore or replay one program on the green threads.

    python -m greenthreads run program.py [--seed N] [--level LEVEL] [--speed X] [--svg FILE]
    python -m greenthreads explore program.py [--level LEVEL] [--limit N] [--seconds S] [--seed N]
                                              [--order] [--expect FILE] [--explain]
                                              [--watch PACKAGE]
    python -m greenthreads races program.py [--level LEVEL] [--limit N] [--seconds S]
    python -m greenthreads replay program.py --witness 0-1.3-2-1-0 [--level LEVEL] [--svg FILE]
    python -m greenthreads replay program.py --schedule 12,1,40,0 [--level LEVEL]
    python -m greenthreads step program.py [--seed N | --witness W | --schedule S] [--level LEVEL]

`explore` tells of each outcome its plainest schedule, for `replay --witness`, and what happens in
it; `--schedule` is for runs with a seed. `step` tells each step of a run in a line; with `--json`
also what every variable, thread and lock is after it, as far as it has changed. `--json` prints one
object, of `explore` with witnesses, sentences and races if `--explain` is given. Exit status: run
and replay, the program's own (1 for a deadlock or an endless program); step, 0; explore, 0 if every
schedule ends alike, or as the file says that is given with --expect, 1 if one does not; races, 1 if
there are any. 2: the command line, or the file, makes no sense.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from . import LEVELS, Options, Result, draw, run
from .exploration import LIMIT_OF_RUNS, Exploration, Outcome, Pct, Replayed, explore, replay
from .stepping import step

USAGE_ERROR = 2
WATCH: dict[str, Any] = {
    "action": "append",
    "default": [],
    "metavar": "PACKAGE",
    "help": "whose code is watched like the program's",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; returns the exit status."""
    given = _parser().parse_args(arguments)
    source = _read(given.program)
    try:
        if given.command in ("explore", "races"):
            return _explore(source, given)
        if given.command == "step":
            return _step(source, given)
        return _run(source, given)
    except ValueError as error:  # options, or a schedule, that do not fit
        _refuse(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("greenthreads", description=(__doc__ or "").split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("run", "run it once"),
        ("explore", "run it once for each class of its schedules"),
        ("races", "tell which accesses nothing keeps in order"),
        ("replay", "run it under a schedule that was found"),
        ("step", "tell a run step by step"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("program", type=Path, help="a Python file")
        command.add_argument("--json", action="store_true", help="print one JSON object")
        explores = name in ("explore", "races")
        command.add_argument(
            "--level", choices=LEVELS, default="free-threaded" if explores else None
        )
        if explores:
            command.add_argument(
                "--limit", type=int, default=LIMIT_OF_RUNS, help="runs at the most"
            )
            command.add_argument("--seconds", type=float, help="how long, at the most")
            command.add_argument("--seed", type=int, default=0, help="of the PCT schedules")
            command.add_argument(
                "--order", action="store_true", help="the order of threads' lines matters"
            )
            command.add_argument(
                "--explain", action="store_true", help="with --json: witnesses, sentences, races"
            )
            command.add_argument("--expect", type=Path, help="what it is to print, in a file")
            command.add_argument("--watch", **WATCH)
            continue
        command.add_argument("--max-steps", type=int, help="steps until it is taken for endless")
        command.add_argument("--svg", type=Path, help="write its timeline there")
        command.add_argument("--speed", type=float, help="1 for real time; else the clock jumps")
        if name in ("run", "step"):
            command.add_argument("--seed", type=int, default=0, help="0 is the plain schedule")
        if name in ("replay", "step"):
            one = command.add_mutually_exclusive_group(required=name == "replay")
            one.add_argument("--witness", help="turns, as explore prints them")
            one.add_argument("--schedule", type=_schedule)
            command.add_argument("--watch", **WATCH)
            command.add_argument(
                "--order", action="store_true", help="the order of threads' lines matters"
            )
        command.add_argument("arguments", nargs="*", help="the program's own, after --")
    return parser


def _schedule(text: str) -> list[int]:
    """The numbers of a schedule, as `explore` prints them."""
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no list of whole numbers") from None


def _read(path: Path) -> str:
    """The program's text; refuses a file that is none."""
    try:
        return path.read_text("utf-8")
    except OSError as error:
        _refuse(f"{path}: {error.strerror}")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        _refuse(f"{path}, line {line}: not UTF-8")


def _refuse(message: str) -> NoReturn:
    print(f"greenthreads: {message}", file=sys.stderr)
    raise SystemExit(USAGE_ERROR)


def _step(source: str, given: argparse.Namespace) -> int:
    """Tell a run step by step. The exit status: 0, however the run ended."""
    witness, ordered = given.witness or "", given.order
    log = step(source, str(given.program), _options(given), witness=witness, ordered=ordered)
    if given.json:
        print(json.dumps(log.data(), ensure_ascii=False))
        return 0
    for number, one in enumerate(log.steps, 1):
        print(f"{number}\t{one.name}\t{one.line or ''}\t{one.words}")
    for text in (log.cut, log.report):
        if text:
            print(text)
    return 0


def _options(given: argparse.Namespace) -> Options:
    witness = getattr(given, "witness", None)
    return Options(
        seed=getattr(given, "seed", 0),
        level=given.level or ("gil" if witness is None else "free-threaded"),
        speed=given.speed,
        max_steps=given.max_steps,
        schedule=getattr(given, "schedule", None),
        argv=given.arguments,
        watch=frozenset(getattr(given, "watch", ())),
    )


def _run(source: str, given: argparse.Namespace) -> int:
    witness, options = getattr(given, "witness", None), _options(given)
    if witness is None:
        result = run(source, str(given.program), options)
    else:
        result = replay(source, str(given.program), options, witness=witness, ordered=given.order)
    if given.svg:
        picture = draw(result.events, result.elapsed, title=f"Timeline of {given.program.name}")
        given.svg.write_text(picture, "utf-8")
    if given.json:
        print(json.dumps(_told(result)))
    else:
        sys.stdout.write(result.stdout)
        sys.stderr.write(result.stderr)
        if result.report:
            print(result.report, file=sys.stderr)
        if isinstance(result, Replayed) and result.sentence:
            print(result.sentence, file=sys.stderr)
    return result.status


def _told(result: Result) -> dict[str, Any]:
    """A result as data; times in virtual seconds."""
    names = ("outcome", "status", "report", "stdout", "stderr", "elapsed", "steps", "switches")
    told = {name: getattr(result, name) for name in names}
    told["schedule"] = list(result.schedule)
    if isinstance(result, Replayed):
        told |= {"witness": result.witness, "sentence": result.sentence}
        told["races"] = [race.data() for race in result.races]
    told["threads"] = [thread._asdict() for thread in result.threads]
    return told


def _explore(source: str, given: argparse.Namespace) -> int:
    found = Exploration()
    options = Options(level=given.level, seed=given.seed, watch=frozenset(given.watch))
    budget = {"limit": given.limit, "seconds": given.seconds}
    for found in explore(  # noqa: B007
        source, str(given.program), options, ordered=given.order, **budget
    ):
        pass
    expected = None if given.expect is None else _read(given.expect)
    if given.command == "races":
        return _tell_races(found, given.json)
    if given.json:
        print(json.dumps(_told_of(found, given.explain), ensure_ascii=False))
    else:
        _print_outcomes(found)
    if expected is None:
        return int(len(found.outcomes) != 1 or found.outcomes[0].kind != "finished")
    return int(any((one.kind, one.text) != ("finished", expected) for one in found.outcomes))


def _told_of(found: Exploration, explained: bool) -> dict[str, Any]:
    """An exploration as data; `explained`: with witnesses, sentences and races."""
    names = ("kind", "text", "classes", "late", *(("witness", "sentence") if explained else ()))
    told: dict[str, Any] = {
        "complete": found.complete,
        "classes": found.classes,
        "redundant": found.redundant,
        "outcomes": [{name: getattr(one, name) for name in names} for one in found.outcomes],
    }
    if explained:
        told["races"] = [race.data() for race in found.races]
    if not found.complete:
        told["reasons"] = found.reasons
    if found.pct is not None:
        told["pct"] = _told_of_pct(found.pct, found.outcomes)
    return told


def _told_of_pct(pct: Pct, outcomes: list[Outcome]) -> dict[str, Any]:
    """The random schedules as data; `found` are places among the outcomes."""
    names = ("seed", "depth", "runs", "counted", "threads", "steps", "probability", "words")
    told = {name: getattr(pct, name) for name in names}
    told["found"] = [number for number, one in enumerate(outcomes) if pct.found_only(one)]
    return told


def _print_outcomes(found: Exploration) -> None:
    print(found.verdict, end="")
    if not found.complete:
        print(f"\n{found.classes} classes of schedules were run", end="")
    print(f", and {found.redundant} runs for nothing")
    if found.pct is not None:
        print(found.pct.words)
    for one in found.outcomes:
        _print_outcome(one, found.pct)


def _print_outcome(one: Outcome, pct: Pct | None) -> None:
    late = ", only if a thread is held up" if one.late else ""
    only = ", found by PCT" if pct is not None and pct.found_only(one) else ""
    classes = "1 class" if one.classes == 1 else f"{one.classes} classes"
    print(f"\n{one.kind}: {classes}{late}{only}")
    if one.witness:
        print(f"witness: {one.witness}")
    if one.sentence:
        print(one.sentence)
    print("\n".join(f"    {line}" for line in one.text.splitlines()))


def _tell_races(found: Exploration, as_data: bool) -> int:
    """Print the races. The exit status: 1 if there are any."""
    if as_data:
        told = {"complete": found.complete, "races": [race.data() for race in found.races]}
        print(json.dumps(told, ensure_ascii=False))
        return int(bool(found.races))
    for race in found.races:
        print(race)
    if not found.races:
        print("no races were seen")
    if not found.complete:
        print(found.verdict, file=sys.stderr)
    return int(bool(found.races))


if __name__ == "__main__":
    sys.exit(main())
