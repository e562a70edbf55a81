"""What symbols stand for in a frame, without running any of the program's code.

A property, a `__getattr__`, an operator of the program's own is a value that is not known: what is
done with it touches everything of its kind.
"""

from __future__ import annotations

import collections
import gc
import operator
from collections.abc import Callable
from types import (
    BuiltinFunctionType,
    FrameType,
    FunctionType,
    GeneratorType,
    GetSetDescriptorType,
    MemberDescriptorType,
    MethodDescriptorType,
    MethodType,
    ModuleType,
    WrapperDescriptorType,
)
from typing import Any, Final

from ..local import Local, own_of
from .operands import Symbol


class _Sentinel:
    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


UNKNOWN: Final = _Sentinel("UNKNOWN")
SOME_SCALAR: Final = _Sentinel("SOME_SCALAR")  # a number or a text, whichever
SLICE: Final = _Sentinel("SLICE")


class Fresh:
    """A new container that nobody else can know yet; None for parts that are not known."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Any, ...] | None) -> None:
        self.parts = parts


class Through:
    """An iterator or a view: going through it reads these."""

    __slots__ = ("sources",)

    def __init__(self, sources: tuple[Any, ...]) -> None:
        self.sources = sources


class New:
    """An object that a class of the library has just made."""

    __slots__ = ("kind",)

    def __init__(self, kind: type) -> None:
        self.kind = kind


# Nobody can change these, or what changes them is told of elsewhere.
SCALARS: Final = (
    *(int, float, complex, str, bytes, bool, type(None), range, slice, type, FunctionType),
    *(BuiltinFunctionType, ModuleType, MethodType, type(Ellipsis), _Sentinel),
)
CONTAINERS: Final = (list, dict, set, collections.deque, bytearray)
_ARITHMETIC: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    ">>": operator.rshift,
}
MADE: Final = (*CONTAINERS, tuple, Fresh)
_LARGE: Final = 1 << 64
KEYS: Final = (int, str, float, bytes, bool, type(None))
ASKED: Final = ("__eq__", "__hash__")  # what a dictionary calls of a key

Values = dict[tuple[int, int], Any]
Evaluator = Callable[[FrameType], Any]


def evaluator(symbol: Symbol, values: Values) -> Evaluator:
    """A function that gives a symbol's value in a frame; `values` are those that were loaded."""
    if symbol is None:
        return lambda frame: UNKNOWN
    kind = symbol[0]
    if kind == "local":
        return _local(symbol[1])
    if kind == "const":
        constant = symbol[1]
        return lambda frame: constant
    if kind in ("def", "self"):
        offset = symbol[1] if kind == "def" else ~symbol[1]
        return lambda frame: values.get((id(frame), offset), UNKNOWN)
    if kind == "scalar":
        return lambda frame: SOME_SCALAR
    if kind == "slice":
        return lambda frame: SLICE
    if kind == "fresh":
        return _fresh(symbol[1], values)
    if kind == "named":
        return _named(evaluator(symbol[1], values))
    if kind == "variable":
        return _variable(symbol[1])
    if kind in ("attribute", "self of"):
        owner, name, which = evaluator(symbol[1], values), symbol[2], int(kind == "self of")
        return lambda frame: look_up(owner(frame), name)[which]
    if kind == "binary":
        sign = symbol[1]
        left, right = evaluator(symbol[2], values), evaluator(symbol[3], values)
        return lambda frame: arithmetic(sign, left(frame), right(frame))
    return lambda frame: UNKNOWN


def _local(name: str) -> Evaluator:
    def value(frame: FrameType) -> Any:
        try:
            return frame.f_locals[name]
        except KeyError:
            return UNKNOWN

    return value


def _variable(name: str) -> Evaluator:
    def value(frame: FrameType) -> Any:
        found = frame.f_globals.get(name, UNKNOWN)
        return frame.f_builtins.get(name, UNKNOWN) if found is UNKNOWN else found

    return value


def _named(inner: Evaluator) -> Evaluator:
    def value(frame: FrameType) -> Any:
        found = inner(frame)
        return UNKNOWN if issubclass(type(found), (Fresh, Through, New)) else found

    return value


def _fresh(symbols: tuple[Symbol, ...] | None, values: Values) -> Evaluator:
    if symbols is None:
        return lambda frame: Fresh(None)
    parts = [evaluator(symbol, values) for symbol in symbols]
    return lambda frame: Fresh(tuple([part(frame) for part in parts]))


