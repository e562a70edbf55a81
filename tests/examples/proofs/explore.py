"""Goes through the schedules of the snippets' own functions, on real threads.

    python tests/proofs/explore.py        one line of JSON per proof

Runs in a process of its own: frontrun replaces threading's locks for the whole process.
A proof takes a snippet's functions as they stand, without its threads. Where the snippet
forces a bad order with a Barrier, the barrier does nothing here: frontrun has to find the
order by itself.
"""

import ast
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import frontrun
from frontrun._cooperative import patch_locks

SNIPPETS = Path(__file__).resolve().parents[3] / "snippets"
OPEN = SimpleNamespace(wait=lambda: None)  # a barrier that lets everybody through
PATIENCE = 60.0  # seconds; only a machine that hardly moves needs more than one
Worker = Callable[[ModuleType], Any]


@dataclass(frozen=True)
class Proof:
    """Two workers on one snippet, and what must hold when both have ended.

    `given` is set in the snippet's module before each schedule; `changed` is a pair of
    texts (old, new): the proof is about the snippet with that change.
    """

    name: str
    snippet: str
    workers: tuple[Worker, Worker]
    holds: Callable[[ModuleType], bool]
    given: dict[str, Any] = field(default_factory=dict)
    changed: tuple[str, str] | None = None
    every: bool = False  # count all bad schedules; else the first one is enough


def above_the_threads(snippet: str, changed: tuple[str, str] | None) -> Any:
    """Code of a snippet up to its first top-level statement that makes a thread."""
    path = SNIPPETS / f"{snippet}.py"
    text = path.read_text("utf-8")
    if changed:
        if text.count(changed[0]) != 1:
            raise ValueError(f"{path}: {changed[0]!r} stands there {text.count(changed[0])} times")
        text = text.replace(*changed)
    body = []
    for statement in ast.parse(text).body:
        if not isinstance(statement, ast.FunctionDef | ast.ClassDef) and "Thread(" in ast.unparse(
            statement
        ):
            return compile(ast.Module(body, []), str(path), "exec")
        body.append(statement)
    raise ValueError(f"{path}: makes no thread")


