"""Hears what a program is about to do to what threads may share, in any run of it.

The exploration knows of each instruction, and of each call, what it touches. Here this is only
listened to: nobody loses a turn by it. So it fits a run with a seed as well as one under a witness:
the events come after those of the tool that ends turns, and so just before the instruction is done.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import CodeType, FrameType, FunctionType, MethodType
from typing import Any, Final

from ..exploration.accesses import Accesses, Places
from ..exploration.calls import Calls
from ..exploration.operands import Plan, Usage
from ..exploration.touching import Toucher
from ..exploration.watching import Watch
from ..scheduler import Scheduler

Heard = Callable[[FrameType, CodeType, int, Plan | None, Accesses], None]
IDLE: Final = 1_000  # an instruction that touched nothing so often is not looked at any more


class _Current:
    """Stands for the thread that runs, whichever that is."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self.progress = 0
        self.switched = False
        self.inside: list[Accesses] = []
        self.due: dict[int, tuple[int, Accesses]] = {}

    @property
    def tid(self) -> int:
        return self._scheduler.current.ident - 1

    @property
    def thread_id(self) -> int:
        return self._scheduler.current.thread_id


class _Sharing:
    """Takes the accesses down; none of them is a point."""

    def __init__(self) -> None:
        self.last: Accesses = ()

    def sift(self, accesses: Accesses, tid: int) -> Accesses:
        self.last += accesses
        return ()


class _Onlooker:
    """What stands in the place of an exploration's scheduler."""

    gil = solo = False

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self.places = Places()
        self.sharing = _Sharing()
        self.current = _Current(scheduler)
        self.reasons: dict[str, None] = {}
        self.backend = scheduler.backend

    @property
    def closing(self) -> bool:
        return self._scheduler.closing

    def point(self, accesses: Accesses) -> None:
        """A turn may end here, but does not."""

    _add = touch = point

    def is_compound(self, accesses: Accesses, why: str) -> None:
        """It may not be one operation."""

    def count_threads(self) -> None:
        """The program asks which threads there are."""


class Listener(Watch):
    """Tells `heard` of each instruction, or call of a function in C, that touches anything."""

    def __init__(
        self,
        scheduler: Scheduler,
        main: dict[str, Any],
        codes: list[CodeType],
        heard: Heard,
        into_library: Callable[[], None],
    ) -> None:
        """`into_library` is called before each call of a function in Python that is not heard."""
        onlooker: Any = _Onlooker(scheduler)
        onlooker.places.of("variables", main)  # the first two numbers are those of `touching`
        onlooker.places.named("cells", "")
        self.onlooker = onlooker
        self.toucher = Toucher(onlooker, main, Usage(codes))
        super().__init__(onlooker, self.toucher, Calls(self.toucher, tuple))
        self._heard, self._into_library = heard, into_library

    def start(self, codes: list[CodeType]) -> None:
        """Claim a monitoring tool and switch the events on, those of the other tools once more.

        CPython forgets which instructions a tool hears of when a second one comes to hear of them.
        """
        super().start(codes)
        monitoring = sys.monitoring
        others = [tool for tool in range(6) if tool != self._tool and monitoring.get_tool(tool)]
        for tool in others:
            for code in codes:
                events = monitoring.get_local_events(tool, code)
                monitoring.set_local_events(tool, code, 0)
                monitoring.set_local_events(tool, code, events)

    @property
    def places(self) -> Places:
        """The numbers of what was touched."""
        places: Places = self.onlooker.places
        return places

    def add(self, code: CodeType) -> None:
        """Hear of this code too."""
        events = sys.monitoring.events
        self.toucher.add(code)
        self._codes.append(code)
        wanted = events.INSTRUCTION | events.CALL | events.PY_RETURN
        sys.monitoring.set_local_events(self._tool, code, wanted)

    def _callbacks(self) -> dict[str, Callable[..., object]]:
        return {
            "INSTRUCTION": self._instruction(),
            "CALL": self._call(),
            "PY_RETURN": self._returned(),
        }

    def _instruction(self) -> Callable[[CodeType, int], object]:
        handlers, plans = self.toucher.handlers, self.toucher.plans
        sharing, heard = self.onlooker.sharing, self._heard
        disable, getframe = sys.monitoring.DISABLE, sys._getframe
        idle: dict[tuple[int, int], int] = {}  # by instruction: how often it touched nothing

        def instruction(code: CodeType, offset: int) -> object:
            handler = handlers[id(code)].get(offset)
            if handler is None:
                return disable
            frame = getframe(1)
            sharing.last = ()
            handler(frame)
            plan = plans[id(code)][offset]
            if sharing.last:
                heard(frame, code, offset, plan, sharing.last)
            elif not plan.keep:
                key = id(code), offset
                count = idle[key] = idle.get(key, 0) + 1
                if count == IDLE:
                    return disable
            return None

        return instruction

    def _call(self) -> Callable[[CodeType, int, Any, Any], None]:
        onlooker, toucher, calls = self.onlooker, self.toucher, self._calls
        plans, values, getframe = toucher.plans, toucher.values, sys._getframe
        heard, into_library = self._heard, self._into_library

        def call(code: CodeType, offset: int, function: Any, first: Any) -> None:
            if onlooker.closing:
                return
            frame = getframe(1)
            if not isinstance(function, (FunctionType, MethodType)):  # the others' tell themselves
                accesses, _ = calls.find(function, first, code, offset, frame)
                if accesses:
                    heard(frame, code, offset, None, accesses)
            elif not toucher.knows(getattr(function, "__func__", function).__code__):
                into_library()
            plan = plans[id(code)].get(offset)
            if plan is not None and plan.keep:
                values[id(frame), offset] = calls.result(function, first, code, offset, frame)

        return call
