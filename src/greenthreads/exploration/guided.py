"""The scheduler of a run whose schedule is known: by its choices, or by its witness.

An exploration knows a schedule as one choice for each point where threads share something. Such a
run is made once more (`ByChoices`), to write down what its turns are in points that do not depend
on that knowledge; then anyone can make it again (`ByTurns`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple, Protocol

from ..naming import Place
from ..options import STEP_TIME
from ..scheduler import Backend
from ..tasks import DONE, NOWHERE, Kind, Site, Task
from ..tasks import Event as Told
from .accesses import Accesses, Places
from .history import Event, Gate
from .notes import Call, Held, Notes
from .scheduler import LIMIT, STRAYED, Actor, Exploring
from .sharing import Sharing
from .witness import FIRST, Begin, Turn, Witness

STEP: Final = round(STEP_TIME * 1e9)  # ns that the timeline shows for a point
MOST_EVENTS: Final = 100_000  # in the log
LAST_STEPS: Final = 3  # for which the timeline shows that nobody can go on
MOST_POINTS: Final = 20_000  # of one run
MISFIT: Final = "the witness does not fit this program: in its turn {}, thread {} cannot go on"
NOT_THERE: Final = "the witness does not fit this program: in its turn {} there is no thread {}"


class Sifting(Sharing):
    """Counts a thread's points. `everything`: all is taken for shared, so each is a real one."""

    def __init__(
        self, places: Places, count: Callable[[], None], note: Callable[[Accesses, int], None]
    ) -> None:
        super().__init__(places)
        self._count, self._note = count, note
        self.everything = False

    def know(self, other: Sharing) -> None:
        """Take over what another exploration of the same program knows."""
        self.everything = False
        self._shared, self._all, self._tried = other._shared, other._all, other._tried
        self.ends_watched, self.counted = other.ends_watched, other.counted

    def know_nothing(self) -> None:
        """Take everything for shared."""
        self.everything = self.ends_watched = True
        self.counted = self.may_be_counted

    def sift(self, accesses: Accesses, tid: int) -> Accesses:
        """Those that are to places which threads share; a point where there are any at all."""
        if accesses:
            self._count()
            self._note(accesses, tid)
        return self.known(accesses, tid)

    def known(self, accesses: Accesses, tid: int) -> Accesses:
        """The same where no turn can end."""
        return accesses if self.everything else super().sift(accesses, tid)

    def is_tried(self, place: int) -> bool:
        """Whether anyone looks at a lock without waiting for it."""
        return self.everything or super().is_tried(place)


class Stuck(NamedTuple):
    """A thread that waits when nobody can go on."""

    task: Actor
    what: Any
    """What it waits for: a lock, a thread, a queue."""
    target: Any
    """The object of the program's that this is inside of: a condition, an event."""
    site: Site
    line: int
    owner: Task | None
    """Who has the lock that it waits for."""
    held: tuple[Held, ...]
    owner_line: int
    """Where that one took it."""


class Guide(Protocol):
    """Says who goes on."""

    def heir(self, scheduler: Guided, task: Actor) -> Actor | None:
        """Who does the next event when `task` has come to a point; None if nobody can."""

    def goes_on(self, scheduler: Guided, task: Actor) -> bool:
        """Whether a thread that is being started goes on beyond the point where it is."""

    def ends_at_once(self, task: Actor) -> None:
        """A thread has ended while it was being started."""

    def folds(self) -> bool:
        """Whether a loop that gets nowhere waits for a change."""