def explored(proof: Proof) -> dict[str, Any]:
    """Go through all schedules that differ; counts, verdict, seconds, and a witness."""
    code = above_the_threads(proof.snippet, proof.changed)

    def fresh() -> ModuleType:
        module = ModuleType(proof.snippet.rpartition("/")[2])
        module.__file__ = code.co_filename
        exec(code, module.__dict__)
        module.printed = []
        module.print = module.printed.append
        vars(module).update(proof.given)
        return module

    start = time.perf_counter()
    result = frontrun.explore(
        setup=fresh,
        workers=list(proof.workers),
        invariant=proof.holds,
        preemption_bound=None,
        stop_on_first=not proof.every,
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
    """Stands for `range` in a snippet: its loop runs once."""
    return range(1)


def keep(module: ModuleType, name: str, function: Callable[[], Any]) -> None:
    """Call it; keep what it returned or raised under a name no other worker uses."""
    try:
        setattr(module, name, function())
    except IndexError as error:
        setattr(module, name, repr(error))


def what_they_took(module: ModuleType) -> list[str]:
    """What the two workers of check-then-act got, sorted."""
    return sorted([module.first, module.second])


COMMUNICATION = "thread_communication"
PRACTICES = "thread_safety_best_practices"
SYNCHRONIZATION = "thread_synchronization"
PROOFS = [
    Proof(
        "the unlocked counter",
        f"{COMMUNICATION}/shared_variables",
        same(lambda m: m.increment()),
        lambda m: m.counter == 2,
        {"range": one_round},
        every=True,
    ),
    Proof(
        "the counter with a lock",
        f"{COMMUNICATION}/thread_safe_counter",
        same(lambda m: m.increment()),
        lambda m: m.counter == 2,
        {"range": one_round},
    ),
    Proof(
        "a lock for each thread",
        f"{COMMUNICATION}/thread_safe_counter",
        same(lambda m: m.increment()),
        lambda m: m.counter == 2,
        {"range": one_round},
        ("with lock:", "with threading.Lock():"),
    ),
    Proof(
        "counter += 1",
        f"{COMMUNICATION}/plus_equals",
        same(lambda m: m.increment()),
        lambda m: m.counter == 2,
        {"range": one_round, "start": OPEN},
        every=True,
    ),
    Proof(
        "the work outside the lock",
        f"{COMMUNICATION}/lock_held_too_long",
        same(lambda m: m.increment_fast()),
        lambda m: m.counter == 2,
        {"range": one_round},
    ),
    Proof(
        "two locks in two orders",
        f"{SYNCHRONIZATION}/lock_order_deadlock",
        (lambda m: m.transfer("A", "B"), lambda m: m.transfer("B", "A")),
        lambda m: True,
        {"both_hold_one": OPEN, "both_gave_up": OPEN, "print": lambda text: None},
        ("acquire(timeout=0.5)", "acquire()"),
    ),
    Proof(
        "two locks in one order",
        f"{SYNCHRONIZATION}/bank_transfer",
        (lambda m: m.transfer(m.anna, m.ben, 3), lambda m: m.transfer(m.ben, m.anna, 1)),
        lambda m: (m.anna.balance, m.ben.balance) == (998, 1002),
    ),
    Proof(
        "two locks as they are given",
        f"{SYNCHRONIZATION}/bank_transfer",
        (lambda m: m.transfer(m.anna, m.ben, 3), lambda m: m.transfer(m.ben, m.anna, 1)),
        lambda m: True,
        {"sorted": lambda pair, key: pair},
    ),
    Proof(
        "check, then act",
        f"{PRACTICES}/check_then_act",
        (lambda m: keep(m, "first", m.take), lambda m: keep(m, "second", m.take)),
        lambda m: what_they_took(m) == ["nothing there", "the last item"],
        {"both_have_checked": OPEN},
    ),
    Proof(
        "act without a check",
        f"{PRACTICES}/act_without_check",
        (lambda m: keep(m, "first", m.take), lambda m: keep(m, "second", m.take)),
        lambda m: what_they_took(m) == ["nothing there", "the last item"],
        {"both_are_here": OPEN},
    ),
    Proof(
        "two atomic calls",
        f"{PRACTICES}/over_the_limit",
        same(lambda m: m.sell()),
        lambda m: m.tickets_sold.get_value() == 1,
        {"both_have_looked": OPEN},
    ),
    Proof(
        "one call for the decision",
        f"{PRACTICES}/within_the_limit",
        same(lambda m: m.tickets_sold.try_increment()),
        lambda m: m.tickets_sold.get_value() == 1,
        changed=("limit=10", "limit=1"),
    ),
    Proof(
        "a point changed in place",
        f"{PRACTICES}/mutable_point",
        (lambda m: keep(m, "seen", lambda: (m.point.x, m.point.y)), lambda m: m.writer()),
        lambda m: m.seen in [(10, 20), (30, 40)],
        {"half_read": OPEN, "changed": OPEN},
    ),
    Proof(
        "a new point published",
        f"{PRACTICES}/publish_by_rebinding",
        (lambda m: m.reader(), lambda m: m.writer()),
        lambda m: m.printed[0] in ["reader saw (10, 20)", "reader saw (30, 40)"],
        {"half_read": OPEN, "changed": OPEN},
    ),
    Proof(
        "two writers of a configuration",
        f"{PRACTICES}/config_copy_on_write",
        (lambda m: m.change("a", 1), lambda m: m.change("b", 2)),
        lambda m: sorted(m.config) == ["a", "b", "retries"],
    ),
    Proof(
        "two writers without the lock",
        f"{PRACTICES}/config_copy_on_write",
        (lambda m: m.change("a", 1), lambda m: m.change("b", 2)),
        lambda m: sorted(m.config) == ["a", "b", "retries"],
        changed=("with write_lock:", "if True:"),
    ),
]

if __name__ == "__main__":
    patch_locks()
    for proof in PROOFS:
        if not sys.argv[1:] or any(part in proof.name for part in sys.argv[1:]):
            try:
                verdict = explored(proof)
            except ValueError as error:  # the snippet is not as the proof needs it
                verdict = {"name": proof.name, "holds": None, "schedules": 0, "why": str(error)}
            print(json.dumps(verdict), flush=True)
