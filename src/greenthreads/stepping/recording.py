"""Writes a run down, step by step, with what every thread and every variable was after each.

A step is one thing that a thread does to something shared: a variable, an object, a lock, another
thread, the output. What comes after it, until the next, is the thread's own business, and is part
of it. So the state after a step is looked at when the next begins; of threads that are suspended
the frames are kept from when they were: nobody but the thread itself can change its variables, but
through an object, and that is looked into each time.
"""

from __future__ import annotations

import sys
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from types import CodeType, FrameType, MappingProxyType
from typing import Any, Final

from ..exploration.accesses import LOOKS, WRITE, Accesses
from ..exploration.operands import Plan
from ..runner import Program
from ..scheduler import DONE, NEW, Scheduler, Task
from ..streams import Output
from .listening import Listener
from .short import is_quiet, short
from .words import Later, Words, bracketed, called, of_print, of_wait

MOST_STEPS: Final = 2_000
MOST_HEARD: Final = 100_000  # instructions, when it is found out what threads share
MANY_THREADS: Final = 20
DEEPEST: Final = 8  # frames of a thread
MOST_VARIABLES: Final = 40  # of one frame, or of the program
MOST_OBJECTS: Final = 20  # that are shared and have no name of their own
CUT_OFF: Final = "cut off"  # how the run of a recording ends that is long enough
LONGEST_OUTPUT: Final = 4_000  # characters of one step
STARTED: Final = "started"
OF_PYTHON: Final = 1 << 9  # the flag of a class that Python code made: no number, no list

Key = tuple[int, Hashable]  # a place, and a part of it
Variables = dict[str, str]
Frame = tuple[str, int, Variables]  # a function's name, its line, its variables


@dataclass
class Thread:
    """How a thread is at a moment."""

    name: str
    doing: str
    """"runs", "is ready", "has ended", "waits for lock"."""
    line: int = 0
    """The program's line that it is at, 0 for none."""
    frames: list[Frame] = field(default_factory=list)
    """The program's functions that it is in, the inmost first."""


@dataclass
class Lock:
    """Who has a lock, and who waits for it: threads by their numbers."""

    holder: int | None = None
    waiters: list[int] = field(default_factory=list)


@dataclass
class State:
    """How everything is after a step; threads by their numbers."""

    shared: Variables = field(default_factory=dict)
    threads: dict[int, Thread] = field(default_factory=dict)
    locks: dict[str, Lock] = field(default_factory=dict)


@dataclass
class Step:
    """One thing that a thread does."""

    thread: int
    name: str
    line: int
    kind: str
    words: str
    time: float
    """Virtual seconds since the start."""
    event: int
    """So many events the log of the run had then."""
    forced: bool = False
    """Whether another thread lost its turn before it, though it could have gone on."""
    overwrites: int = 0
    """The number of the step whose write this one destroys, unread; 0 for none, 1 is the first."""
    text: str = ""
    """What it printed."""
    stream: str = ""
    state: State = field(default_factory=State)


@dataclass
class _Writes:
    """The last write to a variable, and who has read it since, or before."""

    step: int = 0
    tid: int = 0
    fresh: set[int] = field(default_factory=set)
    """Threads that know what was written."""
    stale: set[int] = field(default_factory=set)
    """Threads that know an older value only."""


class Overwrites:
    """Which write destroys another thread's, which its thread had not read: a lost update.

    It is none where the thread never read the variable: then it did not count on its value.
    """

    def __init__(self) -> None:
        self._writes: dict[Key, _Writes] = {}

    def heard(self, number: int, tid: int, accesses: Accesses) -> int:
        """A thread touched this in a step: the number of the step that it overwrites, or 0."""
        destroyed = 0
        for place, part, mode in accesses:
            if part is None:  # all of something: which part is not known
                continue
            last = self._writes.setdefault((place, part), _Writes())
            if mode in LOOKS:
                last.fresh.add(tid)
                last.stale.discard(tid)
            elif mode == WRITE:
                if last.tid != tid and tid in last.stale:
                    destroyed = last.step
                stale = (last.stale | last.fresh) - {tid}
                self._writes[place, part] = _Writes(number, tid, {tid}, stale)
        return destroyed


@dataclass
class _Users:
    """Who touched a part of a place, and whether anyone changed it while there were threads."""

    tids: set[int] = field(default_factory=set)
    changed: bool = False