class Guided(Exploring):
    """Runs a program under a given schedule."""

    sharing: Sifting

    def __init__(self, backend: Backend, *, gil: bool = False) -> None:
        self.at: list[int] = []  # by thread: its points since it last started a thread
        self.started: list[int] = []  # by thread: how many it has started
        self.asleep: dict[int, int] = {}  # by thread: until when, in ns of its own time
        self.guide: Guide = ByTurns(Witness((Turn(0),)))
        self.unfit: str = ""  # why the schedule is none of this program's
        self.clock = self.passed = 0
        self.shown: Actor | None = None  # whose turn the log shows
        self.waiting: set[int] = set()  # threads of which the log shows that they wait
        self.labels: dict[int, tuple[Any, str]] = {}  # by the lock's id: the lock, its name
        self.notes: Notes | None = None
        self.held: dict[int, list[Held]] = {}  # by thread: the program's locks that it holds
        self.stuck: list[Stuck] = []  # who waited when nobody could go on
        super().__init__(backend, gil=gil)
        self.sharing = Sifting(self.places, self.pass_by, self._note)

    def reset(self) -> None:
        """A new run begins."""
        self.at.clear()
        self.started.clear()
        self.asleep.clear()
        self.labels.clear()
        self.waiting.clear()
        self.held.clear()
        self.stuck = []
        if self.notes is not None:
            self.notes.reset()
        self.unfit, self.shown = "", None
        self.clock = self.passed = 0
        self.history.clear()
        self.events = []
        super().reset()

    def pass_by(self) -> None:
        """The current thread has come to a point."""
        tid = self.current.tid
        if tid >= 0:
            if self.notes is not None:
                self.notes.settle(tid)
            self.at[tid] += 1
            self.passed += 1
            if self.passed == MOST_POINTS:
                self.stop(LIMIT)

    def _note(self, accesses: Accesses, tid: int) -> None:
        if self.notes is not None:
            self.notes.last[tid] = accesses

    # -- threads ----------------------------------------------------------------------------

    def spawn(self, function: Callable[[], object], name: Any = "", daemon: bool = False) -> Actor:
        """Make a thread; `launch` starts it."""
        task = super().spawn(function, name, daemon)
        self.at.append(0)
        self.started.append(0)
        if len(self.tasks) == 1:
            self.tell(task, "created", task.name)
            self.shown = task
            self.tell(task, "running")
        return task

    def launch(self, child: Actor) -> None:
        """Start a thread, and let it run up to a point of its own."""
        parent = self.current
        self.tell(parent, "created", child.name)
        self.tell(child, "ready")
        super().launch(child)

    def has_started(self, parent: Actor) -> None:
        """A thread has started another: from here on its points are counted anew."""
        self.started[parent.tid] += 1
        self.at[parent.tid] = 0

    def _heir_of(self, task: Actor) -> Actor | None:
        if task.starter is not None and not self.closing:
            self.guide.ends_at_once(task)
        self.asleep.pop(task.tid, None)
        self.tell(task, "done")
        return super()._heir_of(task)

    def leave(self) -> None:
        """The current thread is about to be one less of those that there are."""
        if self.sharing.may_be_counted and not (self.solo or self.closing):
            self.pass_by()
        super().leave()

    def _say_goodbye(self, task: Actor) -> None:
        self.pass_by()
        super()._say_goodbye(task)

    # -- points -----------------------------------------------------------------------------

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
        """Announce an operation; one who is being started may be told to go on at once."""
        task = self.current
        if task.starter is not None and not self.closing and self.guide.goes_on(self, task):
            return True
        return super().operation(accesses, ready, limit, after, gates, what, again)

    def touch(self, accesses: Accesses) -> None:
        """The current event touches this too."""
        if not self.solo and not self.closing:
            self._add(self.known(accesses))

    def known(self, accesses: Accesses) -> Accesses:
        """Those to what is known to be shared."""
        return self.sharing.known(accesses, self.current.tid)

    def spin(self, since: int, gave_up: bool, began: int) -> None:
        """The current thread came round in a loop in which nothing changed."""
        self.pass_by()
        if self.guide.folds():
            super().spin(since, gave_up, began)

    def join(self, task: Task, site: Site = NOWHERE, timeout: int | None = None) -> bool:
        """Wait until `task` is done; False if that is given up after `timeout` ns."""
        self.pass_by()
        return super().join(task, site, timeout)

    def look_at_end(self, task: Task) -> None:
        """The program asks whether a thread has ended."""
        self.pass_by()
        super().look_at_end(task)

    def count_threads(self) -> None:
        """The program asks which threads there are."""
        self.pass_by()
        super().count_threads()

    def wait(self, kind: Any, site: Site = NOWHERE, timeout: int | None = None) -> bool:
        """Something waits in a way of its own."""
        self.pass_by()
        return super().wait(kind, site, timeout)

    def after_call(self, task: Actor) -> None:
        """With the GIL a turn may end here."""
        self.pass_by()
        super().after_call(task)

    def start_task(
        self, accesses: Accesses, ready: Callable[[], object], pool: Any, turn: int
    ) -> None:
        """A pool's task waits for its turn, and for room."""
        self.pass_by()
        super().start_task(accesses, ready, pool, turn)

    def pause(self) -> None:
        """A turn may end here."""
        self.pass_by()
        super().pause()

    def sleep(self, site: Site, span: int) -> None:
        """The thread's own time goes on; others may have their turns meanwhile."""
        task = self.current
        self.tell(task, "sleeping", operation="time.sleep", line=site.line)
        self.asleep[task.tid] = task.now + span
        super().sleep(site, span)

    def write(self, accesses: Accesses) -> None:
        """The current thread writes a line."""
        super().write(accesses)
        self.wake_up(self.current)

    # -- who goes on ------------------------------------------------------------------------

    def _next_actor(self) -> Actor | None:
        if self.event is not None:
            self._close()
        task = self.current
        heir = self.guide.heir(self, task)
        if heir is None:
            if not self.closing:
                self._show_wait(task)
                self._stuck()
        elif heir.op is not None:
            self.show(task, heir)
            self._note_giving_up(heir)
            self._begin(heir, None)
        return heir

    def _note_giving_up(self, task: Actor) -> None:
        op, notes = task.op, self.notes
        if notes is None or op is None or op.what is None or op.ready is None or op.ready():
            return
        site = self._site_of(task, *op.what)
        if site is None:
            return
        given = Call(notes.count, task.name, task.tid, site.line, site.operation, site.target, 0)
        notes.gave_up.append(given)

    def _site_of(self, task: Actor, target: Any, called: str) -> Place | None:
        """Where a thread waits; a back-end that cannot tell later was asked as it came there."""
        if task is self.current:
            return self.names.place(target, called)
        if not self.backend.sees_frames:
            return task.site if isinstance(task.site, Place) else None
        return self.names.place(target, called, self.backend.frame(task))

    def can_go_on(self, task: Actor) -> bool:
        """Whether a thread's operation is possible now."""
        return task.state is not DONE and task.op is not None and self._possible(task.op)

    def is_kept(self, task: Actor) -> bool:
        """Whether a thread has to wait for what others do, however long."""
        op = task.op
        return task.state is DONE or op is None or (op.after is None and not self._possible(op))

    def _stuck(self) -> None:
        """Nobody can go on: note who waits for what, and let the log show it for a while."""
        for task in self.tasks:
            if task is not self.current and (task.op is None or not self._possible(task.op)):
                self._show_wait(task)
        self.passed += max(LAST_STEPS, self.passed // 5)
        super()._stuck()
        for task in self.tasks:
            op = task.op
            if task.state is not DONE and op is not None:
                what: Any = op.what[0] if op.what is not None else None
                owner = what.owner if getattr(what, "role", "") in ("own", "inner") else None
                held = tuple(self.held.get(task.tid, ()))
                target = getattr(task.site, "target", None)
                line = task.site.line or self._line_of(task)
                taken = self._taken_in(owner, what)
                self.stuck.append(Stuck(task, what, target, task.site, line, owner, held, taken))

    def _taken_in(self, owner: Task | None, lock: Any) -> int:
        """In which line a thread took a lock, 0 if it has not."""
        held = self.held.get(owner.tid, ()) if isinstance(owner, Actor) else ()
        return next((one.line for one in held if one.lock is lock), 0)

    def _line_of(self, task: Actor) -> int:
        if not self.backend.sees_frames or task is self.current:
            return self.names.place(None, "").line if task is self.current else 0
        return self.names.place(None, "", self.backend.frame(task)).line

    def misfit(self, why: str) -> None:
        """The schedule is none of this program's."""
        self.unfit = why
        self.stop(STRAYED)

    def finish(self) -> None:
        """The run is over."""
        if self.event is not None:
            self.closing = False
            self._close()
            self.closing = True

    def took(self, lock: Any) -> None:
        """The current thread has taken a lock."""
        if lock.role == "own" and not self.closing:
            task = self.current
            self.tell(task, "acquired", self.label(lock))
            line = self.names.place(lock, lock._called).line
            self.held.setdefault(task.tid, []).append(Held(self.label(lock), line, lock))

    def gave(self, lock: Any) -> None:
        """The current thread gives a lock back."""
        if lock.role == "own" and not self.closing and lock.owner is not None:
            self.tell(lock.owner, "released", self.label(lock))
            held = self.held.get(lock.owner.tid, [])
            held[:] = [one for one in held if one.lock is not lock]

    def label(self, lock: Any) -> str:
        """What the program calls a lock, or the condition that it belongs to."""
        known = self.labels.get(id(lock))
        if known is None or known[0] is not lock:
            known = self.labels[id(lock)] = lock, self.names.place(lock, lock._called).object
        return known[1]

    # -- the log ----------------------------------------------------------------------------

    @property
    def seconds(self) -> float:
        """The time that the log shows."""
        return (self.clock + self.passed * STEP) / 1e9

    def tell(
        self, task: Task, kind: Kind, object: str = "", operation: str = "", line: int = 0
    ) -> None:
        """Add one event to the log."""
        if not self.closing and len(self.events) < MOST_EVENTS:
            told = Told(self.seconds, task.name, task.ident, kind, object, operation, line)
            self.events.append(told)
            if self.hear is not None:
                self.hear(task, kind, object, operation, line)

    def show(self, task: Actor, heir: Actor) -> None:
        """Let the log show that a turn ends and another begins."""
        self._advance(heir.now)
        if heir is task and self.shown is heir and heir.tid not in self.asleep:
            op = heir.op
            if op is None or op.ready is None or op.ready():
                return
        until = _until(heir)
        if heir is not task or until:
            self._show_wait(task)
        self._advance(until)
        self.shown = heir
        self.asleep.pop(heir.tid, None)
        self.waiting.discard(heir.tid)
        self.tell(heir, "running")

    def _show_wait(self, task: Actor) -> None:
        op = task.op
        if task.state is DONE or op is None or task.tid in self.asleep:
            return
        if op.ready is None or op.ready() or op.what is None:
            self.tell(task, "preempted")
            return
        if task.tid in self.waiting:
            return
        frame = None
        if task is not self.current:
            frame = self.backend.frame(task) if self.backend.sees_frames else None
            if frame is None:
                self.tell(task, "blocked")
                return
        self.waiting.add(task.tid)
        site = self.names.place(*op.what, frame)
        kind: Kind = "joining" if op.what[1] == "Thread.join" else "blocked"
        self.tell(task, kind, site.object, site.operation, site.line)

    def wake_up(self, task: Actor) -> None:
        """A thread that slept does something."""
        if task.tid in self.asleep:
            self._advance(task.now)
            del self.asleep[task.tid]
            self.tell(task, "running")

    def _advance(self, now: int) -> None:
        """The time that the log shows goes on to at least `now`; sleepers wake meanwhile."""
        for tid, until in sorted(self.asleep.items(), key=lambda item: item[1]):
            if self.clock < until < now and self.shown is not self.tasks[tid]:
                self.clock = until
                self.tell(self.tasks[tid], "ready")
        self.clock = max(self.clock, now)


def _until(heir: Actor) -> int:
    """Until when a thread still waits that goes on only because its time is up; 0 for none such."""
    op = heir.op
    if op is None or op.deadline is None or op.ready is None or op.ready():
        return 0
    return op.deadline


class ByTurns:
    """A schedule from its witness. After its last turn, whoever can goes on."""

    def __init__(self, witness: Witness) -> None:
        self._witness, self._turns = witness, witness.turns
        self.number = 0
        self._from = (0, 0)  # started threads and points when the turn began
        self._begun = True

    def goes_on(self, scheduler: Guided, task: Actor) -> bool:
        """Whether a thread that is being started goes on beyond the point where it is."""
        begin = self._witness.begin(task.tid)
        here = scheduler.started[task.tid], scheduler.at[task.tid]
        return begin.point == 0 or here < (begin.starts, begin.point)

    def ends_at_once(self, task: Actor) -> None:
        """A thread has ended while it was being started."""

    def folds(self) -> bool:
        """Whether a loop that gets nowhere waits for a change: not where turns are told."""
        return self.number >= len(self._turns) or self._turns[self.number].points is None

    def heir(self, scheduler: Guided, task: Actor) -> Actor | None:
        """Who does the next event."""
        while self.number < len(self._turns):
            turn = self._turns[self.number]
            if turn.thread >= len(scheduler.tasks):
                scheduler.misfit(NOT_THERE.format(self.number + 1, turn.thread))
                return None
            actor = scheduler.tasks[turn.thread]
            if scheduler.can_go_on(actor) and not self._is_over(scheduler, turn):
                self._begun = True
                return actor
            if not self._begun:
                scheduler.misfit(MISFIT.format(self.number + 1, turn.thread))
                return None
            self._next_turn(scheduler)
        return _plainly(scheduler, task)

    def _is_over(self, scheduler: Guided, turn: Turn) -> bool:
        if turn.points is None:
            return False
        started = scheduler.started[turn.thread] - self._from[0]
        if started != turn.starts:
            return started > turn.starts
        at = scheduler.at[turn.thread]
        return (at if turn.starts else at - self._from[1]) >= turn.points

    def _next_turn(self, scheduler: Guided) -> None:
        self.number += 1
        self._begun = False
        if self.number < len(self._turns):
            tid = self._turns[self.number].thread
            if tid < len(scheduler.tasks):
                self._from = scheduler.started[tid], scheduler.at[tid]


def _plainly(scheduler: Guided, task: Actor) -> Actor | None:
    """The same thread, as long as it can; else the one that is ready earliest."""
    able = [t for t in scheduler.tasks if scheduler.can_go_on(t)]
    waits = [t for t in able if t.op is not None and t.op.ready is not None and not t.op.ready()]
    if task in able and task not in waits:
        return task
    ready = [(t.now, t.tid, t) for t in able if t not in waits]
    ready += [(t.op.deadline or 0, t.tid, t) for t in waits if t.op is not None]
    return min(ready)[2] if ready else None


class ByChoices:
    """A schedule from the choices of an exploration; writes its turns down."""

    def __init__(self, choices: Sequence[int], clears: bool) -> None:
        self._choices, self._clears = choices, clears
        self._number = 0
        self._turns: list[Turn] = []
        self._begins: dict[int, Begin] = {}
        self._runner = 0
        self._from = (0, 0)
        self.forced = 0

    def goes_on(self, scheduler: Guided, task: Actor) -> bool:
        """Whether a thread that is being started goes on: where it asks, it does not."""
        self._begins[task.tid] = Begin(scheduler.at[task.tid], scheduler.started[task.tid])
        return False

    def ends_at_once(self, task: Actor) -> None:
        """A thread has ended while it was being started."""
        self._begins[task.tid] = Begin(0)

    def folds(self) -> bool:
        """Whether a loop that gets nowhere waits for a change."""
        return True

    def heir(self, scheduler: Guided, task: Actor) -> Actor | None:
        """Who does the next event."""
        if scheduler.living == 1 and scheduler._comes_after_all(task):
            return scheduler._go_solo(task)
        if self._number == len(self._choices):
            if any(scheduler.can_go_on(one) for one in scheduler.tasks):
                scheduler.stop(LIMIT)
            return None
        chosen = self._choices[self._number]
        self._number += 1
        if chosen >= len(scheduler.tasks) or not scheduler.can_go_on(scheduler.tasks[chosen]):
            scheduler.misfit("")
            return None
        if chosen != self._runner:
            self._end_turn(scheduler)
            self._runner = chosen
            self._from = scheduler.started[chosen], scheduler.at[chosen]
        return scheduler.tasks[chosen]

    def _end_turn(self, scheduler: Guided) -> None:
        runner = scheduler.tasks[self._runner]
        points: int | None = None
        starts = scheduler.started[runner.tid] - self._from[0]
        if not scheduler.is_kept(runner):
            points = scheduler.at[runner.tid] - (0 if starts else self._from[1])
            self.forced += scheduler.can_go_on(runner)
        self._turns.append(Turn(runner.tid, points, starts if points is not None else 0))

    def witness(self, scheduler: Guided) -> Witness:
        """The schedule of the run that is over."""
        turns = (*self._turns, Turn(self._runner))
        number = max(self._begins, default=0)
        begins = tuple(self._begins.get(n, FIRST) for n in range(1, number + 1))
        return Witness(turns, begins, self._clears)
