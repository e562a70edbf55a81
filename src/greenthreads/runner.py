"""Runs one program as `__main__`, in a world of its own, on the green threads."""

from __future__ import annotations

import builtins
import linecache
import select
import sys
import traceback
import warnings
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any, Final, Literal, NamedTuple

from . import garbage, world
from .altering import altered as altered_by
from .clocks import make_time
from .exits import Exits
from .faults import make_faulthandler
from .interrupts import deferred
from .naming import Names
from .options import LEVELS, MAX_STEPS, Level, Options
from .ours import hide_ours, opening, outermost
from .policies import Plain
from .preemption import Watch, codes_in
from .scheduler import Backend, Event, Scheduler, Unwind
from .semaphores import make_multiprocessing
from .signals import Signals
from .stacks import Stacks, walk_stack
from .streams import NoInput, Output, Piece, Stream
from .threads import Threads, make_thread
from .tracing import Tracing

__all__ = [
    "LEVELS",
    "MAX_STEPS",
    "Event",
    "Level",
    "Options",
    "Piece",
    "Program",
    "Result",
    "Thread",
    "default_backend",
    "run",
]

Ending = Literal["finished", "deadlock", "step limit", "error"]


class Thread(NamedTuple):
    """One thread of a finished run."""

    ident: int
    name: str
    daemon: bool


@dataclass
class Result:
    """What a run did.

    `outcome` is "finished", "deadlock", "step limit", "error" (an exception ended the main
    thread), or what a host gave to `Scheduler.stop`; `report` tells more of a deadlock or a limit.
    `status` is the exit code, `elapsed` virtual seconds. `schedule`, given to Options, repeats
    the run.
    """

    outcome: str
    status: int
    report: str
    output: list[Piece]
    events: list[Event]
    threads: list[Thread]
    elapsed: float
    steps: int
    switches: int
    schedule: list[int]

    @property
    def stdout(self) -> str:
        """All the program wrote to `sys.stdout`."""
        return "".join(piece.text for piece in self.output if piece.stream == "out")

    @property
    def stderr(self) -> str:
        """All the program wrote to `sys.stderr`."""
        return "".join(piece.text for piece in self.output if piece.stream == "err")


OnOutput = Callable[[list[Piece]], object]
OnEvents = Callable[[list[Event]], object]


def run(
    source: str,
    filename: str = "program.py",
    options: Options | None = None,
    backend: Backend | None = None,
    on_output: OnOutput | None = None,
    on_events: OnEvents | None = None,
) -> Result:
    """Run `source` as `__main__` and return what it did; the program's errors are in the Result.

    `on_output` and `on_events` get what is new while the program runs: often at real speed,
    at most every 16 ms otherwise. Raises ValueError for options that make no sense or a schedule
    that does not fit, RuntimeError while another program runs in this process, and
    KeyboardInterrupt when the host is interrupted meanwhile; the world is put back first.
    """
    result = run_only(source, filename, options, backend, on_output, on_events)
    garbage.collect(0)  # what this run left is all young: collection is off while a run lasts
    return result


def run_only(
    source: str,
    filename: str,
    options: Options | None = None,
    backend: Backend | None = None,
    on_output: OnOutput | None = None,
    on_events: OnEvents | None = None,
) -> Result:
    """As `run`, for a host that shows the result first and collects afterwards what it left."""
    options = options or Options()
    program = Program(source, filename, options.level, backend or default_backend())
    with program:
        return program.run(options, on_output, on_events)


def default_backend() -> Backend:
    """A new back-end for this interpreter: greenlet, or Pyodide's stack switching."""
    if sys.platform == "emscripten":
        from .backend_jspi import JspiBackend

        return JspiBackend()
    from .backend_greenlet import GreenletBackend

    return GreenletBackend()


class Program:
    """A compiled program that can be run many times; watch its code with `with`."""

    def __init__(self, source: str, filename: str, level: Level, backend: Backend) -> None:
        self.source, self.filename, self.backend = source, filename, backend
        self.error: Exception | None = None
        # The compiler's warnings are the program's: each run shows them.
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                self.code = compile(source, filename, "exec", dont_inherit=True)
            except (SyntaxError, ValueError) as error:
                self.error, self.code = error, compile("", filename, "exec")
        self.warnings = caught
        self.codes = list(codes_in(self.code))
        self.watch = Watch(self.codes, level, backend.from_trace)
        self.watches = level != "off"
        self.altered = altered_by(self.codes)

    def __enter__(self) -> Program:
        self.watch.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.watch.stop()
        self.backend.close()

    def run(
        self,
        options: Options,
        on_output: OnOutput | None = None,
        on_events: OnEvents | None = None,
        policy: Plain | None = None,
    ) -> Result:
        """Run it once. `policy` decides instead of the options' seed and schedule."""
        return _Run(self, options, on_output, on_events, policy).result()


