"""Values as short texts, without running any of the program's code.

A `__repr__` of the program's may print, wait for a lock or fail; so none is called, nor anything
else that a class of the program may have made its own: what is shown is what is stored.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from types import (
    BuiltinFunctionType,
    FunctionType,
    GetSetDescriptorType,
    MemberDescriptorType,
    MethodType,
    ModuleType,
)
from typing import Any, Final

LONGEST: Final = 60  # characters of a value
LONGEST_PART: Final = 24  # of a text, or a number
MOST_ITEMS: Final = 6
MOST_SEARCHED: Final = 200  # items in which an object is looked for
DEEPEST: Final = 2
CUT: Final = "…"
LARGE: Final = 256  # bits of a number whose digits are not shown

_name_of: Final[Callable[[type], str]] = type.__dict__["__name__"].__get__
_module_of: Final[Callable[[type], Any]] = type.__dict__["__module__"].__get__
_NUMBERS: Final = (int, float, complex)
_CODE: Final = (FunctionType, BuiltinFunctionType, MethodType, ModuleType, type)


def short(value: Any, depth: int = DEEPEST) -> str:
    """A value for people, in one line of at most so many characters."""
    text = _text(value, depth)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + CUT


def is_code(value: Any) -> bool:
    """Whether this is part of the program, not of its data."""
    return issubclass(type(value), _CODE)


def _text(value: Any, depth: int) -> str:
    kind = type(value)
    if value is None or kind is bool or value is ...:
        return str(value)
    for number in _NUMBERS:
        if issubclass(kind, number):
            return _number(value, kind, number)
    if issubclass(kind, (str, bytes, bytearray)):
        return _letters(value, kind)
    if issubclass(kind, _CODE):
        return _of_code(value)
    for container, ends in _ENDS.items():
        if issubclass(kind, container):
            text = _items(container, value, depth)
            wraps = kind is container and ends != ("", "")
            return ends[0] + text + ends[1] if wraps else f"{_name_of(kind)}({text})"
    if kind is range:
        return repr(value)
    return _object(value, kind, depth)


def _number(value: Any, kind: type, number: type) -> str:
    attributes = own(value)
    if "_name_" in attributes:  # a member of an Enum
        return f"{_name_of(kind)}.{attributes['_name_']}"
    if number is int and int.bit_length(value) > LARGE:
        return f"a number of {int.bit_length(value):,} bits"
    return str(number.__repr__(value))  # type: ignore[call-arg]


def _letters(value: Any, kind: type) -> str:
    plain: Any = next(one for one in (str, bytes, bytearray) if issubclass(kind, one))
    start = plain.__getitem__(value, slice(LONGEST_PART))
    text: str = plain.__repr__(start)
    return text if plain.__len__(value) <= LONGEST_PART else text[:-1] + CUT + text[-1]


def _of_code(value: Any) -> str:
    if issubclass(type(value), type):
        return _name_of(value)
    if type(value) is MethodType:
        return f"{_name_of(type(value.__self__))}.{_of_code(value.__func__)}"
    return str(getattr(value, "__name__", _name_of(type(value))))


_ENDS: Final[dict[type, tuple[str, str]]] = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    dict: ("{", "}"),
    set: ("{", "}"),
    frozenset: ("", ""),
    deque: ("", ""),
}


def _items(container: type, value: Any, depth: int) -> str:
    count = container.__len__(value)  # type: ignore[attr-defined]
    if not count:
        return ""
    if depth <= 0:
        return CUT
    few = list(islice(_each(container, value), MOST_ITEMS))
    if container is dict:
        parts = [f"{_text(key, 0)}: {_text(item, depth - 1)}" for key, item in few]
    else:
        parts = [_text(item, depth - 1) for item in few]
    rest = f", {CUT} {count - len(few)} more" if count > len(few) else ""
    return ", ".join(parts) + rest + ("," if container is tuple and count == 1 else "")


def _each(container: type, value: Any) -> Iterator[Any]:
    if container is dict:
        return iter(dict.items(value))
    made: Iterator[Any] = container.__iter__(value)  # type: ignore[attr-defined]
    return made


# -- objects -------------------------------------------------------------------------------------


def own(value: Any) -> dict[str, Any]:
    """What an object stores under names, in its dictionary and its slots."""
    found: dict[str, Any] = {}
    for base in type.__dict__["__mro__"].__get__(type(value)):
        for name, member in type.__dict__["__dict__"].__get__(base).items():
            if type(member) is MemberDescriptorType and type(name) is str:
                try:
                    found[name] = member.__get__(value)
                except AttributeError:
                    continue
    found.update(_dictionary(value))
    return found


def _dictionary(value: Any) -> dict[str, Any]:
    """An object's dictionary, whatever its class gives under that name."""
    for base in type.__dict__["__mro__"].__get__(type(value)):
        member = type.__dict__["__dict__"].__get__(base).get("__dict__")
        if type(member) is GetSetDescriptorType:
            with suppress(AttributeError, TypeError, ValueError):
                return dict(member.__get__(value))
    return {}


