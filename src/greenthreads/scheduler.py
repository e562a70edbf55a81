"""The scheduler: whose turn it is, a virtual clock, an event log, deadlock.

It knows nothing of `threading`, and nothing of how one stack gives way to another: that is a
back-end's work. Exactly one task runs at any moment, and it runs until it calls in here: because
it waits (`wait`, `join`, `pause`), or because it has done the steps it was granted
(`checkpoint`). So nothing in here needs a lock, and a run is a function of its program and of the
answers that its policy gives.

Time is counted in whole nanoseconds and passes in two ways only: every step of the program costs
`step_time`, and when nobody can run the clock jumps to the next timer. Nothing else moves it,
above all not the time that this code takes: that is what makes a run repeatable.

The hot paths (`wait`, `pause`, `_switch`, `charge`) ask by `if` what a call could answer: a
switch is to take less than 5 microseconds, and each call takes a tenth of one.

Steps are counted by the one who does them: `left` counts down from what was granted, and only when
it reaches 0 is the scheduler asked. A step must cost next to nothing, since there is one for
every jump and call of the program; everything else may cost microseconds.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter_ns
from typing import Any, Final, NoReturn, Protocol

from .policies import FOREVER, Drawn, Plain, Replay
from .tasks import (
    DONE,
    NEW,
    NOWHERE,
    READY,
    RUNNING,
    WAITING,
    Alarm,
    Event,
    Kind,
    Site,
    Task,
    Unwind,
    Wait,
)
from .timers import TIMER_SLACK, Timers

__all__ = [
    "DONE",
    "FOREVER",
    "NEW",
    "TIMER_SLACK",
    "Alarm",
    "Backend",
    "Drawn",
    "Event",
    "Files",
    "Plain",
    "Replay",
    "Scheduler",
    "Site",
    "Task",
    "Unwind",
]

Hearing = Callable[[Task, Kind, str, str, int], None]

MAX_EVENTS: Final = 100_000
UNWIND_STEPS: Final = 1_000  # granted to each task to tidy up in when the run is over
STUBBORN: Final = 1_000  # a task that was told so often that the run is over is left where it is
GRACE: Final = 0.001  # real seconds for the system to pass on what a thread wrote to another
PATIENCE: Final = 0.1  # the same where nothing else is left to happen
SLICE: Final = 0.05  # real seconds: idling is cut up, so that an interrupt is noticed
ENDLESS: Final = "Stopped after {:,} {}: the program may never end."
BREATH: Final = 16_000_000  # real ns between two looks at the host, one frame of a screen


class Backend(Protocol):
    """What the scheduler asks of a back-end: to give each task a stack, and to change stacks."""

    sees_frames: bool  # whether the frames of a suspended stack may be looked at

    def begin(self, scheduler: Scheduler) -> None:
        """A run starts."""

    def keep_stacks(self) -> None:
        """Many runs follow each other, up to `close`: what they can share may be kept."""

    def adopt(self, task: Task, body: Callable[[], Task | None]) -> None:
        """Give `task` a stack; `body()` will run on it and return the task to go on with."""

    def enter(self, task: Task) -> None:
        """Run `task` and whatever follows; return when a body returns None."""

    def switch(self, target: Task) -> None:
        """Suspend the current stack, go on with the target's; returns when switched back to."""

    def abandon(self, heir: Task | None) -> NoReturn:
        """Leave the current stack for ever, and go on with `heir`, or return from `enter`."""

    def frame(self, task: Task) -> Any:
        """The innermost frame of a suspended stack, where the back-end sees frames."""

    def idle(self, seconds: float) -> None:
        """Nobody can run for so many real seconds."""

    def poll(self) -> None:
        """Give the host a moment, if it needs one."""

    def end(self) -> None:
        """The run is over; every stack that began has unwound or was abandoned."""

    def close(self) -> None:
        """No run follows for now: what was kept for it can go."""

    def from_trace(self, function: Callable[..., object], *args: object) -> object:
        """Call `function`, which may switch, from inside a monitoring callback."""


class Files(Protocol):
    """Descriptors that tasks wait for; see `greenthreads.descriptors`."""

    waited_for: int  # how many tasks wait for one

    def look(self, seconds: float) -> None:
        """Wake whoever can go on; wait at most so many real seconds until someone can."""

    def beyond(self) -> bool:
        """Whether one who waits may be served from outside this process."""


