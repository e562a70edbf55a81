"""The judge, for the page: a program's contract is read, and each clause of it gets its ruling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from json import dumps
from typing import Any, Final

from browser import bridge
from browser.exploring import EVERY, Paced
from browser.reaching import reaches
from greenthreads.exploration import Exploration
from greenthreads.options import Options
from greenthreads.scheduler import Backend
from mending import ContractError, Verdict, contract_in, judge, parse

NO_CONTRACT: Final = "This program has no contract: a comment that begins with “# Contract:”."

Emit = Callable[[str, str], object]


def judged(
    source: str,
    filename: str,
    contract: str | None,
    options: Options,
    backend: Backend,
    emit: Emit,
) -> dict[str, Any]:
    """What the page gets: status and message, and the verdict if there is one.

    `contract` is judged by, or, where it is None, the one in the program.
    """
    try:
        wanted = contract_in(source, filename) if contract is None else parse(contract, filename)
    except ContractError as error:
        return {"status": "refused", "message": str(error)}
    if wanted is None:
        return {"status": "refused", "message": NO_CONTRACT}
    paced = Paced(EVERY)

    def tell(found: Exploration) -> None:
        paced.tell(lambda: emit("progress", dumps({"classes": found.classes})))

    try:
        verdict = judge(wanted, source, filename, options, backend=backend, onprogress=tell)
    except SyntaxError as error:
        return {"status": "syntax", "message": bridge.syntax_message(error), "line": error.lineno}
    except ValueError as error:
        return {"status": "syntax", "message": f"The program cannot be read: {error}", "line": None}
    return {"status": "ok", "message": "", "verdict": _trusted(verdict, reaches(source)).told()}


def _trusted(verdict: Verdict, module: str) -> Verdict:
    """Nothing is proved of a program that reaches its judge: what was not refused is open."""
    if not module:
        return verdict
    why = f"it imports {module}, which reaches the Python that judges it"
    rulings = tuple(
        replace(one, state="open", said=f"Not proved: {why}.") if one.state == "holds" else one
        for one in verdict.rulings
    )
    return replace(verdict, rulings=rulings, complete=False, reasons=(*verdict.reasons, why))