class _Run:
    """One run: its scheduler, its world, its output."""

    def __init__(
        self,
        program: Program,
        options: Options,
        on_output: OnOutput | None,
        on_events: OnEvents | None,
        policy: Plain | None,
    ) -> None:
        self.program, self.options = program, options
        self.on_output, self.on_events = on_output, on_events
        self.status, self.failed = 0, False
        self._sent_events = 0
        self.scheduler = self._new_scheduler(policy)
        self.output = Output(self.scheduler, self.flush if options.speed else None)
        self.main = ModuleType("__main__")
        self.main.__dict__.update(__file__=program.filename, __builtins__=builtins)
        self.exits = Exits()
        self.world = self._world()

    # An exploration has a scheduler and threads of its own.

    def _new_scheduler(self, policy: Plain | None) -> Scheduler:
        return _scheduler_for(self.options, policy, self.program.backend, self.flush)

    def _new_threads(self, names: Names, signals: Signals) -> Threads:
        return Threads(self.scheduler, names, signals)

    def _world(self) -> world.World:
        scheduler, options = self.scheduler, self.options
        names = Names(self.program.filename, self.main.__dict__)
        signals = Signals(scheduler, names, self._end)
        threads = self._new_threads(names, signals)
        stacks = Stacks(scheduler, self.program.codes)
        signal_module = signals.module()
        modules = {
            "__main__": self.main,
            "_thread": make_thread(scheduler, names, threads, self._step(), options.log),
            "time": make_time(scheduler, names, threads.task_of, options.start),
            "_signal": signal_module,
            "atexit": self.exits,
        }
        lazy: dict[str, Callable[[], ModuleType]] = {
            "faulthandler": lambda: make_faulthandler(scheduler, stacks, self._end),
            "_multiprocessing": lambda: make_multiprocessing(scheduler, names),
        }
        patches: dict[str, dict[str, object]] = {
            "sys": self._sys() | Tracing(scheduler).patches(),
            "os": world.system_patches() | {"_exit": self._exit_now, "abort": self._abort},
            "signal": signals.patches(signal_module),
            "traceback": {"walk_stack": walk_stack},
            # The import system keeps locks of its own; who waits for one must let others run. Its
            # steps are no steps of the program: what is imported already would change the run.
            "importlib._bootstrap": {"_thread": threads.for_imports()},
        }
        patches["sys"]["_current_frames"] = stacks.current_frames
        patches["os"]["kill"] = signals.kill
        if hasattr(select, "poll"):
            world.add_descriptors(scheduler, names, lazy, patches)
        altered = self.program.altered
        return world.World(modules, lazy, patches, options.fresh, options.seed, altered)

    def _sys(self) -> dict[str, object]:
        """Attributes of `sys` that the run has its own of."""
        return {
            "stdout": Stream(self.output, "out"),
            "stderr": Stream(self.output, "err"),
            "stdin": NoInput(),
            "argv": [self.program.filename, *self.options.argv],
            "_is_gil_enabled": lambda: self.options.level != "free-threaded",
            "excepthook": sys.__excepthook__,
            "unraisablehook": sys.__unraisablehook__,
            "displayhook": sys.__displayhook__,
            "breakpointhook": sys.__breakpointhook__,
        }

    def _step(self) -> Callable[[], None]:
        """What the green primitives call: a step if the caller is watched."""
        if not self.program.watches:
            return self.scheduler.step  # so that a loop around a lock cannot go on for ever
        scheduler, filename, getframe = self.scheduler, self.program.filename, sys._getframe

        def step() -> None:
            frame = getframe(2)
            if frame.f_code.co_name in ("__enter__", "__exit__") and frame.f_back is not None:
                frame = frame.f_back
            if frame.f_code.co_filename == filename:
                scheduler.step()

        return step

    def result(self) -> Result:
        """Run, and say what came of it."""
        scheduler = self.scheduler
        with self.world:
            self._show_source()
            self.program.watch.attach(scheduler)
            with deferred() as interrupts:
                interrupts.scheduler = scheduler
                try:
                    scheduler.run(self._main, "MainThread")
                finally:
                    interrupts.scheduler = None
            self.flush()
        if scheduler.outcome != "finished":
            self.status = 1
        elif self.failed:
            scheduler.outcome = "error"
        return Result(
            scheduler.outcome,
            self.status,
            scheduler.report,
            self.output.pieces,
            scheduler.events,
            [Thread(task.ident, task.name, task.daemon) for task in scheduler.tasks],
            scheduler.seconds,
            scheduler.steps,
            scheduler.switches,
            scheduler.schedule,
        )

    # -- the main thread --------------------------------------------------------------------

    @outermost
    def _main(self) -> None:
        """The main thread's whole life: the program, then what the interpreter does at its end."""
        self._guard(self._execute)
        threads = self.world.modules.get("threading")
        if threads is not None:
            self._guard(threads._shutdown)
        self._guard(self.exits._run_exitfuncs)
        # From here on CPython lets no other thread run, while the globals die.
        self.scheduler.end_others()
        self._end_of_program()
        _let_go(self.main.__dict__)

    def _end_of_program(self) -> None:
        """No other thread runs any more, and the globals are still there."""

    @opening
    def _execute(self) -> None:
        if self.program.error is not None:
            raise self.program.error
        for warning in self.program.warnings:
            warnings.warn_explicit(
                warning.message, warning.category, warning.filename, warning.lineno
            )
        exec(self.program.code, self.main.__dict__)

    def _guard(self, function: Callable[[], object]) -> None:
        try:
            function()
        except SystemExit as leaving:
            self._leave(leaving.code)
        except Unwind:
            raise
        except BaseException as error:
            self.failed, self.status = True, 1
            self._tell(error)

    @opening
    def _tell(self, error: BaseException) -> None:
        """Have `sys.excepthook` report an error; when it fails, report both, as CPython does."""
        hide_ours(error)
        try:
            sys.excepthook(type(error), error, error.__traceback__)
        except Unwind:
            raise
        except SystemExit as leaving:
            self._leave(leaving.code)
        except BaseException as second:
            second.__context__ = None
            print("Error in sys.excepthook:", file=sys.stderr)
            traceback.print_exception(hide_ours(second))
            print("\nOriginal exception was:", file=sys.stderr)
            traceback.print_exception(error)

    def _leave(self, code: Any) -> None:
        if code is None or isinstance(code, int):
            self.status = code or 0
        else:
            print(code, file=sys.stderr)
            self.status = 1

    # -- ends in the middle -----------------------------------------------------------------

    def _end(self, status: int) -> None:
        """End the run as soon as it is possible."""
        self.status = status
        self.scheduler.stop("finished")

    def _exit_now(self, status: int) -> None:
        """What `os._exit` does here: end the run at once."""
        self._end(status)
        raise Unwind

    def _abort(self) -> None:
        """What `os.abort` does here: as in a shell, the status tells of SIGABRT."""
        self._exit_now(128 + 6)

    # -- what others see --------------------------------------------------------------------

    def _show_source(self) -> None:
        """Let tracebacks quote the program's lines even when it is no file."""
        source, filename = self.program.source, self.program.filename
        lines = (len(source), None, source.splitlines(True), filename)
        self.world.keep(linecache.cache, filename, lines)

    def flush(self) -> None:
        """Pass on what is new."""
        pieces, events = self.output.pieces, self.scheduler.events
        if self.on_output is not None and len(pieces) > self.output.passed_on:
            new = pieces[self.output.passed_on :]
            self.output.passed_on = len(pieces)
            self.on_output(new)
        if self.on_events is not None and len(events) > self._sent_events:
            fresh, self._sent_events = events[self._sent_events :], len(events)
            self.on_events(fresh)