def _object(value: Any, kind: type, depth: int) -> str:
    name = _name_of(kind)
    if is_of_library(kind):
        return _of_library(value, name, depth)
    if issubclass(kind, BaseException):
        arguments = BaseException.__dict__["args"].__get__(value)
        return f"{name}({_items(tuple, arguments, 1).removesuffix(',')})"
    if _module_of(kind) == "builtins":
        return f"a {name}"
    attributes = own(value)
    if "_name_" in attributes:
        return f"{name}.{attributes['_name_']}"
    if depth <= 0:
        return f"{name}({CUT})" if attributes else name
    parts = _parts(attributes, depth - 1)
    return f"{name}({parts})" if parts else f"a {name}"


def _parts(attributes: dict[str, Any], depth: int) -> str:
    data = {name: one for name, one in attributes.items() if not is_quiet(one)}
    few = [f"{name}={_text(one, depth)}" for name, one in islice(data.items(), MOST_ITEMS)]
    return ", ".join([*few, CUT] if len(data) > len(few) else few)


def path_to(target: Any, names: Mapping[str, Any]) -> str:
    """What a program calls an object, from where these names are known; "" where none leads to it.

    A variable, or an attribute or an item of one.
    """
    for name in list(names):
        if names.get(name) is target:
            return name
    for name in list(names):
        value = names.get(name)
        if not name.startswith("__") and not is_code(value):
            for inner, one in own(value).items():
                if one is target:
                    return f"{name}.{inner}"
            for key, one in _numbered(value):
                if one is target:
                    return f"{name}[{short(key, 0)}]"
    return ""


def _numbered(value: Any) -> Iterable[tuple[Any, Any]]:
    if type(value) is list or type(value) is tuple:
        return enumerate(value[:MOST_SEARCHED])
    return list(islice(dict.items(value), MOST_SEARCHED)) if type(value) is dict else ()


def called_by_kind(value: Any) -> str:
    """What to call an object that has no name."""
    return _name_of(type(value)).lstrip("_")


def is_of_library(kind: type) -> bool:
    """Whether a class is one of those that synchronize threads."""
    top = str(_module_of(kind)).partition(".")[0]
    return top in ("threading", "_thread", "queue", "_queue", "concurrent", "greenthreads")


def is_lock(value: Any) -> bool:
    """Whether this is a lock: who has it is told elsewhere."""
    return is_of_library(type(value)) and _name_of(type(value)) in (
        "lock",
        "RLock",
        "Lock",
        "_RLock",
    )


def is_thread(value: Any) -> bool:
    """Whether this is a thread, or a pool of them."""
    names = [_name_of(base) for base in type.__dict__["__mro__"].__get__(type(value))]
    return "Thread" in names or "Executor" in names


def is_quiet(value: Any) -> bool:
    """Whether a variable need not be shown: code, locks, threads, and what holds only these."""
    if is_code(value) or is_lock(value) or is_thread(value):
        return True
    kind = type(value)
    parts: Iterable[Any] = ()
    if any(kind is one for one in (list, tuple, deque)):  # without its metaclass's `__eq__`
        parts = value
    elif kind is dict:
        parts = dict.values(value)
    few = list(islice(parts, MOST_ITEMS))
    return bool(few) and all(is_code(one) or is_lock(one) or is_thread(one) for one in few)


def _of_library(value: Any, name: str, depth: int) -> str:
    """How an object of the library is: only that of which its users think."""
    attributes = own(value)
    if is_thread(value):
        return f"{name} {attributes.get('_name', '')}".strip()
    if "_flag" in attributes:
        return f"{name}, set" if attributes["_flag"] else f"{name}, not set"
    if "_parties" in attributes:
        return f"{name}, {attributes.get('_count', 0)} of {attributes['_parties']} there"
    if "_value" in attributes:
        return f"{name}, {short(attributes['_value'], 0)} left"
    if "queue" in attributes or "_queue" in attributes:
        inside = attributes.get("queue", attributes.get("_queue"))
        return f"{name} [{_items(deque, inside, 1)}]" if type(inside) is deque else name
    if "_state" in attributes:
        return _of_future(attributes, name, depth)
    return "a lock" if is_lock(value) else name.lstrip("_")


def _of_future(attributes: dict[str, Any], name: str, depth: int) -> str:
    state = str(attributes["_state"]).lower().replace("_", " ")
    if state != "finished":
        return f"{name}, {state}"
    error = attributes.get("_exception")
    came = attributes.get("_result") if error is None else error
    return f"{name}, finished: {_text(came, depth - 1)}"