class Recorder:
    """Listens to one run, which it neither helps nor hinders.

    Without `shared` it only finds out what threads share; with it, it writes the steps down.
    """

    def __init__(
        self,
        program: Program,
        scheduler: Scheduler,
        main: dict[str, Any],
        output: Output,
        shared: frozenset[Key] | None,
    ) -> None:
        self._scheduler, self._main, self._output = scheduler, main, output
        self._shared = shared
        self._codes = {id(code) for code in program.codes}
        self._listener = Listener(scheduler, main, program.codes, self._heard, self._settle)
        self._program = program
        self._words = Words(program.source, self._listener.toucher, main)
        self._users: dict[Key, _Users] = {}
        self._count = 0
        self.steps: list[Step] = []
        self.cut = False
        """Whether there were more steps than are written down."""
        self._kept: dict[int, list[FrameType]] = {}  # the frames of who is suspended
        self._waits: dict[int, str] = {}
        self._locks: dict[str, Lock] = {}
        self._blocked: dict[int, str] = {}  # by thread: the lock that it waits for
        self._last: dict[int, Thread] = {}  # how the threads were after the last step
        self._ended: set[int] = set()
        self._moved: set[int] = set()  # who did anything since
        self._forced = False
        self._later: Later | None = None  # the value that the last step writes
        self._overwrites = Overwrites()
        self._settled = False  # what the last step left is known, and nothing has come after it
        self._over = False

    @property
    def words(self) -> Words:
        """What says things in words."""
        return self._words

    # -- attached to a run ------------------------------------------------------------------

    def __enter__(self) -> Recorder:
        scheduler = self._scheduler
        scheduler.asides.append(self)
        scheduler.hear = self._event
        self._originals = scheduler.stop, scheduler.end_others, self._output.write
        stop, end_others, write = self._originals

        def stopped(outcome: str, report: str = "") -> None:
            self._end()
            stop(outcome, report)

        def others_end() -> None:
            self._last_step()
            end_others()

        def written(stream: Any, text: str) -> None:
            write(stream, text)
            self._print(stream, text)

        scheduler.stop = stopped  # type: ignore[method-assign]
        scheduler.end_others = others_end  # type: ignore[method-assign]
        self._output.write = written  # type: ignore[method-assign]
        self._listener.start(self._program.codes)
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._listener.stop()
        scheduler: Any = self._scheduler
        output: Any = self._output
        for owner, name in ((scheduler, "stop"), (scheduler, "end_others"), (output, "write")):
            delattr(owner, name)
        scheduler.hear = None
        scheduler.asides.remove(self)
        self._kept.clear()

    def leave(self, task: Task) -> None:
        """The current thread is about to be suspended: its frames can be seen only now."""
        self._moved.add(task.ident)
        self._kept[task.ident] = self._frames()

    def back(self, task: Task) -> None:
        """It runs again."""
        self._kept.pop(task.ident, None)

    def shared(self) -> frozenset[Key]:
        """What more than one thread touched, and one changed while there were others."""
        return frozenset(
            key for key, users in self._users.items() if users.changed and len(users.tids) > 1
        )

    # -- what it hears ----------------------------------------------------------------------

    def _heard(
        self, frame: FrameType, code: CodeType, offset: int, plan: Plan | None, accesses: Accesses
    ) -> None:
        self._settled = False
        if self._over or self._scheduler.closing:
            return
        shared = self._shared
        if shared is None:
            self._note_users(accesses)
            return
        ours = tuple(a for a in accesses if self._key(a[0], a[1]) in shared)
        if ours:
            words, later = self._words.of_access(frame, code, offset, plan, ours)
            current = self._scheduler.current
            step = self._begin(current, "touches", words, frame.f_lineno)
            self._later = later
            if step is not None:
                step.overwrites = self._overwrites.heard(len(self.steps), current.ident, ours)

    def _key(self, place: int, part: Hashable) -> Key | None:
        if place < 0:
            return None
        kind = self._listener.places.kinds[place]
        if kind == "items":
            return place, None
        return (place, part) if kind in ("variables", "cells", "attributes") else None

    def _note_users(self, accesses: Accesses) -> None:
        tid = self._scheduler.current.ident
        many = len(self._scheduler.tasks) > 1
        for place, part, mode in accesses:
            key = self._key(place, part)
            if key is not None and part != "start":
                users = self._users.get(key)
                if users is None:
                    users = self._users[key] = _Users()
                users.tids.add(tid)
                users.changed = users.changed or (many and mode not in LOOKS)
        self._count += 1
        if self._count > MOST_HEARD:
            self._scheduler.stop(CUT_OFF)

    def _event(self, task: Task, kind: str, object: str, operation: str, line: int) -> None:
        """Something happened that the log of the run tells, too."""
        if self._over or self._shared is None:
            return
        ident = task.ident
        self._moved.add(ident)
        if kind == "created":
            if len(self._scheduler.tasks) > 1:  # nobody starts the main thread
                self._begin(task, STARTED, f"starts {called(object)}", line)
        elif kind in ("running", "ready", "preempted"):
            self._forced = self._forced or kind == "preempted"
            self._no_longer_waits(ident)
        elif kind == "done":
            self._no_longer_waits(ident)
            self._begin(task, "ends", "ends", 0)
            self._ended.add(ident)
            self._kept.pop(ident, None)
        elif kind == "acquired":
            self._begin(task, kind, f"acquires {object}", line)
            self._no_longer_waits(ident)
            self._locks.setdefault(object, Lock()).holder = ident
        elif kind == "released":
            self._begin(task, kind, f"releases {object}", line)
            self._locks.setdefault(object, Lock()).holder = None
        elif operation != "Thread.start":  # which waits until the thread has begun
            self._wait(task, kind, object, operation, line)

    def _wait(self, task: Task, kind: str, object: str, operation: str, line: int) -> None:
        lock = self._locks.get(object) if kind == "blocked" else None
        holder = self._name(lock.holder) if lock is not None and lock.holder else ""
        words = of_wait(kind, object, operation, holder)
        self._begin(task, kind, words, line)
        self._waits[task.ident] = words.replace("sleeps", "is asleep")
        if lock is None and kind == "blocked" and object and operation.endswith("Lock.acquire"):
            lock = self._locks[object] = Lock()
        if lock is not None and task.ident not in lock.waiters:
            lock.waiters.append(task.ident)
            self._blocked[task.ident] = object

    def _no_longer_waits(self, ident: int) -> None:
        self._waits.pop(ident, None)
        lock = self._locks.get(self._blocked.pop(ident, ""))
        if lock is not None and ident in lock.waiters:
            lock.waiters.remove(ident)

    def _name(self, ident: int | None) -> str:
        return next(
            (called(task.name) for task in self._scheduler.tasks if task.ident == ident), ""
        )

    def _print(self, stream: str, text: str) -> None:
        """The current thread has written something."""
        if self._over or self._shared is None or self._scheduler.closing or not text:
            return
        task = self._scheduler.current
        last = self.steps[-1] if self.steps else None
        goes_on = last is not None and (last.kind, last.thread, last.stream) == (
            *("prints", task.ident),
            stream,
        )
        if last is not None and goes_on and (stream == "err" or not last.text.endswith("\n")):
            last.text = (last.text + text)[:LONGEST_OUTPUT]
            last.words = of_print(stream, last.text)
            return
        step = self._begin(task, "prints", of_print(stream, text), 0)
        if step is not None:
            step.text, step.stream = text[:LONGEST_OUTPUT], stream

    # -- steps ------------------------------------------------------------------------------

    def _begin(self, task: Task, kind: str, words: str, line: int) -> Step | None:
        """A step begins: what there is now is what the one before has left."""
        if self._over:
            return None
        self._settle()
        if len(self.steps) >= MOST_STEPS:
            self.cut = True
            self._over = True
            self._scheduler.stop(CUT_OFF)
            return None
        scheduler = self._scheduler
        last = self.steps[-1].thread if self.steps else task.ident
        step = Step(
            task.ident,
            called(task.name),
            line or self._line(task),
            kind,
            words,
            scheduler.seconds,
            len(scheduler.events),
            self._forced and last != task.ident,
        )
        self._forced = self._forced and not step.forced and last == task.ident
        self.steps.append(step)
        self._settled = False
        return step

    def _line(self, task: Task) -> int:
        frames = self._frames_of(task)
        return frames[0].f_lineno if frames else 0

    def _settle(self) -> None:
        """Look at what the last step has left, unless the library is at the next one already."""
        if not self.steps or self._settled or self._over:
            return
        self._settled = True
        step = self.steps[-1]
        if self._later is not None:
            step.words += bracketed(self._later())
            self._later = None
        step.state = State(self._variables(), self._threads(), self._copied_locks())

    def _last_step(self) -> None:
        """The main thread is at its end: now the globals are still there."""
        if not self._over and self._shared is not None:
            self._begin(self._scheduler.current, "ends", "ends", 0)
            self._ended.add(self._scheduler.current.ident)
        self._end()

    def _end(self) -> None:
        """The run is over."""
        if not self._over and self._shared is not None:
            self._settle()
        self._over = True

    # -- the state --------------------------------------------------------------------------

    def _frames(self) -> list[FrameType]:
        """The program's frames on the running stack, the inmost first."""
        found: list[FrameType] = []
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and len(found) < DEEPEST:
            if id(frame.f_code) in self._codes:
                found.append(frame)
            frame = frame.f_back
        return found

    def _frames_of(self, task: Task) -> list[FrameType]:
        kept = self._kept.get(task.ident)
        if kept is None and task is self._scheduler.current and task.state is not DONE:
            return self._frames()
        return kept or []

    def _threads(self) -> dict[int, Thread]:
        """How each thread is. Of very many only those are looked at that did anything."""
        tasks = self._scheduler.tasks
        if len(tasks) > MANY_THREADS:
            self._moved.add(self._scheduler.current.ident)
            fresh = (t for t in tasks if t.ident in self._moved or t.ident not in self._last)
            self._last = self._last | {task.ident: self._thread(task) for task in fresh}
        else:
            self._last = {task.ident: self._thread(task) for task in tasks}
        self._moved.clear()
        return self._last

    def _thread(self, task: Task) -> Thread:
        if task.ident in self._ended:
            return Thread(called(task.name), "has ended")
        frames = self._frames_of(task)
        shown = [
            (frame.f_code.co_qualname.rpartition(".")[2], frame.f_lineno, self._locals(frame))
            for frame in frames
        ]
        return Thread(called(task.name), self._doing(task), shown[0][1] if shown else 0, shown)

    def _doing(self, task: Task) -> str:
        if task.ident in self._waits:
            return self._waits[task.ident]
        if task is self._scheduler.current:
            return "runs" if self._frames_of(task) else "is about to end"
        return "is ready" if task.begun or task.state is not NEW else "has not begun"

    def _locals(self, frame: FrameType) -> Variables:
        if frame.f_locals is frame.f_globals:
            return {}
        return _shown(frame.f_locals, self._names())

    def _names(self) -> dict[int, str]:
        """What the program's own objects are called that a global variable holds, by identity.

        An argument that is one of them is shown by that name: `source = anna`.
        """
        held = ((name, value) for name, value in list(self._main.items()) if name[:1] != "_")
        return {id(value): name for name, value in held if type(value).__flags__ & OF_PYTHON}

    def _variables(self) -> Variables:
        found = _shown(self._main)
        for place, part in sorted(self._shared or (), key=repr)[:MOST_OBJECTS]:
            name, text = self._object(place, part)
            if name and name not in found:
                found[name] = text
        return found

    def _object(self, place: int, part: Hashable) -> tuple[str, str]:
        """A shared object, or an attribute of it, that no global variable shows."""
        places = self._listener.places
        if place >= len(places.kinds) or places.kinds[place] not in ("attributes", "items"):
            return "", ""
        owner = self._words.owner(place)
        if owner is None or self._is_shown(owner):
            return "", ""
        name = self._words.name(place, part, None)
        if places.kinds[place] == "items" or part is None:
            return name, short(owner)
        from ..exploration.values import look_up  # what it gives runs no code of the program's

        value = look_up(owner, str(part))[0]
        return (name, short(value)) if bracketed(value) and not is_quiet(value) else ("", "")

    def _is_shown(self, owner: Any) -> bool:
        """Whether a global variable holds this, so that its value shows it."""
        return any(value is owner for value in self._main.values())

    def _copied_locks(self) -> dict[str, Lock]:
        return {name: Lock(lock.holder, lock.waiters[:]) for name, lock in self._locks.items()}


def _shown(variables: Any, names: Mapping[int, str] = MappingProxyType({})) -> Variables:
    """The variables of a frame, or of the program, that are data; `names` of some objects."""
    found: Variables = {}
    for name in list(variables):
        value = variables.get(name)
        if name.startswith(("__", ".")) or is_quiet(value):
            continue
        found[name] = names.get(id(value)) or short(value)
        if len(found) == MOST_VARIABLES:
            break
    return found