def arithmetic(sign: str, a: Any, b: Any) -> Any:
    """What an operator gives for numbers, texts and containers."""
    if type(a) is int and type(b) is int:
        function = _ARITHMETIC.get(sign)
        if function is None or abs(a) > _LARGE or abs(b) > _LARGE or (b == 0 and sign in "//%"):
            return SOME_SCALAR
        return function(a, b) if b >= 0 or sign != ">>" else SOME_SCALAR
    if is_scalar(a) and is_scalar(b):
        return SOME_SCALAR
    made = [x for x in (a, b) if issubclass(type(x), (*CONTAINERS, tuple, Fresh))]
    if made and all(
        is_scalar(x) or issubclass(type(x), (*CONTAINERS, tuple, Fresh)) for x in (a, b)
    ):
        return Fresh(tuple(made))
    return UNKNOWN


def is_any_of(kind: type, *kinds: type) -> bool:
    """Whether a class is one of these: to compare it would run code of its metaclass."""
    return any(kind is one for one in kinds)


def is_key(key: Any) -> bool:
    """Whether a dictionary can be asked for this without running code of the program's."""
    kind = type(key)
    if not issubclass(kind, KEYS):
        return False
    return not any(
        base.__module__ == "__main__" and not base.__dict__.keys().isdisjoint(ASKED)
        for base in kind.__mro__
    )


def is_scalar(value: Any) -> bool:
    """Whether nobody can change this."""
    return issubclass(type(value), SCALARS) and value is not UNKNOWN


def look_up(owner: Any, name: str) -> tuple[Any, Any]:
    """The attribute as a plain look-up would give it, and its `self` where it is a method."""
    if issubclass(type(owner), ModuleType):
        return owner.__dict__.get(name, UNKNOWN), UNKNOWN
    if issubclass(type(owner), New):
        return look_up_in_class(owner.kind, name), UNKNOWN
    if issubclass(type(owner), (_Sentinel, Fresh, Through)):
        return UNKNOWN, UNKNOWN
    if issubclass(type(owner), type):
        return look_up_in_class(owner, name), UNKNOWN
    kind = type(owner)
    if issubclass(type(owner), Local):
        return _of_thread(owner, name), UNKNOWN
    for base in kind.__mro__[:-1]:
        if issubclass(type(base.__dict__.get("__getattribute__")), FunctionType):
            return UNKNOWN, UNKNOWN
    own = instance_dict(owner)
    for base in kind.__mro__:
        if name in base.__dict__:
            return _through_class(owner, base.__dict__[name], own, name)
    if own is not None and name in own:
        return own[name], UNKNOWN
    return UNKNOWN, UNKNOWN


def _of_thread(local: Local, name: str) -> Any:
    """What the current thread keeps there under this name, if nothing else can answer for it."""
    for base in type(local).__mro__:
        if base is not Local and "__getattribute__" in base.__dict__ and base is not object:
            return UNKNOWN
        if name in base.__dict__:
            return UNKNOWN
    return (own_of(local) or {}).get(name, UNKNOWN)


def look_up_in_class(owner: type, name: str) -> Any:
    """An attribute of a class, as a plain look-up would give it."""
    for base in owner.__mro__:
        if name in base.__dict__:
            value = base.__dict__[name]
            plain = issubclass(type(value), SCALARS) or not hasattr(type(value), "__get__")
            return value if plain else UNKNOWN
    return UNKNOWN


def _through_class(
    owner: Any, value: Any, own: dict[str, Any] | None, name: str
) -> tuple[Any, Any]:
    if issubclass(type(value), MemberDescriptorType):
        try:
            return value.__get__(owner), UNKNOWN
        except AttributeError:
            return UNKNOWN, UNKNOWN
    if hasattr(type(value), "__set__"):
        return UNKNOWN, UNKNOWN
    if own is not None and name in own:
        return own[name], UNKNOWN
    if issubclass(type(value), (FunctionType, MethodDescriptorType, WrapperDescriptorType)):
        return value, owner
    return (UNKNOWN if hasattr(type(value), "__get__") else value), UNKNOWN


def instance_dict(owner: Any) -> dict[str, Any] | None:
    """An object's own attributes; None where its class gives something else under that name."""
    for base in type(owner).__mro__:
        member = base.__dict__.get("__dict__")
        if member is not None:
            if type(member) is not GetSetDescriptorType:
                return None
            break
    try:
        found: dict[str, Any] = object.__getattribute__(owner, "__dict__")
    except AttributeError:
        return None
    return found


def sources_of(iterator: Any, depth: int = 3) -> list[Any]:
    """The containers that an iterator in C goes through, as far as the collector knows them."""
    found: list[Any] = []
    if depth and not issubclass(type(iterator), GeneratorType):
        for part in gc.get_referents(iterator):
            if issubclass(type(part), CONTAINERS):
                found.append(part)
            elif not issubclass(type(part), SCALARS):
                found += sources_of(part, depth - 1)
    return found
