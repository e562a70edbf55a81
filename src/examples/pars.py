"""How few forced switches a program needs to fail: its par, for the reader who is the scheduler.

`make record` writes `pars.toml` into a chapter's folder: for each program whose badge says that it
fails the fewest forced switches, and a schedule with so many. The tests find them anew.

    [lost_update]
    forced = 1
    witness = "0-1.2-2-1-0"

A program that fails only in ways that no schedule decides (an alarm, say) is not listed.

Beside each such program lie the steps of that schedule, `x.steps.json`: where a browser cannot run
Python's threads they can still be gone through.
"""

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from examples.files import SNIPPETS, read
from examples.schedules import BADGES, ENDING, badge_of, badges, counts
from examples.virtual import in_its_web, is_virtual
from greenthreads.options import Options
from greenthreads.stepping import step
from greenthreads.stepping.fewest import Ended, Fails, Par, par
from guarantee import Badge

PARS = "pars.toml"
HEAD = "# Written by `make record`: the fewest forced switches with which each program fails.\n"
LIMIT = 5_000  # runs that are looked through
STEPS = ".steps.json"
LONGEST = 60_000  # characters of steps: more are not kept


class Listed(NamedTuple):
    """What stands in the file for one program."""

    forced: int
    witness: str


def found(path: Path) -> Par | None:
    """Look for the par of a program with a badge; None for one that no schedule lets fail."""
    badge = badge_of(path)
    if badge is None or not is_virtual(path):
        return None
    level = Options(level="free-threaded")
    source, options, backend = in_its_web(read(path), path.name, level)
    fails: Fails = lambda ended: is_shown(badge, ended)  # noqa: E731
    try:
        return par(source, path.name, options, fails=fails, limit=LIMIT, backend=backend)
    except ValueError:  # too many schedules
        return None


def is_shown(badge: Badge, ended: Ended) -> bool:
    """Whether a run shows the failure that a badge speaks of."""
    return ended.kind != "step limit" and any(
        badge.shown_by(text) for text in (ended.printed, ended.errors) if text
    )


def listed(chapter: Path) -> dict[str, Listed]:
    """The pars of a chapter's programs, as they were written down."""
    file = chapter / PARS
    told: dict[str, dict[str, Any]] = tomllib.loads(read(file)) if file.exists() else {}
    return {name: Listed(**one) for name, one in told.items()}


def write(chapter: Path, names: Iterable[str]) -> bool:
    """Find the pars of some programs of a chapter, and write them down. Whether any is new."""
    old = listed(chapter)
    pars = {name: one for name, one in old.items() if name in badges(chapter)}
    for name in names:
        if name in badges(chapter):
            pars.pop(name, None)
            best = found(chapter / f"{name}.py")
            if best is not None:
                pars[name] = Listed(best.forced, best.witness)
    kept = [_keep_steps(chapter / f"{name}.py", pars.get(name)) for name in names]
    if pars == old:
        return any(kept)
    told = (
        f'\n[{name}]\nforced = {one.forced}\nwitness = "{one.witness}"\n'
        for name, one in sorted(pars.items())
    )
    (chapter / PARS).write_text(HEAD + "".join(told), "utf-8")
    return True


def steps(path: Path, witness: str) -> str:
    """The steps of a failing schedule, as JSON; "" where they are too many."""
    level = Options(level="free-threaded")
    source, options, backend = in_its_web(read(path), path.name, level)
    if source != read(path):
        if not source.partition("\n")[2].startswith(("import ", "from ")):
            return ""  # its lines would be others
        source = source.replace(
            "\n", "; ", 1
        )  # what answers `requests` stands in no line of its own
    log = step(source, path.name, options, witness=witness, backend=backend)
    text = json.dumps(log.data(), ensure_ascii=False, separators=(",", ":"))
    return text + "\n" if len(text) <= LONGEST else ""


def _keep_steps(path: Path, listed: Listed | None) -> bool:
    """Write a program's steps beside it. Whether they are new."""
    file = path.with_suffix(STEPS)
    text = steps(path, listed.witness) if listed is not None else ""
    if not text:
        file.unlink(missing_ok=True)
        return False
    if file.exists() and read(file) == text:
        return False
    file.write_text(text, "utf-8")
    return True


# -- for the page --------------------------------------------------------------------------------


def games(names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What the page asks of a reader who is the scheduler, by the program's name.

    Of one that fails: how that shows, and its par. Of a cure: what it cures, and how many classes
    of schedules hold.
    """
    told: dict[str, dict[str, Any]] = {}
    names = list(names)
    for name in names:
        path = SNIPPETS / f"{name}.py"
        badge, par = badge_of(path), listed(path.parent).get(path.stem)
        if badge is not None and par is not None:
            how = {"shows": badge.shows} if badge.shows else {"lacks": badge.lacks}
            told[name] = {"badge": badge.badge, **how, "par": par.forced, "witness": par.witness}
    for name in names:
        if name not in told and (cured := _cured_by(SNIPPETS / f"{name}.py")):
            told[name] = cured
    return told


def _cured_by(path: Path) -> dict[str, Any]:
    """What a cure is asked: to be broken as the program that it cures, which nobody can."""
    for badge in badges(path.parent).values():
        if path.stem in badge.cures:
            file = path.with_suffix(ENDING)
            proved = counts(read(file)) if file.exists() else []
            how = {"shows": badge.shows} if badge.shows else {"lacks": badge.lacks}
            return {"badge": badge.badge, **how, "classes": proved[0] if proved else None}
    return {}


def text(names: Iterable[str]) -> str:
    """All games, as JSON."""
    return json.dumps(games(list(names)), ensure_ascii=False, indent=1, sort_keys=True)


def chapters_of(paths: Iterable[Path]) -> dict[Path, list[str]]:
    """The programs with a badge among some, by their chapters."""
    by_chapter: dict[Path, list[str]] = {}
    for path in paths:
        if (path.parent / BADGES).exists() and path.stem in badges(path.parent):
            by_chapter.setdefault(path.parent, []).append(path.stem)
    return by_chapter
