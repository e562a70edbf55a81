"""Writes down for the page what Python knows: the programs, and what both languages must agree on.

Files in docs/playground, and one that a page includes, which no person edits:

programs.json   every program that a page shows whole, in the order of the navigation, with what
                its page promises of it: the playground's menu, and what a run is held against
atomic.json     the programs of the table of what is one step, for the playground's links
promises/       the latter alone, a file for each folder of snippets/: what one run needs
exercises.json  every exercise, in the same order, with its contract
games.json      for readers who are the scheduler: how programs fail, and with how few switches
steps/          the steps of their failing schedules, for browsers that run no threads
contract.mjs    the states of a thread, the length of a step, the version of Python, the comments
                of a program that say where it runs
not_in_a_page.md  for the page How Run works: what a program cannot have, and what it is told

`python -m browser.contract` writes them; `python -m browser` does so when something changed. While
the site is served, `publish.lists` writes the first five beside the built pages.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from browser import fake_web
from browser.build import files, navigation
from examples import atomic, pars
from examples.exercises import ExerciseError, on_page
from examples.files import (
    DOCS,
    NEEDS,
    OLDEST,
    SNIPPETS,
    WITHOUT_RUN,
    PageError,
    needs,
    without_run,
)
from examples.pages import Shown, shown_on
from examples.schedules import SchedulesError, badge_of
from greenthreads import absent, lanes, timeline
from greenthreads.runner import Options

CONTRACT = files.PLAYGROUND / "contract.mjs"
ABSENT = files.SNIPPETS / "how_run_works" / "not_in_a_page.md"
PROMISED = ("name", "expect", "exact", "stderr", "badge")  # of a program in programs.json
HEAD = "// Written by browser.contract: do not edit.\n"


def make() -> list[Path]:
    """Write the files; returns them. Raises Broken for a page that is against the rules."""
    made = {files.PLAYGROUND / name: text for name, text in lists().items()}
    made |= {CONTRACT: contract(), ABSENT: not_in_a_page()}
    for path, text in made.items():
        files.write_if_changed(path, text.encode())
    return list(made)


def lists() -> dict[str, str]:
    """What follows the pages and the snippets, by its path below docs/playground.

    Raises Broken for a page that is against the rules.
    """
    try:
        shown = programs()
        made = {
            "programs.json": _json(programs=shown),
            "atomic.json": _json(
                programs=[{"name": one.name, "source": one.source} for one in atomic.cells()]
            ),
            "exercises.json": _json(exercises=exercises()),
        }
        games = pars.text(one["name"] for one in shown if "without_run" not in one)
    except (PageError, ExerciseError, SchedulesError, atomic.CellError) as error:
        raise files.Broken(str(error)) from None
    made |= {"games.json": games + "\n"} | promises(shown)
    return made | steps(one["name"] for one in shown)


def promises(shown: Iterable[dict[str, Any]]) -> dict[str, str]:
    """What the pages promise of the programs, a file for each folder: a missing one is an error."""
    folders: dict[str, list[dict[str, Any]]] = {
        folder.name: [] for folder in sorted(SNIPPETS.iterdir()) if folder.is_dir()
    }
    for one in shown:
        entry = {key: one[key] for key in PROMISED if key in one}
        folders.setdefault(one["name"].partition("/")[0], []).append(entry)
    return {f"promises/{name}.json": _json(programs=them) for name, them in folders.items()}


def steps(names: Iterable[str]) -> dict[str, str]:
    """The steps that lie beside programs."""
    beside = {name: (SNIPPETS / name).with_suffix(pars.STEPS) for name in names}
    return {
        f"steps/{name}.json": path.read_text("utf-8")
        for name, path in beside.items()
        if path.exists()
    }


def _json(**listed: object) -> str:
    return json.dumps(listed, ensure_ascii=False, indent=1) + "\n"


def exercises() -> list[dict[str, str]]:
    """Every exercise: `name`, `title`, `page` (an address from the site's root), `contract`."""
    return [
        {"name": one.name, "title": one.title, "page": page.address, "contract": one.contract_text}
        for page in navigation.pages()
        if page.file.endswith(".md")
        for one in on_page(DOCS / page.file)
    ]


def programs() -> list[dict[str, Any]]:
    """Every program that a page shows whole, in the order of the navigation and of the pages.

    `name` is its path below snippets/ without the ending, `page` its page's address from the root
    of the site, `chapter` its title in the navigation; `source` is its text. `expect` is what
    every run shows, in marks, or `exact` the only output there is; `stderr` what it writes there,
    in marks. `badge` is what stands above one that fails (guarantee.Badge). `needs` is the
    version of Python that it asks for, `without_run` why the page cannot run it.
    """
    return [
        {"name": shown.name, "chapter": page.title, "page": page.address, **_fields(shown)}
        for page in navigation.pages()
        if page.file.endswith(".md")
        for shown in shown_on(DOCS / page.file)
    ]


def _fields(shown: Shown) -> dict[str, Any]:
    texts = shown.texts
    fields: dict[str, Any] = {"source": shown.program.text}
    if ".expect" in texts:
        fields["expect"] = texts[".expect"]
    else:
        fields["exact"] = texts[".out"]
    if ".err" in texts:
        fields["stderr"] = texts[".err"]
    if badge := badge_of(shown.path):
        fields["badge"] = badge._asdict()
    if (version := needs(shown.path)) != OLDEST:
        fields["needs"] = "{}.{}".format(*version)
    if reason := without_run(shown.path):
        fields["without_run"] = reason
    return fields


def contract() -> str:
    """The text of contract.mjs: constants, each with its meaning above it."""
    states = {
        name: {"label": state[0], "verb": lanes.VERBS[name]}
        for name, state in timeline.STATES.items()
    }
    constants = {
        "STEP": ("Seconds of virtual time that one step of a program takes.", Options.step_time),
        "PYTHON": ("Version of the Python that runs in the page.", list(files.python_version())),
        "STATES": ("States of a thread: its text in a legend, and as a verb.", states),
        "NEEDS": ("A program's line that asks for a version of Python.", NEEDS),
        "WITHOUT_RUN": ("A program's line that says why the page cannot run it.", WITHOUT_RUN),
        "USES_REQUESTS": ("An import of `requests` or its parts.", fake_web.USES_REQUESTS),
    }
    lines = (
        f"\n/** {meaning} */\nexport const {name} = {_literal(value)};\n"
        for name, (meaning, value) in constants.items()
    )
    return HEAD + "".join(lines)


def not_in_a_page() -> str:
    """What a program in the page cannot have, and what it is told, as a list in Markdown."""
    rows = [(", ".join(f"`{name}`" for name in asked), told) for asked, told in absent.rows()]
    return "".join(f"- {asked}  \n  {told}\n" for asked, told in rows)


def _literal(value: Any) -> str:
    """A value as JavaScript writes it. The patterns used here mean the same in both languages."""
    if isinstance(value, re.Pattern):
        flags = "m" if value.flags & re.MULTILINE else ""
        pattern = value.pattern.replace("/", r"\/")
        return f"/{pattern}/{flags}"
    if isinstance(value, dict):
        entries = (f"  {json.dumps(key)}: {json.dumps(one)},\n" for key, one in value.items())
        return "{\n" + "".join(entries) + "}"
    return json.dumps(value, ensure_ascii=False)


def main(arguments: list[str]) -> None:
    """Write all files; or, below the folder that is named, the lists alone."""
    if not arguments:
        make()
        return
    for name, text in lists().items():
        files.write_if_changed(Path(arguments[0]) / name, text.encode())


if __name__ == "__main__":
    main(sys.argv[1:])
