"""`python -m browser`: brings what the page needs up to date: the contract, the editor, Run.

`make` calls it before each build. Where nothing changed since, it answers at once: it compares a
digest of what goes in, and imports what makes the files only when it must.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from browser.build.files import CACHE, ROOT, SNIPPETS, Broken, Unavailable, digest_of, modules


@dataclass(frozen=True)
class Step:
    """One thing to make: `make()` of a module, from all that `inputs` names."""

    name: str
    module: str
    inputs: Callable[[], Iterable[Path]]
    without: str = ""  # what the site is without it; empty: it cannot be without


def _installed() -> list[Path]:
    """What decides the versions of others' packages. npm writes the second when it is done."""
    paths = [ROOT / "package.json", ROOT / "node_modules/.package-lock.json"]
    return [path for path in (*paths, ROOT / "requirements.txt") if path.is_file()]


def _programs() -> Iterable[Path]:
    yield ROOT / "mkdocs.yml"
    yield ROOT / "package.json"
    yield from sorted((ROOT / "docs").rglob("*.md"))
    made = (".svg", ".pyc", ".md", ".html")
    yield from sorted(path for path in SNIPPETS.rglob("*") if path.suffix not in made)
    yield from modules("browser", "examples", "greenthreads", "mending")


def _runtime() -> Iterable[Path]:
    yield ROOT / "mkdocs.yml"
    yield from _installed()
    yield from (ROOT / "src/browser" / name for name in ("frame.js", "worker.js"))
    yield from modules("browser", "greenthreads", "guarantee", "mending")
    yield from sorted(SNIPPETS.glob("*/rules.py"))


def _editor() -> Iterable[Path]:
    yield from _installed()
    yield ROOT / "src/browser/build/editor.py"


STEPS = (
    Step("contract", "browser.contract", _programs),
    Step("editor", "browser.build.editor", _editor, "Edit is a plain text field"),
    Step("runtime", "browser.build.runtime", _runtime, "the site is built without Run"),
)


def main(arguments: Iterable[str] | None = None) -> int:
    """Bring everything up to date; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m browser", description=__doc__)
    parser.add_argument("--require", action="store_true", help="fail where a part cannot be had")
    options = parser.parse_args(None if arguments is None else list(arguments))
    return max(_bring(step, options.require) for step in STEPS)


def _bring(step: Step, require: bool) -> int:
    stamp = CACHE / f"{step.name}.json"
    now = digest_of(path for path in step.inputs() if path.is_file())
    if _current(stamp, now):
        return 0
    began = time.perf_counter()
    try:
        made: list[Path] = import_module(step.module).make()
    except Broken as error:
        _say(step, str(error))
        return 1
    except Unavailable as error:
        _say(step, f"{error}; without it {step.without}")
        return int(require)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    paths = [path.relative_to(ROOT).as_posix() for path in made]
    stamp.write_text(json.dumps({"inputs": now, "made": paths}), "utf-8")
    size = sum(path.stat().st_size for path in made) / 1e6
    _say(step, f"{len(made)} files, {size:.2f} MB, after {time.perf_counter() - began:.1f} s")
    return 0


def _current(stamp: Path, now: str) -> bool:
    try:
        last = json.loads(stamp.read_text("utf-8"))
        return last["inputs"] == now and all((ROOT / path).is_file() for path in last["made"])
    except (OSError, ValueError, KeyError):
        return False


def _say(step: Step, text: str) -> None:
    print(f"{step.name}: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
