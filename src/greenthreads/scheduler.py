"""The scheduler: tasks, whose turn it is, timers, a virtual clock, an event log, deadlock.

It knows nothing of `threading`, and nothing of how one stack gives way to another: that is a
back-end's work. Time is counted in whole nanoseconds and passes in two ways only: every step
of the program costs `step_time`, and when nobody can run the clock jumps to the next timer.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from heapq import heappop, heappush
from random import Random
from time import perf_counter_ns
from typing import NamedTuple

NEW, READY, RUNNING, WAITING, DONE = "new", "ready", "running", "waiting", "done"
FAIR_AFTER = 1_000_000  # ns: a lock is handed over to a waiter older than this, as CPython does
TIMER_SLACK = 50_000  # ns: timers this close together fire together, as Linux does
MAX_EVENTS = 100_000
UNWIND_STEPS = 1_000  # for each task to tidy up in when the run is over
FOREVER = 1 << 62


class Unwind(BaseException):
    """Raised inside every task that is left when a run is over, so that its stack unwinds."""


class Event(NamedTuple):
    """One thing that happened: `time` in virtual seconds, `thread` the name, `ident` its number.

    `kind` is created, ready, running, preempted, sleeping, blocked, joining, io, acquired,
    released or done; `object` and `operation` name what is waited for; `line` is the program's.
    """

    time: float
    thread: str
    ident: int
    kind: str
    object: str = ""
    operation: str = ""
    line: int = 0


class Site:
    """Where and on what a task waits; `greenthreads.naming` knows how to fill one from a frame."""

    __slots__ = ()
    object = operation = ""
    line = 0
    holder: Task | None = None


NOWHERE = Site()


class Task:
    """One thread of control. `stack` belongs to the back-end; `at_end` is called when it ends."""

    __slots__ = (
        "ident",
        "daemon",
        "begun",
        "function",
        "state",
        "site",
        "timer",
        "since",
        "woken",
        "pending",
        "stack",
        "at_end",
        "joiners",
        "_name",
        "__weakref__",
    )

    def __init__(self, ident: int, function: Callable[[], object], name, daemon: bool) -> None:
        self.ident = ident
        self.function: Callable[[], object] | None = function
        self.daemon = daemon
        self.begun = False
        self.state = NEW
        self.site = NOWHERE
        self.timer = 0  # number of the timer that may wake it, 0 for none
        self.since = 0  # when it began to wait
        self.woken = False
        self.pending: Callable[[], object] | None = None  # to call when it next runs (a signal)
        self.stack = None
        self.at_end: list[Callable[[], object]] = []
        self.joiners: list[Task] = []
        self._name = name

    @property
    def name(self) -> str:
        """The name as it is now; programs may rename their threads."""
        return self._name if isinstance(self._name, str) else self._name()

    def __repr__(self) -> str:
        return f"<Task {self.ident} {self.name!r} {self.state}>"


class Alarm:
    """Calls `function` at a time, whoever runs then. It must neither wait nor raise."""

    __slots__ = ("function", "timer")

    def __init__(self, function: Callable[[], object], timer: int) -> None:
        self.function, self.timer = function, timer

    def cancel(self) -> None:
        """Do not call it. Its place among the timers stays until its time, and means nothing."""
        self.timer = 0


class Plain:
    """Schedule 0: first come, first served; a turn ends early only when the quantum is over."""

    def ask_in(self, point: int) -> int:
        """In how many steps to be asked for a pre-emption."""
        return FOREVER

    def pick(self, point: int, count: int, default: int, preempting: bool) -> int:
        """Which of `count` candidates goes on; candidate 0 is the running or longest-ready one."""
        return default


class Drawn(Plain):
    """A seeded schedule: turns of very different length, and anyone ready may be next."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random

    def ask_in(self, point: int) -> int:  # noqa: D102
        return int(2 ** (self._random() * 12))  # 1 to 4096 steps, each size equally likely

    def pick(self, point: int, count: int, default: int, preempting: bool) -> int:  # noqa: D102
        if preempting:
            return 1 + int(self._random() * (count - 1))
        return int(self._random() * count)