class Aside(Protocol):
    """Keeps something that belongs to a thread while others run."""

    def leave(self, task: Task) -> None:
        """The current task is about to be suspended."""

    def back(self, task: Task) -> None:
        """It runs again."""


class Scheduler:
    """Runs tasks one at a time on a back-end, deciding whose turn it is with a policy."""

    def __init__(
        self,
        backend: Backend,
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
        self.loops = max_steps  # turns of a loop that level "off" allows: they are no steps there
        self.tasks: list[Task] = []
        self.ready: list[Task] = []
        self.current: Task = Task(0, lambda: None, "nobody", False)
        self.events: list[Event] = []
        self.schedule: list[int] = []
        self.closing = False
        self.outcome, self.report = "finished", ""
        self.error: BaseException | None = None  # of ours, not the program's: ends the run
        self.files: Files | None = None
        self.asides: list[Aside] = []
        self.hear: Hearing | None = None  # is told of each event of the log, as it happens
        self._log = log
        self._alone: Task | None = None
        self._timers = Timers()
        # Waits are limited like steps: a loop in the library that only sleeps makes no step.
        self._choices = self._idents = self._waits = 0
        self._turn_began = 0  # in steps
        self._asked = 0  # the point at which the policy wants to be asked
        self._paused = self._real_start = perf_counter_ns()

    # -- tasks ------------------------------------------------------------------------------

    def spawn(
        self,
        function: Callable[[], object],
        name: str | Callable[[], str] = "",
        daemon: bool = False,
    ) -> Task:
        """Make a task that is ready to run `function`; `name` is a text or gives one."""
        self._idents += 1
        task = Task(self._idents, function, name or f"Task-{self._idents}", daemon)
        self.tasks.append(task)
        self.log(self.current if len(self.tasks) > 1 else task, "created", object=task.name)
        task.state = READY
        self.ready.append(task)
        self.backend.adopt(task, lambda: self._body(task))
        return task

    def run(self, function: Callable[[], object], name: str = "main") -> None:
        """Run `function` as the first task, and all it spawns, until it ends or nothing can.

        Raises what went wrong in the scheduling itself: a schedule that does not fit.
        """
        self.backend.begin(self)
        try:
            main = self.spawn(function, name)
            self.ready.remove(main)
            self._take_turn(main)
            self.backend.enter(main)
        finally:
            self.backend.end()
            self.charge()
        if self.error is not None:
            raise self.error

    def _body(self, task: Task) -> Task | None:
        """A task's whole life, on its own stack. Returns who goes on, None when all is over."""
        task.begun = True
        try:
            if not self.closing:
                self._deliver(task)
                assert task.function is not None
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
        task.fix_name()
        for joiner in task.joiners:
            self.wake(joiner)
        if task is self.tasks[0]:
            # It waited for the others itself. Over it may be already, though nobody tells it now.
            self.stop(self.outcome, self.report)
        heir = self._next(task)
        if heir is not None:
            self._take_turn(heir)
        return heir

    # -- waiting and waking -----------------------------------------------------------------

    def look_at(self, task: Task) -> None:
        """The program looks at the frames of a thread that is not the current one."""

    def wait(self, kind: Wait, site: Site = NOWHERE, timeout: int | None = None) -> bool:
        """Suspend the current task until `wake` (True) or for `timeout` ns (False)."""
        task = self.current
        self.charge()
        self._waits += 1
        if self._waits > self.max_steps:
            self.stop("step limit", ENDLESS.format(self._waits, "waits"))
        if self.closing:
            self._unwind()
        task.state, task.site, task.woken, task.since = WAITING, site, False, self.now
        self.log(task, kind, site.object, site.operation, site.line)
        if timeout is not None:
            self._timers.set(self.now + max(timeout, 0), task)
        self._give_way(task)
        return task.woken

    def wake(self, task: Task) -> None:
        """Make a waiting task ready. A task that is not waiting stays as it is."""
        if task.state is WAITING:
            task.woken = True
            self._make_ready(task)

    def sleep(self, site: Site, span: int) -> None:
        """Wait for `span` ns; one who is interrupted meanwhile sleeps on."""
        deadline = self.now + span
        while self.wait("sleeping", site, deadline - self.now):
            pass

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
        self._waits += 1
        if self._waits > self.max_steps:
            self.stop("step limit", ENDLESS.format(self._waits, "waits"))
        if self.closing:
            self._unwind()
        task = self.current
        if self.ready:
            task.state = READY
            self.ready.append(task)
            self._give_way(task)

    def interrupt(self, task: Task, function: Callable[[], object]) -> None:
        """Have `task` call `function` as soon as it runs, waking it if it waits."""
        task.pending.append(function)
        self.wake(task)
        if task is self.current:
            self.regrant(1)

    def call_later(self, span: int, function: Callable[[], object]) -> Alarm:
        """Have `function` called in `span` ns; it must neither wait nor raise."""
        self.charge()
        alarm = Alarm(self.now + max(span, 0), function)
        self._timers.set(alarm.when, alarm)
        self.regrant()  # or the alarm would wait for the end of the steps already granted
        return alarm

    def stop(self, outcome: str, report: str = "") -> None:
        """End the run: from here on every task unwinds."""
        if not self.closing:
            self.closing, self.outcome, self.report = True, outcome, report
            self.loops = min(self.loops, UNWIND_STEPS)

    def leave_if_over(self) -> None:
        """To be called by who may have ended the run: the current task unwinds then."""
        if self.closing:
            self._unwind()

    def end_others(self) -> None:
        """Unwind all tasks but the current one, which goes on alone.

        In CPython threads that are left at the end just stop. Here their stacks must be tidied
        up, but neither clock nor log may tell of it.
        """
        self.charge()
        last, now, steps, loops = self.current, self.now, self.steps, self.loops
        self.closing, self.loops = True, UNWIND_STEPS
        while (task := self._leftover(last)) is not None:
            self._take_turn(task)
            self.backend.switch(task)  # it unwinds, and gives the turn back to whom it finds first
        self.charge()
        self.now, self.steps, self.loops = now, steps, loops
        self._turn_began = min(self._turn_began, steps)
        self.closing, self._alone = False, last

    @property
    def alone(self) -> bool:
        """Whether the interpreter is at its end."""
        return self._alone is not None

    def _make_ready(self, task: Task) -> None:
        if self._alone is not None and task is not self._alone:
            return
        task.timer = 0
        task.state = READY
        self.ready.append(task)
        self.log(task, "ready")

    def too_many_loops(self) -> NoReturn:
        """A loop without end, at a level where its turns are no steps."""
        self.stop("step limit", ENDLESS.format(self.max_steps, "turns of a loop"))
        self._unwind()

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
            self.stop("step limit", ENDLESS.format(self.steps, "steps"))
        if self.closing:
            self._unwind()
        if task.pending:
            self._deliver(task)
        self._wake_the_due()
        if self.closing:  # an alarm may end the run
            self._unwind()
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
        try:
            choice = self.policy.pick(point, count, default, preempting)
        except ValueError as error:
            # Raised from here it would come up inside the program, which may catch it.
            self.error = error
            self.stop("error")
            return default
        if choice != default:
            self.schedule += (point, choice)
        return choice

    def _give_way(self, task: Task) -> None:
        """The current task cannot go on: hand the turn to another, and come back when called."""
        heir = self._next(task)
        if heir is None or self.closing:
            self._unwind()
        self._switch(task, heir)

    def _switch(self, task: Task, heir: Task) -> None:
        self._take_turn(heir)
        if heir is not task:
            self.switches += 1
            if self.asides:
                for aside in self.asides:
                    aside.leave(task)
            self.backend.switch(heir)
            if self.asides:  # it may have come while the task was suspended
                for aside in self.asides:
                    aside.back(task)
        if self.closing:
            self._unwind()
        if task.pending:
            self._deliver(task)

    def _take_turn(self, task: Task) -> None:
        self.current.worked += self.steps - self._turn_began
        self.current = task
        task.state = RUNNING
        task.site = NOWHERE
        self._turn_began = self.steps
        self.log(task, "running")
        self.regrant()

    def _deliver(self, task: Task) -> None:
        while task.pending:
            task.pending.pop(0)()

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
            if self._timers.heap and self.step_time:
                steps = min(steps, -(-(self._timers.next - self.now) // self.step_time))
        self.left = self._granted = max(steps, 1)

    def charge(self) -> None:
        """Count the steps done since the last grant, and let the time they took pass."""
        done = self._granted - self.left
        if done:
            self.steps += done
            self.now += done * self.step_time
            self._granted = self.left

    def worked(self, task: Task) -> int:
        """The steps that `task` has done."""
        self.charge()
        return task.worked + (self.steps - self._turn_began if task is self.current else 0)

    def _next(self, task: Task) -> Task | None:
        """Who goes on when `task` cannot: someone ready, else whoever's timer is next."""
        while not self.closing:
            self._wake_the_due()
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

    # -- the end ----------------------------------------------------------------------------

    def _leftover(self, task: Task) -> Task | None:
        """While the run is closing: a task whose stack must still unwind."""
        self.ready.clear()
        return next(
            (t for t in self.tasks if t.begun and t.state is not DONE and t is not task), None
        )

    def _unwind(self) -> NoReturn:
        """Tell the current task that the run is over."""
        task = self.current
        task.unwound += 1
        if task.unwound > STUBBORN:  # it catches all exceptions and goes on
            task.state = DONE
            task.fix_name()
            heir = self._leftover(task)
            if heir is not None:
                self._take_turn(heir)
            self.backend.abandon(heir)
        raise Unwind

    # -- time -------------------------------------------------------------------------------

    def _wake_the_due(self) -> None:
        if self._timers.heap:
            for waiting in self._timers.due(self.now):
                self._go_off(waiting)
        if self.files is not None and self.files.waited_for:
            self.files.look(0.0)

    def _go_off(self, waiting: Task | Alarm) -> None:
        if isinstance(waiting, Task):
            self._make_ready(waiting)
        else:
            waiting.function()

    def _let_time_pass(self) -> bool:
        """Nobody can run: wait for a descriptor, or move the clock to the next timer.

        False when there is nothing left that could wake anyone.
        """
        if self.files is not None and self.files.waited_for and self._look_outside():
            return True
        self._wake_the_due()  # looking may take time, and throws cancelled timers away
        if self.ready:
            return True
        if not self._timers.heap:
            return False
        if self.speed:
            self._flush()
        else:
            self._breathe()  # clocks jump thousands of times a second
        when, due = self._timers.pop_together()
        if self.speed:
            self._idle_until(self._real_start + when / self.speed)
        self.now = max(self.now, when)
        for waiting in due:
            self._go_off(waiting)
        return True

    def _look_outside(self) -> bool:
        """Wait for descriptors. True when someone became ready, or real time went by.

        What a thread of this program writes reaches the others at once, or nearly so: then the
        clock stands still. For a descriptor that the outside may serve, the clock follows the
        real one.
        """
        files = self.files
        assert files is not None
        beyond = files.beyond()
        seconds = GRACE if self._timers.heap else PATIENCE
        if beyond:
            self._flush()
            seconds = (
                min(SLICE, (self._timers.next - self.now) / 1e9) if self._timers.heap else SLICE
            )
        began = perf_counter_ns()
        files.look(max(seconds, 0.0))
        if beyond:
            self.now += perf_counter_ns() - began
        return bool(self.ready) or beyond

    def _idle_until(self, when: float) -> None:
        """Nobody can run until the real clock (ns) says `when`."""
        while not self.closing and (left := (when - perf_counter_ns()) / 1e9) > 0:
            self.backend.idle(min(left, SLICE))

    def _breathe(self) -> None:
        """From time to time: pass on what there is to show, let the host look at its mail."""
        if perf_counter_ns() - self._paused > BREATH:
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

    def log(
        self, task: Task, kind: Kind, object: str = "", operation: str = "", line: int = 0
    ) -> None:
        """Add one event to the log, unless it is off, full, or the run is over."""
        if self._log and not self.closing and len(self.events) < MAX_EVENTS:
            self.charge()
            self.events.append(
                Event(self.now / 1e9, task.name, task.ident, kind, object, operation, line)
            )
            if self.hear is not None:
                self.hear(task, kind, object, operation, line)

    def _describe_deadlock(self) -> str:
        lines = ["Deadlock: every thread waits and none can wake another."]
        for task in self.tasks:
            if task.state is WAITING:
                site = task.site
                what = f"{site.operation}({site.object})" if site.operation else "waits"
                holder = f", held by {site.holder.name}" if site.holder else ""
                lines.append(f"{task.name}: line {site.line}: {what}{holder}")
        return "\n".join(lines)
