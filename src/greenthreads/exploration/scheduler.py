"""The scheduler of an exploration: a turn may end before each operation, where the search says so.

It takes the place of `greenthreads.scheduler.Scheduler` under the same locks and threads, but has
no steps, no quantum and no common clock. A thread that comes to an operation announces it: what it
touches, whether it can be done now, whether waiting for it may be given up (`operation`). Then the
search chooses who goes on. What a thread does from one operation to its next is one event of the
history.

While only one thread lives, and all that others did comes before what it does (`solo`), nothing is
announced: there is no choice.

Time is no synchronisation here. Each thread has a time of its own, to which its sleeps add, and
which is never less than that of what it had to wait for. A thread may be held up at any point, so a
sleep keeps nobody in order, and a wait with a timeout may be given up wherever it has to wait. An
event that comes after one that happened more than a moment later, by the threads' own times, is
late: its thread, or one before it, must have been held up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Final, NamedTuple, NoReturn, cast

from ..naming import Names
from ..scheduler import Backend, Scheduler
from ..tasks import DONE, NOWHERE, RUNNING, WAITING, Alarm, Site, Task, Unwind
from .accesses import (
    ACQUIRE,
    FREE,
    HELD,
    JOIN,
    READ,
    RELEASE,
    WHOLE_WORLD,
    WRITE,
    Access,
    Accesses,
    Places,
)
from .history import Event, Gate, History
from .onlooker import Onlooker
from .pools import STARTED, Pool
from .search import Node, Pending, Search
from .sharing import Sharing

MAX_EVENTS: Final = 5_000  # of one run
MAX_LOOPS: Final = 300_000  # backward jumps of one run
MOMENT: Final = 100_000  # ns: anything may take so long, without being held up
UNWIND_LOOPS: Final = 1_000
FOREVER: Final = 1 << 62  # ns
REDUNDANT: Final = "redundant"
STRAYED: Final = "strayed"
ENDLESS: Final = "endless"
LIMIT: Final = "step limit"


class Operation(NamedTuple):
    """What a thread is about to do: it waits for its turn, and perhaps for more."""

    accesses: Accesses | Callable[[], Accesses]
    """What it touches; a function where that depends on when it is done."""
    ready: Callable[[], object] | None = None
    """Whether it can be done now; None if always."""
    deadline: int | None = None
    """When waiting for it is given up, in ns of the thread's own time."""
    after: Callable[[], Event | None] | None = None
    """For one who waits until something was written: by which event."""
    gates: Callable[[], tuple[Gate, ...]] | None = None
    """The state of the objects before it."""
    what: tuple[Any, str] | None = None
    """For one who may have to wait: on which object, in which method."""
    again: Callable[[int, int], int] | None = None
    """For a loop that waits: when it comes round after something happened, from when it is due."""

    def may_give_up(self) -> bool:
        """Whether waiting for it may be given up now."""
        return self.deadline is not None and (self.after is None or self.after() is not None)


# Its constructor is in Python: an exploration makes some ten for each run.
_operation: Callable[[tuple[Any, ...]], Operation] = partial(tuple.__new__, Operation)


class Actor(Task):
    """A thread of the program."""

    __slots__ = (
        "before",
        "children",
        "due",
        "gave_up",
        "gave_up_at",
        "give_ups",
        "holding",
        "holds",
        "now",
        "inside",
        "joined",
        "op",
        "path",
        "patience",
        "place",
        "progress",
        "rang",
        "spins",
        "starter",
        "switched",
        "tid",
        "worker",
    )

    def __init__(self, ident: int, function: Callable[[], object], name: Any, daemon: bool) -> None:
        super().__init__(ident, function, name, daemon)
        self.tid = ident - 1
        self.path: tuple[int, ...] = ()  # which child of which child of the main thread
        self.children = 0
        self.before: Event | None = None  # its last event, or that in which it was started
        self.op: Operation | None = None
        self.gave_up = False
        self.now = 0  # ns
        self.holds = 0  # its locks: a sum of their places
        self.holding = 0  # locks that must not be held where a turn may end
        self.place = -1  # its number among the places
        self.starter: Actor | None = None  # who waits for it to come to its first operation
        self.progress = 0  # counts what shows that a loop gets on
        self.rang = -1  # when it last notified a condition, in events
        self.spins: dict[Any, Any] = {}
        self.give_ups = 0  # how often it gave up waiting
        self.gave_up_at = 0  # when it did so last, in ns
        # In a loop that waits with a timeout and gets nowhere: by which event anything changed, and
        # when the loop will have come round then.
        self.patience: tuple[Callable[[], Event | None], Callable[[int, int], int]] | None = None
        self.inside: list[Accesses] = []  # what functions in C do that call the program's back
        # By a frame's number: at which offset it is, and what that instruction touches.
        self.due: dict[int, tuple[int, Accesses]] = {}
        self.switched = False  # whether others ran during its last operation
        self.joined = False  # whether anyone has waited for its end
        # Of a pool's task: which pool, and which of its workers could do it.
        self.worker: tuple[int, int] | None = None


