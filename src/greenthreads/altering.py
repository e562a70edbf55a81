"""What of its host's modules a program sets attributes of, or names: another run shares them.

It is read from the program's code, not from its text: the tree of a deeply nested text would
overflow a browser's stack where the compiler does not.
"""

from __future__ import annotations

import dis
from collections.abc import Iterable, Iterator
from types import CodeType
from typing import Final, NamedTuple

SETTERS: Final = frozenset(("setattr", "delattr", "vars"))
LOADS: Final = ("LOAD_NAME", "LOAD_GLOBAL", "LOAD_FAST", "LOAD_DEREF")
STORES: Final = ("STORE_NAME", "STORE_GLOBAL", "STORE_FAST", "STORE_DEREF")


class Altered(NamedTuple):
    """Paths of what a program reaches by imports: `string`, `json.JSONEncoder`."""

    set: frozenset[str] = frozenset()
    """Modules, and other objects, that it sets attributes of, by assignment, `del` or `setattr`.

    All others' attributes need not be put back after a run, nor imported again for the next."""
    named: frozenset[str] = frozenset()
    """All else that it names: what containers among them hold may change."""


def altered(codes: Iterable[CodeType]) -> Altered:
    """What a program may change of the modules that it imports."""
    all_of_them = [list(dis.get_instructions(code)) for code in codes]
    bound = {name: module for code in all_of_them for name, module in _bound(code)}
    if not bound:
        return Altered()
    for code in all_of_them:  # `encoder = json.JSONEncoder`
        for name, chain in _given(code):
            if chain[0] in bound and name not in bound:
                bound[name] = ".".join((bound[chain[0]], *chain[1:]))
    return Altered(
        *(
            frozenset(
                ".".join((bound[chain[0]], *chain[1:]))
                for code in all_of_them
                for chain in chains(code)
                if chain and chain[0] in bound
            )
            for chains in (_set, _loaded)
        )
    )


def imported(codes: Iterable[CodeType]) -> Iterator[str]:
    """The modules that import statements of a program name."""
    for code in codes:
        for one in dis.get_instructions(code):
            if one.opname == "IMPORT_NAME":
                yield str(one.argval)


def _bound(code: list[dis.Instruction]) -> Iterator[tuple[str, str]]:
    """What imports bind: name -> module, or what may be one."""
    module = part = ""
    for one, following in zip(code, code[1:], strict=False):
        if one.opname == "IMPORT_NAME":
            module, part = str(one.argval), ""
        elif one.opname == "IMPORT_FROM":  # `from a import b`, and a step of `import a.b as c`
            part = "" if following.opname == "SWAP" else str(one.argval)
        elif module and one.opname.startswith(STORES):
            name = _name(one)
            if part:
                yield name, f"{module}.{part}"
                part = ""
            else:
                whole = name != module.partition(".")[0]
                yield name, module if whole else name
                module = ""
        elif one.opname not in ("SWAP", "POP_TOP", "NOP", "EXTENDED_ARG"):
            module = ""


def _given(code: list[dis.Instruction]) -> Iterator[tuple[str, list[str]]]:
    """Names that are given to expressions: `b = os.path`."""
    for at, one in enumerate(code):
        if one.opname.startswith(STORES) and (chain := _chain(code, at - 1)):
            yield _name(one), chain


def _loaded(code: list[dis.Instruction]) -> Iterator[list[str]]:
    """All expressions of names: `["os", "path"]`, where that is used."""
    for at, one in enumerate(code):
        if one.opname == "LOAD_ATTR" or one.opname.startswith(LOADS):
            yield _chain(code, at)


def _set(code: list[dis.Instruction]) -> Iterator[list[str]]:
    """Expressions whose attributes are set, as their names: `["os", "path"]`."""
    for at, one in enumerate(code):
        before = code[at - 1].opname if at else ""
        if one.opname in ("STORE_ATTR", "DELETE_ATTR"):
            yield _chain(code, at - 1)
        elif one.opname == "LOAD_ATTR" and (before == "COPY" or one.argval == "__dict__"):
            yield _chain(code, at - 1 - (before == "COPY"))  # `a.b += 1` copies `a` first
        elif one.opname.startswith(LOADS) and _called(code, at) in SETTERS:
            end = at
            while code[end + 1].opname == "LOAD_ATTR":
                end += 1
            yield _chain(code, end)


def _called(code: list[dis.Instruction], at: int) -> str:
    """The function whose first argument is loaded at some place."""
    for one in reversed(code[max(0, at - 2) : at]):
        if one.opname.startswith(LOADS):
            return _name(one)
        if one.opname != "PUSH_NULL":
            break
    return ""


def _chain(code: list[dis.Instruction], at: int) -> list[str]:
    """The names of the expression that was loaded last: `os.path`; empty for any other."""
    names: list[str] = []
    while at >= 0 and code[at].opname == "LOAD_ATTR":
        names.append(str(code[at].argval))
        at -= 1
    if at < 0 or not code[at].opname.startswith(LOADS):
        return []
    return [_name(code[at]), *reversed(names)]


def _name(one: dis.Instruction) -> str:
    """The name that an instruction loads or stores; of two at once, the last."""
    return str(one.argval[-1] if isinstance(one.argval, tuple) else one.argval)
