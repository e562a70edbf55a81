"""What each instruction of a program works on, told once for each code object.

An instruction's operands lie on the interpreter's stack, which Python cannot read. So each code
object is gone through once with a stack of *symbols*: a local variable, a constant, the value that
an earlier instruction loaded. When an instruction is due its symbols are looked up in the frame
(`greenthreads.explore.touching`); a value that was loaded is kept from when it was loaded, for
others may have changed the variable since.

Every opcode is in exactly one of two tables. `LOCAL`: it cannot touch what threads share. All
others have a method of `_Planner`, which says what is to be looked at. An opcode in neither, as a
later Python may bring, is planned as "everything", and a test fails.
"""

from __future__ import annotations

import dis
from collections.abc import Callable, Iterable
from functools import lru_cache
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR
from types import CodeType
from typing import Any, Final, NamedTuple

# ("local", name), ("const", value), ("def", offset), ("self", offset), ("null",), ("scalar",),
# ("binary", sign, symbol, symbol), ("fresh", symbols or None), ("variable", name) of the program's
# own, ("attribute" or "self of", owner, name), ("named", symbol) of a value that a variable has as
# well; None for a value nobody knows.
Symbol = tuple[Any, ...] | None

SCALAR: Final[Symbol] = ("scalar",)
NULL: Final[Symbol] = ("null",)


class Plan(NamedTuple):
    """What to look at when the instruction at an offset is due."""

    kind: str
    """Which method of `touching.Toucher` knows more."""
    name: Any
    """The name of a variable or an attribute, or the sign of an operator."""
    operands: tuple[Symbol, ...]
    keep: bool
    """Whether a later instruction wants the value that this one loads."""


Count = int | Callable[[int], int]