def _scheduler_for(
    options: Options, policy: Plain | None, backend: Backend, on_pause: Callable[[], object]
) -> Scheduler:
    step_time = round(options.step_time * 1e9)
    interval = round(sys.getswitchinterval() * 1e9)
    return Scheduler(
        backend,
        policy or options.policy(),
        speed=options.speed,
        step_time=step_time,
        quantum=options.quantum or max(1, interval // max(step_time, 1)),
        max_steps=options.limit,
        log=options.log,
        on_pause=on_pause,
    )


@opening
def _let_go(values: dict[str, Any]) -> None:
    """Let go of a module's globals one by one, so that destructors run.

    They may use other globals, which CPython keeps until the last destructor has run. So objects
    with a destructor go first, then what may hold such objects, then the rest; functions,
    classes and modules stay.
    """
    own = {name: type(value) for name, value in values.items() if not name.startswith("__")}
    for name in [name for name, kind in own.items() if hasattr(kind, "__del__")]:
        values.pop(name, None)
    for name in [name for name, kind in own.items() if issubclass(kind, _HOLDING)]:
        values.pop(name, None)
    for name in [name for name, kind in own.items() if not issubclass(kind, _LASTING)]:
        values.pop(name, None)


_HOLDING: Final = (list, tuple, dict, set, frozenset, deque)
_LASTING: Final = (type, FunctionType, ModuleType)
