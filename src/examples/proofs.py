"""Goes through the schedules of the programs' own functions, on real threads.

    python -m examples.proofs [NAME ...]        one line of JSON per proof

A chapter's `proofs.py` lists its proofs: PROOFS, a list of Proof. A proof takes a program's
functions as they stand, without its threads. Where the program forces a bad order with a Barrier,
the barrier does nothing here: frontrun has to find the order by itself.

frontrun replaces threading's locks, so this runs in a process of its own.
"""

import ast
import importlib.util
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, ModuleType, SimpleNamespace
from typing import Any

from examples.files import SNIPPETS

OPEN = SimpleNamespace(wait=lambda: None)  # a barrier that lets everybody through
PATIENCE = 60.0  # seconds; only a machine that hardly moves needs more than one
Worker = Callable[[Any], Any]
# What a proof finds: no bad schedule, one, or one in which all wait for each other.
GOOD, BAD, DEADLOCK = "good", "bad", "deadlock"


@dataclass(frozen=True)
class Proof:
    """Two workers on one program, and what must hold when both have ended.

    `program` is a file of the chapter, without its ending; `finds` is what the proof must find.
    `given` is set in the program's module before each schedule; `changed` is a pair of texts (old,
    new): the proof is about the program with that change. `counts`: so many schedules there are,
    and so many of them are bad; without it the first bad one is enough.
    """

    name: str
    program: str
    finds: str
    workers: tuple[Worker, Worker]
    holds: Callable[[Any], bool]
    given: dict[str, Any] = field(default_factory=dict)
    changed: tuple[str, str] | None = None
    counts: tuple[int, int] | None = None


def all_proofs() -> list[tuple[Path, Proof]]:
    """Every proof of every chapter, with its program's file."""
    found = []
    for path in sorted(SNIPPETS.glob("*/proofs.py")):
        spec = importlib.util.spec_from_file_location(f"proofs_of.{path.parent.name}", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found += [(path.parent / f"{proof.program}.py", proof) for proof in module.PROOFS]
    return found


def above_the_threads(path: Path, changed: tuple[str, str] | None) -> CodeType:
    """Code of a program up to its first top-level statement that makes a thread."""
    text = path.read_text("utf-8")
    if changed:
        if text.count(changed[0]) != 1:
            raise ValueError(f"{path}: {changed[0]!r} stands there {text.count(changed[0])} times")
        text = text.replace(*changed)
    body: list[ast.stmt] = []
    for statement in ast.parse(text, str(path)).body:
        is_code = not isinstance(statement, ast.FunctionDef | ast.ClassDef)
        if is_code and "Thread(" in ast.unparse(statement):
            return compile(ast.Module(body, []), str(path), "exec")
        body.append(statement)
    raise ValueError(f"{path}: makes no thread")


def explored(path: Path, proof: Proof) -> dict[str, Any]:
    """Go through all schedules that differ; counts, verdict, seconds, and a witness."""
    import frontrun  # not there for every Python, and never beside other tests

    code = above_the_threads(path, proof.changed)

    def fresh() -> ModuleType:
        module: Any = ModuleType(path.stem)
        module.__file__ = code.co_filename
        exec(code, module.__dict__)
        module.printed = []
        module.print = module.printed.append
        vars(module).update(proof.given)
        return module  # type: ignore[no-any-return]  # Any, so that names can be set

    start = time.perf_counter()
    result = frontrun.explore(
        setup=fresh,
        workers=list(proof.workers),
        invariant=proof.holds,
        preemption_bound=None,
        stop_on_first=not proof.counts,
        detect_io=False,
        reproduce_on_failure=1,
        timeout_per_run=PATIENCE,
        deadlock_timeout=PATIENCE,
        total_timeout=PATIENCE,
    )
    return {
        "name": proof.name,
        "holds": result.property_holds,
        "schedules": result.num_explored,
        "failing": len(result.failures),
        "reproduced": result.reproduction_successes,
        "why": result.inconclusive_reason or result.explanation,
        "seconds": round(time.perf_counter() - start, 3),
    }


def same(worker: Worker) -> tuple[Worker, Worker]:
    """Two threads that do the same."""
    return worker, worker


def one_round(_: int) -> range:
    """Stands for `range` in a program: its loop runs once."""
    return range(1)


def keep(module: ModuleType, name: str, function: Callable[[], Any]) -> None:
    """Call it; keep what it returned or raised under a name no other worker uses."""
    try:
        setattr(module, name, function())
    except IndexError as error:
        setattr(module, name, repr(error))


def main(names: list[str]) -> None:
    """Print the verdict of each proof whose name holds one of `names`; of all, without any."""
    from frontrun._cooperative import patch_locks

    patch_locks()
    for path, proof in all_proofs():
        if not names or any(part in proof.name for part in names):
            try:
                verdict = explored(path, proof)
            except ValueError as error:  # the program is not as the proof needs it
                verdict = {"name": proof.name, "holds": None, "schedules": 0, "why": str(error)}
            print(json.dumps(verdict), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