class Exploring(Scheduler):
    """Runs one program again and again, each time another way."""

    current: Actor
    tasks: list[Actor]  # type: ignore[assignment]

    def __init__(self, backend: Backend, *, gil: bool = False) -> None:
        self.places = Places()
        self.history = History(self.places)
        self.search = Search(self.places, self.history)
        self.sharing = Sharing(self.places)
        self.gil = gil
        self.onlooker: Onlooker | None = None
        self.library: Any = None  # a greenthreads.explore.library.Library
        self.reasons = self.history.reasons
        self.name_objects: Callable[[], None] = lambda: None
        self.choose: Callable[[Sequence[int]], int] | None = None  # in place of the search
        self.names: Names
        super().__init__(backend, log=False)
        self.reset()

    def reset(self) -> None:
        """A new run begins."""
        self.tasks.clear()
        self.closing = False
        self.outcome, self.report, self.error = "finished", "", None
        self.current = Actor(0, lambda: None, "nobody", False)
        self.solo = self.unnamed = True
        self.event: Event | None = None
        self.arrivals: list[Event] = []  # in which a thread began to wait for a condition
        self.redone: list[Access] | None = None  # the accesses of an event that is repeated
        self.position = self.depth = 0  # events and choices so far
        self.fixed = len(self.search.nodes)  # choices that are made already
        self.kept = len(self.history.trace)  # events that are known already
        self.living = 0
        self.cut_off: list[Pending] = []  # what threads still waited to do at the end
        self.loops = MAX_LOOPS
        self.choices: list[int] = []  # which thread went on, at each place of choice
        self.forced = 0  # how often one that could have gone on did not
        self._alone = None
        self.places.reset()
        self.sharing.reset()

    def begin_anew(self) -> None:
        """Forget all runs, but not what threads share."""
        self.search.nodes.clear()
        self.history.clear()
        self.reasons.clear()

    # The time is that of the current thread.
    @property
    def now(self) -> int:
        """The current thread's own time, in ns."""
        return self.current.now

    @now.setter
    def now(self, value: int) -> None:
        if hasattr(self, "current"):
            self.current.now = value

    # -- threads ----------------------------------------------------------------------------

    def run(self, function: Callable[[], object], name: str = "main") -> None:
        """Run `function` as the first thread until it ends or nothing can go on."""
        self.backend.begin(self)
        try:
            main = self.spawn(function, name)
            self.current = main
            main.state = RUNNING
            self.backend.enter(main)
        finally:
            self.backend.end()

    def spawn(self, function: Callable[[], object], name: Any = "", daemon: bool = False) -> Actor:
        """Make a thread; `launch` starts it."""
        number = len(self.tasks) + 1
        task = Actor(number, function, name or f"Task-{number}", daemon)
        self.tasks.append(task)
        self.living += 1
        self.backend.adopt(task, lambda: self._body(task))
        return task

    def launch(self, child: Actor) -> None:
        """Start a thread, and let it run up to its first operation: nobody can tell."""
        parent = self.current
        if self.closing:
            self._unwind()
        if self.solo:
            self._part(parent)
        child.path = (*parent.path, parent.children)
        parent.children += 1
        child.before, child.now, child.starter = self.event, parent.now, parent
        child.place = self.places.new("thread")
        if self.onlooker is not None:
            self.onlooker.starts(child, self.tasks[1 : child.tid])
        self.current = child
        child.state = RUNNING
        if self.asides:
            self._suspend(parent, child)
        else:
            self.backend.switch(child)
        self.has_started(parent)
        if self.gil:
            self.operation(())  # what the parent does from here on does not come before the child
        if self.closing:
            self._unwind()

    def count_in(self, thread: Any) -> None:
        """The current thread is about to start one, which is counted already, and not started."""
        if not self.sharing.may_be_counted or self.solo or self.closing:
            return
        self.pass_by()
        if self.sharing.counted:
            parent = self.current
            self.touch(((self._living(), (*parent.path, parent.children), WRITE),))
            begins: Accesses = ((self.places.of("attributes", thread), "start", WRITE),)
            if begins := self.known(begins):
                self.operation(begins)

    def known(self, accesses: Accesses) -> Accesses:
        """Those to what is known to be shared, where a schedule has counted a point already."""
        return self.sharing.sift(accesses, self.current.tid)

    def _part(self, parent: Actor) -> None:
        """From here on the program has more than one thread."""
        self.solo = False
        if self.unnamed:
            self.unnamed = False
            self.name_objects()
            self.places.fixed = len(self.places.kinds)
        self._begin(parent, None)

    def _living(self) -> int:
        return self.places.named("other", "living")

    def _body(self, task: Actor) -> Actor | None:  # type: ignore[override]
        task.begun = True
        try:
            if not self.closing:
                assert task.function is not None
                task.function()
        except Unwind:
            pass
        task.function = None
        for last in task.at_end:
            last()
        task.at_end.clear()
        if not self.closing and task is not self.tasks[0]:
            with suppress(Unwind):
                self._say_goodbye(task)
        task.state = DONE
        self.living -= 1
        task.fix_name()
        if task is self.tasks[0]:
            self.closing = True
        return self._heir_of(task)

    def _say_goodbye(self, task: Actor) -> None:
        accesses: Accesses = ((task.place, None, RELEASE),)
        if self.sharing.ends_watched:
            self.operation(accesses)
        else:
            self._add(accesses)

    def leave(self) -> None:
        """The current thread is about to be one less of those that there are."""
        if self.sharing.counted and not (self.solo or self.closing):
            self.operation(((self._living(), self.current.path, WRITE),))

    def _heir_of(self, task: Actor) -> Actor | None:
        heir: Actor | None
        if task.starter is not None and not self.closing:
            heir = task.starter
        else:
            heir = None if self.closing else self._next_actor()
            if self.closing:
                heir = self._leftover(task)  # type: ignore[assignment]
        if heir is not None:
            self.current = heir
            heir.state = RUNNING
        return heir

    def end_others(self) -> None:
        """The main thread is at the interpreter's end: from here on no other thread runs."""
        if not self.solo:
            accesses: Accesses = ((self.end(), None, WRITE),)
            self.sharing.sift(accesses, self.current.tid)
            self.operation(accesses if any(task.daemon for task in self.tasks) else ())
        if self.event is not None:
            self._close()
        self.cut_off = list(self._never_came())
        self.solo = True
        super().end_others()

    def end(self) -> int:
        """The place of the program's end."""
        return self.places.named("other", "end")

    def output(self) -> int:
        """The place of all that is printed."""
        return self.places.named("other", "output")

    # -- operations -------------------------------------------------------------------------

    def operation(
        self,
        accesses: Accesses | Callable[[], Accesses],
        ready: Callable[[], object] | None = None,
        limit: int | None = None,
        after: Callable[[], Event | None] | None = None,
        gates: Callable[[], tuple[Gate, ...]] | None = None,
        what: tuple[Any, str] | None = None,
        again: Callable[[int, int], int] | None = None,
    ) -> bool:
        """Announce an operation, wait for one's turn; `limit` in ns. False if it was given up."""
        task = self.current
        if self.closing:
            self._unwind()
        if task.holding:
            self.reasons["the program runs inside an operation of the library"] = None
        deadline = None if limit is None else task.now + limit
        if limit is not None and task.patience is not None:
            after, again = task.patience
        op = task.op = _operation((accesses, ready, deadline, after, gates, what, again))
        if self.solo:
            return self._alone_at(op)
        task.switched = False
        if what is not None and not self.backend.sees_frames:
            task.site = self.names.place(*what)
        if task.starter is not None:
            heir: Actor | None = task.starter
            task.starter = None
        else:
            heir = self._next_actor()
        if heir is not None and heir is not task:
            task.switched = True
            self.switch_to(heir)
        if self.closing:
            self._unwind()
        return not task.gave_up

    def _alone_at(self, op: Operation) -> bool:
        """The only thread comes to an operation. Whether it was done."""
        task = self.current
        if op.ready is None or op.ready():
            task.op = None
            return True
        if op.deadline is None or not op.may_give_up():
            self._stuck()
            self._unwind()
        task.op = None
        task.gave_up_at = task.now = max(task.now, op.deadline)
        task.give_ups += 1
        return False

    def switch_to(self, heir: Actor) -> None:
        """Give the turn away; returns when it comes back."""
        task, self.current = self.current, heir
        heir.state = RUNNING
        self.switches += 1
        if self.asides:
            self._suspend(task, heir)
        else:
            self.backend.switch(heir)

    def _suspend(self, task: Actor, heir: Actor) -> None:
        for aside in self.asides:
            aside.leave(task)
        self.backend.switch(heir)
        for aside in self.asides:
            aside.back(task)

    def point(self, accesses: Accesses) -> None:
        """Announce an operation that is always possible, from inside a monitoring callback."""
        task = self.current
        if task.starter is None:
            if self.closing:
                return
            if task.holding:
                self.reasons["the program runs inside an operation of the library"] = None
            task.op = _operation((accesses, None, None, None, None, None, None))
            task.switched = False
            heir = self._next_actor()
            if heir is task:
                return
            if heir is not None:
                task.switched = True
                self.backend.from_trace(self.switch_to, heir)
            if self.closing:
                # A thread that does not end by it is left, for ever, from inside this callback.
                self.backend.from_trace(self._unwind)
        else:
            self.backend.from_trace(self.operation, accesses)

    def write(self, accesses: Accesses) -> None:
        """The current thread writes a line, of which it may have been told before."""
        event = self.event
        if event is None or self.solo or self.closing or not accesses:
            return
        known = event.accesses if self.redone is None else self.redone
        mine = event is self.current.before and all(access in known for access in accesses)
        if not mine and not self.current.holding:
            self.operation(accesses)
        else:
            self._add(accesses)

    def touch(self, accesses: Accesses) -> None:
        """The current event touches this too."""
        if accesses and not self.solo and not self.closing:
            self._add(self.sharing.sift(accesses, self.current.tid))

    def is_compound(self, accesses: Accesses, why: str) -> None:
        """What the current event does to these is not done at once: a race would be unknown."""
        if self.event is not None and self.redone is None:
            compound = self.event.compound = self.event.compound or {}
            for place, _, _ in accesses:
                compound[place] = why

    def spin(self, since: int, gave_up: bool, began: int) -> None:
        """The current thread came round in a loop that began with event number `since`.

        Nothing has changed but by others. It waits until one of them has written what it read;
        if it waits in the loop, and gave that up, it does not give up again before. `began`: when
        it was here the last time, in ns of its own time.
        """
        task = self.current
        at, trace = max(since - 1, 0), self.history.trace
        past = trace[at : self.position]
        if self.redone is None and self.event is not None:
            past.append(self.event)
        read = [
            access
            for event in past
            if event.tid == task.tid
            for access in event.accesses
            if access[2] in (READ, HELD, FREE) or self._of_library(access[0])
        ]

        def writer() -> Event | None:
            later = [e for e in trace[at : self.position] if e.tid != task.tid]
            found = next((e for e in later if self.places.any_meet(read, e.accesses)), None)
            if found is None and task.rang >= at:  # it may have rung when nobody was there yet
                found = next((e for e in later if e in self.arrivals), None)
            return found

        wrote = writer()
        if wrote is not None:
            if wrote.time > task.now + MOMENT:  # by its own time it goes round until then
                again = self._rounds(past[since - at :], False, began)
                task.now = again(task.now, wrote.time)
            return
        again = self._rounds(past[since - at :], gave_up, began)
        if gave_up:
            task.patience = writer, again
        else:
            self.backend.from_trace(lambda: self.operation((), writer, after=writer, again=again))

    def _rounds(
        self, events: Sequence[Event], gave_up: bool, began: int
    ) -> Callable[[int, int], int]:
        """When the current thread comes round in its loop, which takes the same time each round.

        It goes round as often as it takes for what it reads to come after what happened.
        """
        task = self.current
        period = task.now - began
        if period <= 0:
            return lambda now, happened: max(now, happened)
        looked = [at for event in events if event.tid == task.tid for at in event.times]
        if gave_up:  # it goes on where it gives up, and looks so long after that
            waits = min(((at - task.gave_up_at) % period for at in looked), default=0)
        else:
            waits = min((at - began for at in looked), default=period)

        def again(now: int, happened: int) -> int:
            rounds = -((now + waits - happened) // period)
            return now + max(rounds, 0) * period

        return again

    def _of_library(self, place: int) -> bool:
        return place >= 0 and self.places.kinds[place] == "other"

    def _add(self, accesses: Accesses) -> None:
        """Add accesses, to what is shared, to the current event."""
        event = self.event
        if event is None:
            return
        task = self.current
        known = event.accesses if self.redone is None else self.redone
        for access in accesses:
            if access[2] not in (READ, WRITE) or access not in known:
                self._add_one(event, access, task)

    def _add_one(
        self,
        event: Event,
        access: Access,
        task: Actor,
        patience: int = 0,
        gates: tuple[Gate, ...] = (),
    ) -> None:
        """`patience`: up to when, in ns, the thread would have waited for this."""
        redone = self.redone
        if redone is not None:
            redone.append(access)
            if len(redone) <= len(event.times):
                task.now = event.times[len(redone) - 1]
            return
        known = len(event.deps)
        self.history.look(event, access, gates)
        arrived = max(task.now, patience)
        found = event.deps[known:]
        for other, _, race in found:
            if not race and other.time > arrived:
                arrived = other.time  # nobody is held up who waits for this to be possible
        if access[2] == ACQUIRE:
            arrived = max(task.now, patience)
            event.late = event.late or self.history.was_free(access[0], arrived, MOMENT)
        for other, _, race in found:
            if other.time > task.now:
                task.now = other.time
            if race and access[2] != ACQUIRE:
                possible = max(arrived, _possible_since(other, access[0]))
                event.late = event.late or other.time > possible + MOMENT
        event.times.append(task.now)

    # -- who goes on ------------------------------------------------------------------------

    def _next_actor(self) -> Actor | None:
        """Who does the next event; None if the run is over."""
        if self.event is not None:
            self._close()
        task = self.current
        if self.living == 1 and self._comes_after_all(task):
            return self._go_solo(task)
        search = self.search
        if self.depth < self.fixed:
            node = search.nodes[self.depth]
            heir = self.tasks[node.chosen] if node.chosen < len(self.tasks) else task
            if heir.op is None or not self._possible(heir.op):
                self.stop(STRAYED)
                return None
        else:
            found = self._new_node()
            if found is None:
                return None
            node = found
            heir = self.tasks[node.chosen]
        self.depth += 1
        self.choices.append(node.chosen)
        if heir is not task and task.op is not None:
            self.forced += task.op.ready is None or bool(task.op.ready())
        self._begin(heir, node)
        return heir

    def _comes_after_all(self, task: Actor) -> bool:
        """Whether all that others did comes before what the last living thread does now.

        A thread without an event of its own, that nobody waited for, may have been held up.
        """
        before = task.before
        if task.state is DONE:
            return False
        if before is None:
            return True
        for other in self.tasks:
            last = other.before
            if other is task or last is None:
                continue
            if not (other.joined or last.tid == other.tid):
                return False
            if last is not before and not before.follows(last):
                return False
        return True

    def _go_solo(self, task: Actor) -> Actor | None:
        op, task.op = task.op, None
        assert op is not None
        self.solo = True
        self.sharing.calm()
        task.state = RUNNING
        task.gave_up = not (op.ready is None or op.ready())
        if task.gave_up:
            if op.deadline is None or not op.may_give_up():
                task.op = op
                self._stuck()
                return None
            task.gave_up_at = task.now = max(task.now, op.deadline)
            task.give_ups += 1
        return task

    def _new_node(self) -> Node | None:
        if len(self.history.trace) >= MAX_EVENTS:
            self.stop(LIMIT)
            return None
        candidates = []
        for task in self.tasks:
            op = task.op
            if op is None or task.state is DONE:
                continue
            if op.ready is None or op.ready():
                what = op.what
                now = task.now if what is None or what[1] is not STARTED else what[0].due(task.now)
                candidates.append((now, task is not self.current, task.tid))
            elif op.deadline is not None and op.may_give_up():
                candidates.append((op.deadline, True, task.tid))
        if not candidates:
            self._stuck()
            return None
        # By default as with threads that are never held up: the earliest first.
        enabled = tuple([tid for _, _, tid in candidates])
        if len(candidates) > 1:
            candidates.sort()
        default = [tid for _, _, tid in candidates]
        if self.choose is not None:
            random = Node(enabled, len(self.history.trace), len(self.places.kinds))
            random.chosen = self.choose(enabled)
            return random
        node = self.search.arrive(enabled, default)
        if node is None:
            self.stop(REDUNDANT)
        return node

    def _possible(self, op: Operation) -> bool:
        return op.ready is None or bool(op.ready()) or op.may_give_up()

    def _stuck(self) -> None:
        """Nobody can go on."""
        self.cut_off = list(self._never_came())
        for task in self.tasks:
            op = task.op
            if task.state is not DONE and op is not None and op.ready is not None:
                if op.what is not None and op.what[1] == STARTED:
                    continue  # in a real run this is no thread yet
                task.state = WAITING
                if self.backend.sees_frames:
                    frame = None if task is self.current else self.backend.frame(task)
                    what, called = op.what or (None, "")
                    task.site = self.names.place(what, called, frame)
        if any(task.op is not None and task.op.after is not None for task in self.tasks):
            self.stop(ENDLESS, self._describe_deadlock())
        else:
            self.stop("deadlock", self._describe_deadlock())

    def _begin(self, task: Actor, node: Node | None) -> None:
        """An event begins."""
        op, task.op = task.op, None
        task.gave_up = op is not None and op.ready is not None and not op.ready()
        if self.position < self.kept:
            event = self.history.trace[self.position]
            self.redone = []
            task.now = event.start
        else:
            if task.gave_up and op is not None and op.deadline is not None:
                task.now = max(task.now, op.deadline)
            event = Event(task.tid, task.path, task.before, node, task.now)
            self.redone = None
            if node is not None:
                node.event = event
        self.position += 1
        self.event = task.before = event
        if op is None:
            return
        task.give_ups += task.gave_up
        if op.after is not None and self.redone is None and (op.deadline is None or task.gave_up):
            self._comes_after(event, op.after(), task, op.again)
        if task.gave_up:
            task.gave_up_at = task.now
        gates = () if op.gates is None else op.gates()
        if gates and self.redone is None:
            event.levels = {gate[:2]: gate.level for gate in gates}
        # Who goes round and round, and would do so for ever, is there whenever it is possible.
        patience = FOREVER if op.after is not None and not task.gave_up else op.deadline or 0
        if op.what is not None and isinstance(op.what[0], Pool):
            patience = op.what[0].due(patience)  # a pool's task waits for a worker
        for access in op.accesses if isinstance(op.accesses, tuple) else op.accesses():
            self._add_one(event, access, task, patience, gates)

    def follow(self, other: Event | None, place: int, since: int | None = None) -> None:
        """The current event could not have come before `other`, as it is.

        At `place` it could: there it would have found what others found before it. `since` when, if
        what it waited for was not the end of the other.
        """
        event, task = self.event, self.current
        if event is not None and other is not None and self.redone is None:
            if other.tid != task.tid:
                event.deps.append((other, place, False))
            task.now = max(task.now, other.time if since is None else since)
        if event is not None and self.redone is None:
            if event.times:
                event.times[-1] = task.now
            else:
                event.start = task.now

    def start_task(
        self, accesses: Accesses, ready: Callable[[], object], pool: Pool, turn: int
    ) -> None:
        """A pool's task waits for its turn, and for room."""
        task = self.current
        task.worker = pool.place, turn % pool.workers
        self.operation(self.sharing.sift(accesses, task.tid), ready, what=(pool, STARTED))
        pool.turn += 1
        before, pool.last = pool.last, self.event
        if self.event is not None and self.redone is None:
            self.event.starts = pool.place, pool.needed(turn)
            task.now = max(task.now, pool.free_since(turn), pool.began)
            self.follow(before, pool.place, pool.began)
        pool.began = task.now

    def finish_task(self, pool: Pool) -> None:
        """There is room for another task."""
        pool.finished += 1
        pool.times.append(self.current.now)
        if self.event is not None and self.redone is None:
            self.event.finishes = [*(self.event.finishes or ()), pool.place]

    def _comes_after(
        self,
        event: Event,
        other: Event | None,
        task: Actor,
        again: Callable[[int, int], int] | None,
    ) -> None:
        if other is not None:
            event.deps.append((other, ANYWHERE, False))
            task.now = (again or max)(task.now, other.time)
            event.start = task.now

    def _close(self) -> None:
        """An event is over."""
        event, self.event = self.event, None
        assert event is not None
        if self.redone is None:
            event.time = event.times[-1] if event.times else event.start
            self.history.close(event)
        elif self.redone != event.accesses:
            self.stop(STRAYED)

    # -- after a run ------------------------------------------------------------------------

    def finish(self) -> None:
        """Look at the races of the run that is over."""
        if self.event is not None:
            self.closing = False
            self._close()
            self.closing = True
        if self.choose is None:
            self.search.reverse(self.kept, self.cut_off)

    def _never_came(self) -> Iterator[Pending]:
        """Operations that threads still wait to do when the run is over."""
        trace = self.history.trace
        last = trace[-1] if trace else None
        for task in self.tasks:
            op = task.op
            if op is None or op.after is not None:
                continue
            accesses = op.accesses if isinstance(op.accesses, tuple) else op.accesses()
            known = task.before.clock if task.before is not None else {}
            for place, _, mode in accesses:
                early = self.history.last_acquired(place) if mode == ACQUIRE else None
                if early is not None and known.get(early.tid, -1) < early.number:
                    yield Pending(early, task.tid, accesses)
            ended = last is not None and last.accesses and last.accesses[0][0] == self.end()
            if ended and last is not None and (op.ready is None or op.ready() or op.deadline):
                yield Pending(last, task.tid, accesses)

    # -- for those who watch one run; see `guided` --------------------------------------------

    def pass_by(self) -> None:
        """The current thread comes to where its turn could end, though it may not."""

    def has_started(self, parent: Actor) -> None:
        """A thread has started another, which has come to its first operation."""

    def took(self, lock: Any) -> None:
        """The current thread has taken a lock."""
        if self.onlooker is not None and lock.role == "own" and not self.closing:
            self.onlooker.took(self.current, lock)

    def gave(self, lock: Any) -> None:
        """The current thread gives a lock back."""

    # -- what the primitives ask ------------------------------------------------------------

    def join(self, task: Task, site: Site = NOWHERE, timeout: int | None = None) -> bool:
        """Wait until `task` is done; False if that is given up after `timeout` ns."""
        assert isinstance(task, Actor)
        place = task.place
        if timeout is not None:
            self.sharing.watch_ends()
        task.joined = task.joined or timeout is None
        if self.solo or self.closing:
            if task.state is not DONE and self.closing:
                self._unwind()
            return task.state is DONE
        if timeout is None:
            if task.state is DONE and not self.has_touched():
                self._add(((place, None, JOIN),))
                return True
            # An event of its own: what this thread touched before does not come after the end.
            return self.operation(
                ((place, None, JOIN),), lambda: task.state is DONE, what=(task, "Thread.join")
            )
        return self.operation(
            lambda: ((place, None, FREE if task.state is DONE else HELD),),
            lambda: task.state is DONE,
            timeout,
            what=(task, "Thread.join"),
        )

    def look_at_end(self, task: Task) -> None:
        """The program asks whether a thread has ended."""
        assert isinstance(task, Actor)
        if self.closing or task is self.current or (self.solo and task.joined):
            return
        self.sharing.watch_ends()
        if self.solo:
            return
        self.operation(lambda: ((task.place, None, FREE if task.state is DONE else HELD),))

    def look_at(self, task: Task) -> None:
        """The program looks at where a thread is.

        Of one that waits that is known. One that could go on may be at any of its lines, and here
        it is only ever seen before its next operation on something shared.
        """
        op = cast(Actor, task).op
        if task.state is not DONE and (op is None or self._possible(op)):
            self.reasons["it looks at the frames of threads that are not waiting"] = None

    def count_threads(self) -> None:
        """The program asks which threads there are; told from a monitoring callback."""
        if self.closing or (self.solo and all(task.joined for task in self.tasks[1:])):
            return
        self.sharing.count()
        if self.solo:
            return
        self.point(((self._living(), None, READ),))

    def sleep(self, site: Site, span: int) -> None:
        """Nobody need wait: the thread's own time goes on."""
        if self.onlooker is not None and not self.closing:
            self.onlooker.sleeps(self.current, site.line)
        self.current.now += span  # before the pause: by default others go on meanwhile
        self.pause()

    def pause(self) -> None:
        """A turn may end here."""
        self.rest()

    def rest(self) -> None:
        """A turn may end here, if the thread has done anything in it."""
        if self.closing:
            self._unwind()
        if not self.solo and (self.current.starter or self.has_touched()):
            self.operation(())

    def after_call(self, task: Actor) -> None:
        """With the GIL a turn may end here: a function in C of a lock, or a queue, is over."""
        if self.gil and not (self.solo or self.closing or task.holding):
            self.operation(())  # even if it touched nothing: others may follow it by a queue

    def has_touched(self) -> bool:
        """Whether the current event has touched anything yet that threads share."""
        if self.event is None:
            return False
        return bool(self.event.accesses if self.redone is None else self.redone)

    def wait(self, kind: Any, site: Site = NOWHERE, timeout: int | None = None) -> bool:
        """Something waits in a way of its own: it depends on all that happens."""
        task = self.current
        if self.closing:
            self._unwind()
        self.reasons[f"it waits in {site.operation or kind}, which is not modelled"] = None
        task.woken = False
        self.operation((WHOLE_WORLD,), lambda: task.woken, timeout)
        return task.woken

    def wake(self, task: Task) -> None:
        """Let one who waits go on."""
        task.woken = True

    def interrupt(self, task: Task, function: Callable[[], object]) -> None:
        """Signals are not modelled."""
        self.reasons["it uses signals, which are not modelled"] = None

    def call_later(self, span: int, function: Callable[[], object]) -> Alarm:
        """Alarms are not modelled."""
        self.reasons["it sets an alarm, which is not modelled"] = None
        return Alarm(self.now + span, function)

    def stop(self, outcome: str, report: str = "") -> None:
        """End the run: from here on every thread unwinds."""
        if not self.closing:
            self.loops = UNWIND_LOOPS
        super().stop(outcome, report)

    def _unwind(self) -> NoReturn:
        task = self.current
        if task.unwound > 100:
            self.living -= 1
        super()._unwind()

    # Steps are not counted here.

    def step(self) -> None:  # noqa: D102
        pass

    def checkpoint(self) -> None:  # noqa: D102
        pass

    def regrant(self, steps: int | None = None) -> None:  # noqa: D102
        pass

    def charge(self) -> None:  # noqa: D102
        pass

    def worked(self, task: Task) -> int:
        """Work takes no time."""
        return 0


def _possible_since(event: Event, place: int) -> int:
    """Since when, in ns, an event could happen at a place: in its stead another could have."""
    return max((o.time for o, where, race in event.deps if where == place and not race), default=0)


ANYWHERE: Final = -1_000