# Locals, constants, jumps, shuffles of the stack, new objects made of them, this thread's own
# exceptions and generators: (values taken, values given). What is given is not known.
LOCAL: Final[dict[str, tuple[Count, Count]]] = {
    **dict.fromkeys(("CACHE", "RESERVED", "NOP", "RESUME", "EXTENDED_ARG", "NOT_TAKEN"), (0, 0)),
    **dict.fromkeys(("JUMP_FORWARD", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT"), (0, 0)),
    **dict.fromkeys(("JUMP", "JUMP_NO_INTERRUPT", "JUMP_IF_TRUE", "JUMP_IF_FALSE"), (0, 0)),
    **dict.fromkeys(("POP_JUMP_IF_TRUE", "POP_JUMP_IF_FALSE"), (1, 0)),
    **dict.fromkeys(("POP_JUMP_IF_NONE", "POP_JUMP_IF_NOT_NONE"), (1, 0)),
    **dict.fromkeys(("SETUP_FINALLY", "SETUP_CLEANUP", "SETUP_WITH", "POP_BLOCK"), (0, 0)),
    **dict.fromkeys(("MAKE_CELL", "COPY_FREE_VARS", "DELETE_FAST", "ENTER_EXECUTOR"), (0, 0)),
    **dict.fromkeys(("SETUP_ANNOTATIONS", "ANNOTATIONS_PLACEHOLDER"), (0, 0)),
    **dict.fromkeys(("POP_TOP", "END_FOR", "POP_ITER", "POP_EXCEPT", "EXIT_INIT_CHECK"), (1, 0)),
    **dict.fromkeys(("RETURN_VALUE", "INTERPRETER_EXIT"), (1, 0)),
    "RETURN_CONST": (0, 0),
    "RETURN_GENERATOR": (0, 1),
    "YIELD_VALUE": (1, 1),
    "SEND": (1, 1),
    "END_SEND": (2, 1),
    "CLEANUP_THROW": (3, 2),
    **dict.fromkeys(("GET_AWAITABLE", "GET_AITER", "GET_YIELD_FROM_ITER"), (1, 1)),
    "GET_ANEXT": (0, 1),
    "END_ASYNC_FOR": (2, 0),
    "BEFORE_ASYNC_WITH": (1, 2),
    "PUSH_EXC_INFO": (1, 2),
    "CHECK_EXC_MATCH": (1, 1),
    "CHECK_EG_MATCH": (2, 2),
    "RAISE_VARARGS": (lambda arg: arg, 0),
    "RERAISE": (1, 0),
    "WITH_EXCEPT_START": (0, 1),
    **dict.fromkeys(("LOAD_BUILD_CLASS", "LOAD_LOCALS", "LOAD_ASSERTION_ERROR"), (0, 1)),
    **dict.fromkeys(("LOAD_COMMON_CONSTANT", "LOAD_CLOSURE", "PUSH_NULL"), (0, 1)),
    "CALL_INTRINSIC_2": (2, 1),
    **dict.fromkeys(("MATCH_MAPPING", "MATCH_SEQUENCE"), (0, 1)),
    "IS_OP": (2, 1),
    "UNARY_NOT": (1, 1),
}
ENDS: Final = frozenset(
    ("JUMP_FORWARD", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT", "RETURN_VALUE", "RETURN_CONST")
    + ("RAISE_VARARGS", "RERAISE", "INTERPRETER_EXIT")
)
LIST_TO_TUPLE, IMPORT_STAR = "INTRINSIC_LIST_TO_TUPLE", "INTRINSIC_IMPORT_STAR"


MOST_KEPT: Final = 256  # code objects of which is kept what was found out


@lru_cache(MOST_KEPT)
def instructions_of(code: CodeType) -> tuple[dis.Instruction, ...]:
    """What `dis` says of a code object, which takes it longer than some runs of the code."""
    return tuple(dis.get_instructions(code))


@lru_cache(8)
def usage_of(*codes: CodeType) -> Usage:
    """The usage of a program: one object, for its explorations and its replays."""
    return Usage(codes)


class Usage:
    """What a program never does with some names: they need not be looked at while it runs.

    A global that it never sets is a builtin. One that only the code of the module itself uses is
    the main thread's own. An attribute that it never sets, nobody sets.
    """

    DYNAMIC: Final = frozenset(
        "globals exec eval vars locals setattr delattr __dict__ __main__ modules __setattr__ "
        "__builtins__ builtins inspect gc importlib __class__ __getattr__ __getattribute__ "
        "cached_property".split()
    )
    # Attributes of the library's objects that tell how they are.
    TELLING: Final = frozenset(
        "n_waiting broken parties queue unfinished_tasks _value _flag _state _waiters _cond "
        "_condition _initial_value _count mutex maxsize ident native_id "
        # Those that code in Python gives: with the GIL a turn may end where that begins.
        "daemon name value numerator denominator".split()
    )

    def __init__(self, codes: Iterable[CodeType]) -> None:
        self._set: set[str] = set()
        self._set_attributes: set[str] = set()
        self._of_functions: set[str] = set()
        names: set[str] = set()
        for code in codes:
            names.update(code.co_names)
            for ins in instructions_of(code):
                self._note(ins, code.co_name == "<module>")
        self._names = names
        self.known = not names & self.DYNAMIC and not any(name == "*" for name in names)

    def _note(self, ins: dis.Instruction, of_module: bool) -> None:
        name = ins.opname
        if name in ("STORE_ATTR", "DELETE_ATTR"):
            self._set_attributes.add(ins.argval)
        elif name.endswith(("_GLOBAL", "_NAME")) and name != "IMPORT_NAME":
            if not of_module:
                self._of_functions.add(ins.argval)
            if not name.startswith("LOAD"):
                self._set.add(ins.argval)

    def is_builtin(self, name: str) -> bool:
        """Whether the program never sets this global."""
        return self.known and name not in self._set and not name.startswith("__")

    def is_of_module(self, name: str) -> bool:
        """Whether only the code of the module itself uses this global."""
        return self.known and name not in self._of_functions

    def is_plain(self, name: str) -> bool:
        """Whether nobody else can set this global while the module's code uses it."""
        return self.is_builtin(name) or self.is_of_module(name)

    def is_lasting(self, name: str) -> bool:
        """Whether nobody sets an attribute of this name."""
        return self.known and name not in self._set_attributes and name not in self.TELLING

    def names(self, *names: str) -> bool:
        """Whether the program names any of these, as a variable or an attribute."""
        return not self._names.isdisjoint(names)

    def sets_attribute(self, name: str) -> bool:
        """Whether the program sets an attribute of this name, of whatever."""
        return name in self._set_attributes

    def own(self) -> list[str]:
        """The globals that only the code of the module sets and uses."""
        return sorted(name for name in self._set if self.is_of_module(name))


@lru_cache(MOST_KEPT)
def plans_of(code: CodeType, usage: Usage | None = None) -> dict[int, Plan]:
    """The plan of each instruction of `code` that can touch what threads share, by its offset."""
    return _Planner(code, usage).plans()


def unclassified(names: Iterable[str]) -> list[str]:
    """Those opcodes, by name, that are in neither table."""
    real = (name for name in names if not name.startswith("INSTRUMENTED_"))
    return sorted(n for n in real if n not in LOCAL and not hasattr(_Planner, "do_" + n))


@lru_cache(MOST_KEPT)
def heads_of_while(code: CodeType) -> frozenset[int]:
    """Where the loops of `code` go back to that have no state but their variables.

    A `for` has its iterator, a generator whoever resumes it.
    """
    if code.co_flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR):
        return frozenset()
    kinds = {ins.offset: ins.opname for ins in instructions_of(code)}
    back = (ins for ins in instructions_of(code) if ins.opname.startswith("JUMP_BACKWARD"))
    targets = {ins.jump_target for ins in back}
    return frozenset(t for t in targets if kinds.get(t) not in ("FOR_ITER", "SEND"))


class _Planner:
    """Goes through one code object, every way that leads through it, with a stack of symbols."""

    def __init__(self, code: CodeType, usage: Usage | None = None) -> None:
        self.code = code
        self.usage = usage
        self.of_module = code.co_name == "<module>"
        self.instructions = instructions_of(code)
        self.at = {ins.offset: number for number, ins in enumerate(self.instructions)}
        self.before: dict[int, list[Symbol]] = {}  # the stack before each instruction, by number
        self.found: dict[int, Plan] = {}
        self.wanted: set[int] = set()  # offsets whose value a later instruction wants
        self.stack: list[Symbol] = []
        self.ins = self.instructions[0]

    def plans(self) -> dict[int, Plan]:
        self._flow()
        self.found.clear()  # those found on the way may know more than is true on every way
        self.wanted.clear()
        for number, stack in self.before.items():
            self._step(number, list(stack))
        return {
            offset: plan._replace(keep=offset in self.wanted) for offset, plan in self.found.items()
        }

    # -- the ways through the code ----------------------------------------------------------

    def _flow(self) -> None:
        """Fill `before`: where several ways meet, only what all of them agree on is known."""
        todo: list[tuple[int, list[Symbol]]] = [(0, [])]
        handlers = list(dis.Bytecode(self.code).exception_entries)  # type: ignore[attr-defined]
        while todo:
            number, stack = todo.pop()
            known = self.before.get(number)
            if known is not None:
                stack = _agreed(known, stack)
                if stack == known:
                    continue
            self.before[number] = stack
            jump = self._step(number, list(stack))
            for entry in handlers:
                if entry.start <= self.ins.offset < entry.end:
                    # What lay below when the block began is still there when it fails.
                    left = [*stack[: entry.depth], *[None] * (entry.lasti + 1)]
                    todo.append((self.at[entry.target], left))
            if jump is not None:
                todo.append(jump)
            if self.ins.opname not in ENDS and number + 1 < len(self.instructions):
                todo.append((number + 1, self.stack))

    def _step(self, number: int, stack: list[Symbol]) -> tuple[int, list[Symbol]] | None:
        """One instruction, on `self.stack`. Returns where it may jump to, and the stack there."""
        ins = self.ins = self.instructions[number]
        self.stack = stack
        special = getattr(self, "do_" + ins.opname, None)
        if special is not None:
            special(ins)
        elif ins.opname in LOCAL:
            takes, gives = (_count(c, ins.arg or 0) for c in LOCAL[ins.opname])
            self.pop(takes)
            self.push(*[None] * gives)
        else:
            self._strange(ins)
        if ins.jump_target is None:
            return None
        after = [*self.stack[:-1], None] if ins.opname in ("FOR_ITER", "SEND") else self.stack
        return self.at[ins.jump_target], list(after)

    def _strange(self, ins: dis.Instruction) -> None:
        """An opcode that nobody has classified: nothing on the stack is known after it."""
        self.plan("everything")
        depth = len(self.stack) + dis.stack_effect(ins.opcode, ins.arg)
        self.stack = [None] * max(depth, 0)

    # -- the stack --------------------------------------------------------------------------

    def push(self, *symbols: Symbol) -> None:
        self.stack.extend(symbols)

    def pop(self, count: int = 1) -> list[Symbol]:
        if not count:
            return []
        taken = self.stack[-count:]
        del self.stack[-count:]
        return [None] * (count - len(taken)) + taken

    def value(self) -> Symbol:
        """A symbol for what the current instruction loads."""
        return ("def", self.ins.offset)

    def plan(self, kind: str, name: Any = None, *operands: Symbol) -> None:
        if kind in ("deep_read", "compare") and all(map(is_scalar, operands)):
            return
        for symbol in operands:
            self._want(symbol)
        self.found[self.ins.offset] = Plan(kind, name, operands, False)

    def _want(self, symbol: Symbol) -> None:
        if symbol is None:
            return
        kind, *parts = symbol
        if kind in ("def", "self"):
            self.wanted.add(parts[0])
        elif kind == "binary":
            self._want(parts[1])
            self._want(parts[2])
        elif kind == "fresh":
            for part in parts[0] or ():
                self._want(part)
        elif kind in ("attribute", "self of", "named"):
            self._want(parts[0])

    # -- variables --------------------------------------------------------------------------

    def do_LOAD_CONST(self, ins: dis.Instruction) -> None:
        self.push(("const", ins.argval))

    do_LOAD_SMALL_INT = do_LOAD_CONST

    def do_LOAD_FAST(self, ins: dis.Instruction) -> None:
        self.push(("local", ins.argval))

    do_LOAD_FAST_CHECK = do_LOAD_FAST_BORROW = do_LOAD_FAST

    def do_LOAD_FAST_AND_CLEAR(self, ins: dis.Instruction) -> None:
        self._stored(ins.argval)
        self.push(None)

    def do_LOAD_FAST_LOAD_FAST(self, ins: dis.Instruction) -> None:
        self.push(*(("local", name) for name in ins.argval))

    do_LOAD_FAST_BORROW_LOAD_FAST_BORROW = do_LOAD_FAST_LOAD_FAST

    def do_STORE_FAST(self, ins: dis.Instruction) -> None:
        self._named(self.pop())
        self._stored(ins.argval)

    do_STORE_FAST_MAYBE_NULL = do_STORE_FAST

    def do_STORE_FAST_STORE_FAST(self, ins: dis.Instruction) -> None:
        self._named(self.pop(2))
        for name in ins.argval:
            self._stored(name)

    def do_STORE_FAST_LOAD_FAST(self, ins: dis.Instruction) -> None:
        self._named(self.pop())
        self._stored(ins.argval[0])
        self.push(("local", ins.argval[1]))

    def _stored(self, name: str) -> None:
        """A local variable changes: what is on the stack from it is no longer its value."""
        self.stack = [None if _uses(symbol, name) else symbol for symbol in self.stack]

    def _named(self, stored: list[Symbol]) -> None:
        """A value goes where others may find it: what is on the stack of it is not new any more."""
        for symbol in stored:
            if symbol is not None and symbol[0] in ("fresh", "def", "binary"):
                named = ("named", symbol)
                self.stack = [named if one == symbol else one for one in self.stack]

    def do_LOAD_GLOBAL(self, ins: dis.Instruction) -> None:
        if self.usage is not None and self.usage.is_builtin(ins.argval):
            self.push(("variable", ins.argval))
        else:
            self.plan("global_read", ins.argval)
            self.push(self.value())
        if (ins.arg or 0) & 1:
            self.push(NULL)

    def do_LOAD_NAME(self, ins: dis.Instruction) -> None:
        usage, name = self.usage, ins.argval
        if usage is not None and self.of_module and usage.is_plain(name):
            self.push(("variable", name))
            return
        self.plan("name_read", name)
        self.push(self.value())

    def do_STORE_NAME(self, ins: dis.Instruction) -> None:
        self._named(self.pop())
        self.do_DELETE_NAME(ins)

    def do_DELETE_NAME(self, ins: dis.Instruction) -> None:
        self.stack = [None if _uses(s, ins.argval, "variable") else s for s in self.stack]
        if not (self.usage is not None and self.of_module and self.usage.is_of_module(ins.argval)):
            self.plan("name_write", ins.argval)

    def do_STORE_GLOBAL(self, ins: dis.Instruction) -> None:
        self._named(self.pop())
        self.plan("global_write", ins.argval)

    def do_DELETE_GLOBAL(self, ins: dis.Instruction) -> None:
        self.plan("global_write", ins.argval)

    def do_LOAD_DEREF(self, ins: dis.Instruction) -> None:
        self.plan("cell_read", ins.argval)
        self.push(self.value())

    def do_STORE_DEREF(self, ins: dis.Instruction) -> None:
        self._named(self.pop())
        self.plan("cell_write", ins.argval)

    def do_DELETE_DEREF(self, ins: dis.Instruction) -> None:
        self.plan("cell_write", ins.argval)

    def do_LOAD_FROM_DICT_OR_GLOBALS(self, ins: dis.Instruction) -> None:
        self.pop()
        self.plan("global_read", ins.argval)
        self.push(None)

    def do_LOAD_FROM_DICT_OR_DEREF(self, ins: dis.Instruction) -> None:
        self.pop()
        self.plan("cell_read", ins.argval)
        self.push(None)

    # -- attributes and items ---------------------------------------------------------------

    def do_LOAD_ATTR(self, ins: dis.Instruction) -> None:
        (owner,) = self.pop()
        name = ins.argval
        if self.usage is not None and self.usage.is_lasting(name):
            self.push(("attribute", owner, name))
            if (ins.arg or 0) & 1:
                self.push(("self of", owner, name))
            return
        self.plan("attribute_read", name, owner)
        self.push(self.value())
        if (ins.arg or 0) & 1:
            self.push(("self", ins.offset))

    do_LOAD_METHOD = do_LOAD_ATTR

    def do_STORE_ATTR(self, ins: dis.Instruction) -> None:
        value, owner = self.pop(2)
        self._named([value])
        self.plan("attribute_write", ins.argval, owner)

    def do_DELETE_ATTR(self, ins: dis.Instruction) -> None:
        (owner,) = self.pop()
        self.plan("attribute_write", ins.argval, owner)

    def do_LOAD_SUPER_ATTR(self, ins: dis.Instruction) -> None:
        _, _, owner = self.pop(3)
        self.plan("attribute_read", ins.argval, owner)
        self.push(None)
        if (ins.arg or 0) & 1:
            self.push(None)

    do_LOAD_SUPER_METHOD = do_LOAD_ZERO_SUPER_METHOD = do_LOAD_ZERO_SUPER_ATTR = do_LOAD_SUPER_ATTR

    def do_LOAD_SPECIAL(self, ins: dis.Instruction) -> None:
        self.pop()
        self.push(None, None)

    def do_BEFORE_WITH(self, ins: dis.Instruction) -> None:
        (owner,) = self.pop()
        self.plan("enter", None, owner)
        self.push(None, None)

    def do_IMPORT_NAME(self, ins: dis.Instruction) -> None:
        self.pop(2)
        self.plan("import_name", ins.argval)
        self.push(self.value())

    def do_IMPORT_FROM(self, ins: dis.Instruction) -> None:
        self.plan("attribute_read", ins.argval, self.stack[-1] if self.stack else None)
        self.push(self.value())

    def do_BINARY_SUBSCR(self, ins: dis.Instruction) -> None:
        owner, key = self.pop(2)
        self.plan("item_read", None, owner, key)
        self.push(self.value())

    def do_STORE_SUBSCR(self, ins: dis.Instruction) -> None:
        value, owner, key = self.pop(3)
        self._named([value])
        self.plan("item_write", None, owner, key)

    def do_DELETE_SUBSCR(self, ins: dis.Instruction) -> None:
        owner, _ = self.pop(2)
        self.plan("contents_write", None, owner)

    def do_BINARY_SLICE(self, ins: dis.Instruction) -> None:
        owner, _, _ = self.pop(3)
        self.plan("contents_read", None, owner)
        self.push(("fresh", (owner,)))

    def do_STORE_SLICE(self, ins: dis.Instruction) -> None:
        value, owner, _, _ = self.pop(4)
        self.plan("contents_write", None, owner, value)

    # -- operators --------------------------------------------------------------------------

    def do_CONTAINS_OP(self, ins: dis.Instruction) -> None:
        item, owner = self.pop(2)
        self.plan("contains", None, owner, item)
        self.push(SCALAR)

    def do_COMPARE_OP(self, ins: dis.Instruction) -> None:
        self.plan("compare", None, *self.pop(2))
        self.push(SCALAR)

    def do_IS_OP(self, ins: dis.Instruction) -> None:
        self.pop(2)
        self.push(SCALAR)

    def do_BINARY_OP(self, ins: dis.Instruction) -> None:
        a, b = self.pop(2)
        sign = ins.argrepr
        if sign == "[]":  # since 3.14
            self.plan("item_read", None, a, b)
            self.push(self.value())
        elif sign.endswith("="):
            self.plan("in_place", sign, a, b)
            self.push(_result(sign[:-1], a, b))
        else:
            self.plan("deep_read", None, a, b)
            self.push(_result(sign, a, b))

    def do_UNARY_NEGATIVE(self, ins: dis.Instruction) -> None:
        (a,) = self.pop()
        self.plan("deep_read", None, a)
        self.push(SCALAR if is_scalar(a) else None)

    do_UNARY_INVERT = do_UNARY_NEGATIVE

    def do_UNARY_NOT(self, ins: dis.Instruction) -> None:
        self.pop()
        self.push(SCALAR)

    def do_TO_BOOL(self, ins: dis.Instruction) -> None:
        (a,) = self.pop()
        self.plan("shape_read", None, a)
        self.push(SCALAR)

    def do_GET_LEN(self, ins: dis.Instruction) -> None:
        self.plan("shape_read", None, self.stack[-1] if self.stack else None)
        self.push(SCALAR)

    def do_MATCH_KEYS(self, ins: dis.Instruction) -> None:
        self.plan("deep_read", None, *self.stack[-2:-1])
        self.push(None)

    def do_MATCH_CLASS(self, ins: dis.Instruction) -> None:
        subject, _, _ = self.pop(3)
        self.plan("attribute_read", None, subject)
        self.push(None)

    # -- going through, taking apart --------------------------------------------------------

    def do_GET_ITER(self, ins: dis.Instruction) -> None:
        (a,) = self.pop()
        self.plan("get_iter", None, a)
        self.push(self.value())

    def do_FOR_ITER(self, ins: dis.Instruction) -> None:
        self.plan("for_iter", None, self.stack[-1] if self.stack else None)
        self.push(self.value())

    def do_UNPACK_SEQUENCE(self, ins: dis.Instruction) -> None:
        (a,) = self.pop()
        self.plan("unpack", None, a)
        self.push(*[None] * (ins.arg or 0))

    def do_UNPACK_EX(self, ins: dis.Instruction) -> None:
        (a,) = self.pop()
        self.plan("unpack", None, a)
        arg = ins.arg or 0
        self.push(*[None] * ((arg & 0xFF) + 1 + (arg >> 8)))

    # -- making -----------------------------------------------------------------------------

    def do_BUILD_TUPLE(self, ins: dis.Instruction) -> None:
        self.push(("fresh", tuple(self.pop(ins.arg or 0))))

    do_BUILD_LIST = do_BUILD_SET = do_BUILD_TUPLE

    def do_BUILD_MAP(self, ins: dis.Instruction) -> None:
        self.push(("fresh", tuple(self.pop(2 * (ins.arg or 0)))))

    def do_BUILD_CONST_KEY_MAP(self, ins: dis.Instruction) -> None:
        self.push(("fresh", tuple(self.pop((ins.arg or 0) + 1))))

    def do_BUILD_SLICE(self, ins: dis.Instruction) -> None:
        self.pop(ins.arg or 0)
        self.push(("slice",))

    def do_BUILD_STRING(self, ins: dis.Instruction) -> None:
        self.pop(ins.arg or 0)
        self.push(SCALAR)

    def do_BUILD_TEMPLATE(self, ins: dis.Instruction) -> None:
        self.push(("fresh", tuple(self.pop(2))))

    def do_BUILD_INTERPOLATION(self, ins: dis.Instruction) -> None:
        self.push(("fresh", tuple(self.pop(2 + ((ins.arg or 0) & 1)))))

    def do_LIST_APPEND(self, ins: dis.Instruction) -> None:
        self._added(self.pop(), ins.arg or 0)

    do_SET_ADD = do_LIST_APPEND

    def do_MAP_ADD(self, ins: dis.Instruction) -> None:
        self._added(self.pop(2), ins.arg or 0)

    def _added(self, parts: list[Symbol], depth: int) -> None:
        """To a list that is being made. Of what it holds only scalars need no second look."""
        if len(self.stack) >= depth:
            made = self.stack[-depth]
            if made is not None and made[0] == "fresh" and all(map(is_scalar, parts)):
                return
            self.stack[-depth] = None if made is None else ("fresh", None)

    def do_LIST_EXTEND(self, ins: dis.Instruction) -> None:
        (a,) = self.pop()
        self.plan("contents_read", None, a)
        if len(self.stack) >= (ins.arg or 0):
            made = self.stack[-(ins.arg or 0)]
            if made is not None and made[0] == "fresh" and made[1] is not None:
                self.stack[-(ins.arg or 0)] = ("fresh", (*made[1], a))

    do_SET_UPDATE = do_DICT_UPDATE = do_DICT_MERGE = do_LIST_EXTEND

    # -- text -------------------------------------------------------------------------------

    def do_FORMAT_SIMPLE(self, ins: dis.Instruction) -> None:
        (a,) = self.pop()
        self.plan("deep_read", None, a)
        self.push(SCALAR)

    do_CONVERT_VALUE = do_FORMAT_SIMPLE

    def do_FORMAT_WITH_SPEC(self, ins: dis.Instruction) -> None:
        a, _ = self.pop(2)
        self.plan("deep_read", None, a)
        self.push(SCALAR)

    # -- calls ------------------------------------------------------------------------------

    def do_PUSH_NULL(self, ins: dis.Instruction) -> None:
        self.push(NULL)

    def do_CALL(self, ins: dis.Instruction) -> None:
        args = self.pop(ins.arg or 0)
        self.plan("call", None, *self.pop(2), *args)
        self.push(self.value())

    def do_CALL_KW(self, ins: dis.Instruction) -> None:
        self.pop()
        args = self.pop(ins.arg or 0)
        self.plan("call", None, *self.pop(2), *args)
        self.push(self.value())

    def do_CALL_FUNCTION_EX(self, ins: dis.Instruction) -> None:
        with_keywords = hasattr(dis, "hascompare") and "BINARY_SUBSCR" not in dis.opmap
        keywords = self.pop() if with_keywords or (ins.arg or 0) & 1 else []
        args = self.pop()
        self.plan("call_spread", None, *self.pop(2), *args, *keywords)
        self.push(self.value())

    def do_MAKE_FUNCTION(self, ins: dis.Instruction) -> None:
        self.pop()
        self.push(SCALAR)

    def do_SET_FUNCTION_ATTRIBUTE(self, ins: dis.Instruction) -> None:
        self.pop(2)
        self.push(SCALAR)

    def do_CALL_INTRINSIC_1(self, ins: dis.Instruction) -> None:
        (a,) = self.pop()
        if ins.argrepr == IMPORT_STAR:
            self.plan("global_write", None)
        self.push(a if ins.argrepr == LIST_TO_TUPLE else None)

    # -- shuffles that keep what is known ---------------------------------------------------

    def do_COPY(self, ins: dis.Instruction) -> None:
        depth = ins.arg or 0
        self.push(self.stack[-depth] if len(self.stack) >= depth else None)

    def do_SWAP(self, ins: dis.Instruction) -> None:
        stack, depth = self.stack, ins.arg or 0
        if len(stack) >= depth:
            stack[-1], stack[-depth] = stack[-depth], stack[-1]


def is_scalar(symbol: Symbol) -> bool:
    """Whether this is, whatever its value, a number or a text, which nobody can change."""
    if symbol is None:
        return False
    kind = symbol[0]
    if kind == "binary":
        return is_scalar(symbol[2]) and is_scalar(symbol[3])
    return kind == "scalar" or (kind == "const" and not isinstance(symbol[1], tuple))


def _result(sign: str, a: Symbol, b: Symbol) -> Symbol:
    """What an operator gives: of two lists, say, a new one."""
    return ("binary", sign, a, b)


def _uses(symbol: Symbol, name: str, how: str = "local") -> bool:
    """Whether a symbol's value depends on a variable."""
    if symbol is None:
        return False
    kind = symbol[0]
    if kind == how:
        return bool(symbol[1] == name)
    if kind == "binary":
        return _uses(symbol[2], name, how) or _uses(symbol[3], name, how)
    if kind in ("attribute", "self of", "named"):
        return _uses(symbol[1], name, how)
    return kind == "fresh" and any(_uses(part, name, how) for part in symbol[1] or ())


def _count(count: Count, arg: int) -> int:
    return count if isinstance(count, int) else count(arg)


def _agreed(a: list[Symbol], b: list[Symbol]) -> list[Symbol]:
    if len(a) != len(b):  # no compiler makes such code
        return [None] * min(len(a), len(b))
    return [x if x == y else None for x, y in zip(a, b, strict=True)]
