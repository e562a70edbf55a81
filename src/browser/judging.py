"""The judge, for the page: a program's contract is read, and each clause of it gets its ruling."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from browser.exploring import EVERY, Paced
from greenthreads.exploration import Exploration
from greenthreads.options import Options
from greenthreads.scheduler import Backend
from mending import ContractError, contract_in, judge, parse

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
        paced.tell(lambda: emit("progress", json.dumps({"classes": found.classes})))

    try:
        verdict = judge(wanted, source, filename, options, backend=backend, onprogress=tell)
    except SyntaxError as error:
        said = f"{type(error).__name__}: {error.msg} (line {error.lineno})"
        return {"status": "syntax", "message": said, "line": error.lineno}
    except ValueError as error:
        return {"status": "syntax", "message": f"The program cannot be read: {error}", "line": None}
    return {"status": "ok", "message": "", "verdict": verdict.told()}