class Replay(Plain):
    """A written schedule: point, choice, point, choice, ...; the default everywhere else."""

    def __init__(self, schedule) -> None:
        numbers = list(schedule)
        if len(numbers) % 2 or not all(type(n) is int and n >= 0 for n in numbers):
            raise ValueError("a schedule is a list of pairs: point, choice, point, choice, ...")
        self.choices = dict(zip(numbers[::2], numbers[1::2], strict=True))
        self._points = sorted(self.choices, reverse=True)

    def ask_in(self, point: int) -> int:  # noqa: D102
        while self._points and self._points[-1] <= point:
            self._points.pop()
        return self._points[-1] - point if self._points else FOREVER

    def pick(self, point: int, count: int, default: int, preempting: bool) -> int:  # noqa: D102
        choice = self.choices.get(point, default)
        if choice >= count:
            raise ValueError(
                f"the schedule does not fit this program: choice {choice} of {count} at {point}"
            )
        return choice


class Scheduler:
    """Runs tasks one at a time on a back-end, deciding whose turn it is with a policy."""

    def __init__(
        self,
        backend,
        policy: Plain | None = None,
        *,
        speed: float | None = None,
        step_time: int = 0,
        quantum: int = 50_000,
        max_steps: int = FOREVER,
        log: bool = True,
        on_pause: Callable[[], object] | None = None,
    ) -> None:
        """`speed`: None for instant, 1.0 for real time. `step_time` in ns, `quantum` in steps."""
        self.backend = backend
        self.policy = policy or Plain()
        self.speed = speed
        self.step_time = step_time
        self.quantum = quantum
        self.max_steps = max_steps
        self.on_pause = on_pause
        self.now = 0
        self.steps = self.switches = 0
        self.left = self._granted = FOREVER  # steps until the next checkpoint
        self.tasks: list[Task] = []
        self.ready: list[Task] = []
        self.current: Task | None = None
        self.events: list[Event] = []
        self.schedule: list[int] = []
        self.closing = False
        self.outcome, self.report = "finished", ""
        self._log = log
        # Who suspends a thread may put something aside with `with aside(task):`.
        self.aside: Callable[[Task], AbstractContextManager] | None = None
        self._timers: list[tuple[int, int, Task | Alarm]] = []
        self._timer_count = self._choices = self._idents = 0
        self._turn_began = 0  # in steps
        self._asked = 0  # the point at which the policy wants to be asked
        self._external = 0
        self._paused = self._real_start = perf_counter_ns()

    # -- tasks ------------------------------------------------------------------------------

    def spawn(self, function: Callable[[], object], name="", daemon: bool = False) -> Task:
        """Make a task that is ready to run `function`; `name` is a text or gives one."""
        self._idents += 1
        task = Task(self._idents, function, name or f"Task-{self._idents}", daemon)
        self.tasks.append(task)
        self.log(self.current or task, "created", object=task.name)
        task.state = READY
        self.ready.append(task)
        self.backend.adopt(task, lambda: self._body(task))
        return task

    def run(self, function: Callable[[], object], name: str = "main") -> None:
        """Run `function` as the first task, and all it spawns, until it ends or nothing can."""
        self.backend.begin(self)
        try:
            main = self.spawn(function, name)
            self.ready.remove(main)
            self._take_turn(main)
            self.backend.enter(main)
        finally:
            self.backend.end()
            self.charge()

    def _body(self, task: Task) -> Task | None:
        """A task's whole life, on its own stack. Returns who goes on, None when all is over."""
        task.begun = True
        try:
            if not self.closing:
                self._deliver(task)
                task.function()
        except Unwind:
            pass
        # The function must die while this is still the current task: destructors run here.
        task.function = None
        for last in task.at_end:
            last()
        task.at_end.clear()
        self.charge()
        task.state = DONE
        task.site = NOWHERE
        self.log(task, "done")
        task._name = task.name  # what the name came from may go now
        for joiner in task.joiners:
            self.wake(joiner)
        if task is self.tasks[0]:
            self.closing = True  # the main task waited for the others itself
        heir = self._next(task)
        if heir is not None:
            self._take_turn(heir)
        return heir

    # -- waiting and waking -----------------------------------------------------------------

    def wait(self, kind: str, site: Site = NOWHERE, timeout: int | None = None) -> bool:
        """Suspend the current task until `wake` (True) or for `timeout` ns (False)."""
        task = self.current
        self.charge()
        if self.closing:
            raise Unwind
        task.state, task.site, task.woken, task.since = WAITING, site, False, self.now
        self.log(task, kind, site.object, site.operation, site.line)
        if timeout is not None:
            task.timer = self._set_timer(timeout, task)
        self._give_way(task)
        return task.woken

    def call_later(self, span: int, function: Callable[[], object]) -> Alarm:
        """Have `function` called in `span` ns; it must neither wait nor raise."""
        self.charge()
        alarm = Alarm(function, 0)
        alarm.timer = self._set_timer(span, alarm)
        self.regrant()
        return alarm

    def _set_timer(self, span: int, waiting: Task | Alarm) -> int:
        self._timer_count += 1
        heappush(self._timers, (self.now + max(span, 0), self._timer_count, waiting))
        return self._timer_count

    def wake(self, task: Task) -> None:
        """Make a waiting task ready. A task that is not waiting stays as it is."""
        if task.state is WAITING:
            task.woken = True
            self._make_ready(task)

    def join(self, task: Task, site: Site = NOWHERE, timeout: int | None = None) -> bool:
        """Wait until `task` is done; False when the time is over first."""
        deadline = None if timeout is None else self.now + timeout
        while task.state is not DONE:
            left = None if deadline is None else deadline - self.now
            task.joiners.append(self.current)
            try:
                if not self.wait("joining", site, left):
                    return task.state is DONE
            finally:
                task.joiners.remove(self.current)
        return True

    def pause(self) -> None:
        """Let the others go first, as `time.sleep(0)` does."""
        self.charge()
        if self.closing:
            raise Unwind
        task = self.current
        if self.ready:
            task.state = READY
            self.ready.append(task)
            self._give_way(task)

    def interrupt(self, task: Task, function: Callable[[], object]) -> None:
        """Have `task` call `function` as soon as it runs, waking it if it waits."""
        task.pending = function
        self.wake(task)
        if task is self.current:
            self.regrant(1)

    def external(self, start: Callable[[Callable[[], None]], object], site: Site = NOWHERE) -> None:
        """Wait for something outside: `start(done)` begins it, `done()` ends it (from a callback).

        While anything outside is awaited the clock follows the real one.
        """
        task, finished = self.current, []

        def done() -> None:
            if not finished:
                finished.append(True)
                self._external -= 1
                self.wake(task)

        self._external += 1
        start(done)
        while not finished:
            self.wait("io", site)

    def stop(self, outcome: str, report: str = "") -> None:
        """End the run: from here on every task unwinds."""
        if not self.closing:
            self.closing, self.outcome, self.report = True, outcome, report

    def _make_ready(self, task: Task) -> None:
        task.timer = 0
        task.state = READY
        self.ready.append(task)
        self.log(task, "ready")

    # -- turns ------------------------------------------------------------------------------

    def step(self) -> None:
        """The current task did one step; another may be given the turn here."""
        self.left -= 1
        if self.left <= 0:
            self.checkpoint()

    def checkpoint(self) -> None:
        """The granted steps are used up: end the run, pre-empt, or grant some more."""
        task = self.current
        self.charge()
        if self.steps >= self.max_steps:
            self.stop("step limit")
        if self.closing:
            raise Unwind
        self._deliver(task)
        self._fire_due_timers()
        if self.closing:  # an alarm may end the run
            raise Unwind
        choice = self._preemption() if self.ready else 0
        if choice:
            heir = self.ready.pop(choice - 1)
            self.log(task, "preempted")
            task.state = READY
            self.ready.append(task)
            self._switch(task, heir)
        else:
            self.regrant()
            self._breathe()

    def _preemption(self) -> int:
        """0 to let the current task go on, else the place of its heir in the ready list plus 1."""
        point = self.steps + self._choices
        default = int(self.steps - self._turn_began >= self.quantum)
        if point < self._asked and not default:
            return 0
        return self._choose(point, 1 + len(self.ready), default, True)

    def _choose(self, point: int, count: int, default: int, preempting: bool) -> int:
        choice = self.policy.pick(point, count, default, preempting)
        if choice != default:
            self.schedule += (point, choice)
        return choice

    def _give_way(self, task: Task) -> None:
        """The current task cannot go on: hand the turn to another, and come back when called."""
        heir = self._next(task)
        if heir is None or self.closing:
            raise Unwind
        self._switch(task, heir)

    def _switch(self, task: Task, heir: Task) -> None:
        self._take_turn(heir)
        if heir is not task:
            self.switches += 1
            if self.aside is None:
                self.backend.switch(heir)
            else:
                with self.aside(task):
                    self.backend.switch(heir)
        if self.closing:
            raise Unwind
        self._deliver(task)

    def _take_turn(self, task: Task) -> None:
        self.current = task
        task.state = RUNNING
        task.site = NOWHERE
        self._turn_began = self.steps
        self.log(task, "running")
        self.regrant()

    def _deliver(self, task: Task) -> None:
        if task.pending is not None:
            function, task.pending = task.pending, None
            function()

    def regrant(self, steps: int | None = None) -> None:
        """Grant steps up to the next point where something may have to be done."""
        self.charge()
        point = self.steps + self._choices
        if self.closing:
            steps = UNWIND_STEPS
        elif steps is None:
            asked = self.policy.ask_in(point)
            self._asked = point + asked
            steps = min(
                asked,
                self.max_steps - self.steps,
                self.quantum - (self.steps - self._turn_began) % self.quantum,
            )
            if self._timers and self.step_time:
                steps = min(steps, -(-(self._timers[0][0] - self.now) // self.step_time))
        self.left = self._granted = max(steps, 1)

    def charge(self) -> None:
        """Count the steps done since the last grant, and let the time they took pass."""
        done = self._granted - self.left
        if done:
            self.steps += done
            self.now += done * self.step_time
            self._granted = self.left

    def _next(self, task: Task) -> Task | None:
        """Who goes on when `task` cannot: someone ready, else whoever's timer is next."""
        while not self.closing:
            self._fire_due_timers()
            if self.ready:
                return self.ready.pop(self._choice_of_ready())
            if not self._let_time_pass():
                self.stop("deadlock", self._describe_deadlock())
        return self._leftover(task)

    def _choice_of_ready(self) -> int:
        if len(self.ready) == 1:
            return 0
        self._choices += 1
        return self._choose(self.steps + self._choices, len(self.ready), 0, False)

    def _leftover(self, task: Task) -> Task | None:
        """While the run is closing: a task whose stack must still unwind."""
        self.ready.clear()
        return next(
            (t for t in self.tasks if t.begun and t.state is not DONE and t is not task), None
        )

    # -- time -------------------------------------------------------------------------------

    def _fire_due_timers(self) -> None:
        timers = self._timers
        while timers and (timers[0][2].timer != timers[0][1] or timers[0][0] <= self.now):
            _, number, waiting = heappop(timers)
            if waiting.timer == number:
                self._go_off(waiting)

    def _go_off(self, waiting: Task | Alarm) -> None:
        if isinstance(waiting, Task):
            self._make_ready(waiting)
        else:
            waiting.timer = 0
            waiting.function()

    def _let_time_pass(self) -> bool:
        """Nobody can run: move the clock to the next timer. False when there is none."""
        self._fire_due_timers()
        if self.ready:
            return True
        if not self._timers and not self._external:
            return False
        if self.speed or self._external:
            self._flush()
        else:
            self._breathe()  # clocks jump thousands of times a second
        if self._external:
            began = perf_counter_ns()
            wait = (self._timers[0][0] - self.now) / 1e9 if self._timers else None
            self.backend.idle(wait)
            self.now += perf_counter_ns() - began
            return True
        due = self._due_together()
        if self.speed:
            real = self._real_start + self.now / self.speed
            self.backend.idle(max(0.0, (real - perf_counter_ns()) / 1e9))
        for waiting in due:
            self._go_off(waiting)
        return True

    def _due_together(self) -> list[Task]:
        """Move the clock to the next timer; all within the slack of it go off together."""
        timers, due = self._timers, []
        latest = timers[0][0] + TIMER_SLACK
        while timers and timers[0][0] <= latest:
            when, number, waiting = heappop(timers)
            if waiting.timer == number:
                self.now = when
                due.append(waiting)
        return due

    def _breathe(self) -> None:
        """From time to time: pass on what there is to show, let the host look at its mail."""
        if perf_counter_ns() - self._paused > 16_000_000:
            self._flush()
            self.backend.poll()

    def _flush(self) -> None:
        self._paused = perf_counter_ns()
        if self.on_pause is not None:
            self.on_pause()

    # -- what happened ----------------------------------------------------------------------

    @property
    def seconds(self) -> float:
        """The virtual time since the start, in seconds."""
        self.charge()
        return self.now / 1e9

    def log(self, task: Task, kind: str, object="", operation="", line=0) -> None:
        """Add one event to the log, unless it is off, full, or the run is over."""
        if self._log and not self.closing and len(self.events) < MAX_EVENTS:
            self.charge()
            self.events.append(
                Event(self.now / 1e9, task.name, task.ident, kind, object, operation, line)
            )

    def _describe_deadlock(self) -> str:
        lines = ["Deadlock: every thread waits and none can wake another."]
        for task in self.tasks:
            if task.state is WAITING:
                site = task.site
                what = f"{site.operation}({site.object})" if site.operation else "waits"
                holder = f", held by {site.holder.name}" if site.holder else ""
                lines.append(f"{task.name}: line {site.line}: {what}{holder}")
        return "\n".join(lines)
