"""Writes down for the page what Python knows: the programs, and what both languages must agree on.

Files in docs/playground, which no person edits:

programs.json   every program that a page shows whole, in the order of the navigation, with what
                its page promises of it: the playground's menu, and what a run is held against
games.json      for readers who are the scheduler: how programs fail, and with how few switches
steps/          the steps of their failing schedules, for browsers that run no threads
contract.mjs    the states of a thread, the length of a step, the version of Python, the comments
                of a program that say where it runs

`python -m browser.contract` writes them; `python -m browser` does so when something changed.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from browser import fake_web
from browser.build import files, navigation
from examples import pars
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
from examples.schedules import SchedulesError
from greenthreads import timeline
from greenthreads.runner import Options

PROGRAMS = files.PLAYGROUND / "programs.json"
GAMES = files.PLAYGROUND / "games.json"
CONTRACT = files.PLAYGROUND / "contract.mjs"
# A moment in words: the page puts the object after it. (`timeline.describe` sums up a whole run,
# in words of its own.)
VERBS = {
    "run": "runs",
    "sleep": "sleeps",
    "wait": "waits for",
    "join": "joins",
    "io": "waits for",
    "ready": "is ready, not its turn",
    "hold": "holds",
}
HEAD = "// Written by browser.contract: do not edit.\n"


def make() -> list[Path]:
    """Write the files; returns them. Raises Broken for a page that is against the rules."""
    try:
        shown = programs()
        text = json.dumps({"programs": shown}, ensure_ascii=False, indent=1)
        games = pars.text(one["name"] for one in shown if "without_run" not in one)
    except (PageError, SchedulesError) as error:
        raise files.Broken(str(error)) from None
    files.write_if_changed(PROGRAMS, text.encode() + b"\n")
    files.write_if_changed(GAMES, games.encode() + b"\n")
    written = [copy_steps(one["name"]) for one in shown]
    files.write_if_changed(CONTRACT, contract().encode())
    return [PROGRAMS, GAMES, CONTRACT, *filter(None, written)]


def copy_steps(name: str) -> Path | None:
    """Copy the steps that lie beside a program; None if there are none."""
    source = (SNIPPETS / name).with_suffix(pars.STEPS)
    if not source.exists():
        return None
    copied = files.PLAYGROUND / "steps" / f"{name}.json"
    copied.parent.mkdir(parents=True, exist_ok=True)
    files.write_if_changed(copied, source.read_bytes())
    return copied


def programs() -> list[dict[str, str]]:
    """Every program that a page shows whole, in the order of the navigation and of the pages.

    `name` is its path below snippets/ without the ending, `page` its page's address from the root
    of the site, `chapter` its title in the navigation; `source` is its text. `expect` is what
    every run shows, in marks, or `exact` the only output there is; `stderr` what it writes there,
    in marks. `needs` is the version of Python that it asks for, `without_run` why the page cannot
    run it.
    """
    return [
        {"name": shown.name, "chapter": page.title, "page": page.address, **_fields(shown)}
        for page in navigation.pages()
        if page.file.endswith(".md")
        for shown in shown_on(DOCS / page.file)
    ]


def _fields(shown: Shown) -> dict[str, str]:
    texts = shown.texts
    fields = {"source": shown.program.text}
    if ".expect" in texts:
        fields["expect"] = texts[".expect"]
    else:
        fields["exact"] = texts[".out"]
    if ".err" in texts:
        fields["stderr"] = texts[".err"]
    if (version := needs(shown.path)) != OLDEST:
        fields["needs"] = "{}.{}".format(*version)
    if reason := without_run(shown.path):
        fields["without_run"] = reason
    return fields


def contract() -> str:
    """The text of contract.mjs: constants, each with its meaning above it."""
    states = {
        name: {"label": state[0], "verb": VERBS[name]} for name, state in timeline.STATES.items()
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


if __name__ == "__main__":
    make()
