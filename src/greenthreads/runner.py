"""Runs one program as `__main__`, in a world of its own, on the green threads.

The world is what the program's imports find: `_thread` and `time` on the scheduler, and fresh,
unmodified copies of the standard library's modules above them. It stands in `sys.modules` while
the run lasts; afterwards everything is as it was.
"""

from __future__ import annotations

import importlib.machinery
import io
import itertools
import linecache
import os
import sys
import sysconfig
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import CodeType, ModuleType
from typing import NamedTuple

from .faults import make_faulthandler
from .lowlevel import START, make_thread, make_time
from .naming import Names
from .preemption import LEVELS, Watch, codes_in
from .scheduler import Drawn, Event, Plain, Replay, Scheduler, Unwind
from .stacks import Stacks

FRESH = frozenset(
    (
        "threading",
        "_threading_local",
        "queue",
        "concurrent",
        "logging",
        "sched",
        "random",
        "datetime",
        "_pydatetime",
        "_strptime",
        "asyncio",
        "multiprocessing",
        "socketserver",
        "timeit",
    )
)
# Classes whose objects the library keeps in sets: by address, their order would differ by run.
KEPT_IN_SETS = {"threading": "Thread", "concurrent.futures._base": "Future"}
HIDDEN = ("_queue", "_datetime")  # C modules that would block, or read the real clock
MAX_STEPS = {"gil": 10_000_000, "free-threaded": 2_000_000, "off": 1 << 62}
NO_INPUT = "input() has no keyboard here: a program run by its button cannot ask its reader"


@dataclass(frozen=True)
class Options:
    """How to run a program. The same options give the same run.

    seed: 0 is the plain schedule (first come, first served, turns of 5 ms), any other number
    draws one. level: where a thread may lose its turn: "gil", "free-threaded" or, at green locks
    only, "off". speed: None for instant, 1.0 for real time, 2.0 for twice as fast. max_steps: an
    endless program ends after so many (None: by level). schedule: pairs of point and choice, as a
    Result or an exploration gives them, replayed instead of the seed; a pair 0, n in front says
    that turns are of n steps and steps take no time. step_time: what a step costs, in seconds.
    quantum: steps in a turn (None: what sys.setswitchinterval says). start: what time.time() says
    at first. log: whether to keep events. fresh: more modules to import anew for the run.
    """

    seed: int = 0
    level: str = "gil"
    speed: float | None = None
    max_steps: int | None = None
    schedule: Sequence[int] | None = None
    argv: Sequence[str] = ()
    step_time: float = 1e-7
    quantum: int | None = None
    start: float = START
    log: bool = True
    fresh: frozenset[str] = field(default=frozenset())

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise ValueError(f"level must be one of {', '.join(LEVELS)}, not {self.level!r}")
        if self.speed is not None and not self.speed > 0:
            raise ValueError(f"speed must be None or greater than 0, not {self.speed!r}")
        if self.max_steps is not None and self.max_steps < 1:
            raise ValueError(f"max_steps must be at least 1, not {self.max_steps!r}")


class Piece(NamedTuple):
    """Some text the program wrote: when (virtual seconds), which thread, "out" or "err"."""

    time: float
    thread: str
    stream: str
    text: str


class Thread(NamedTuple):
    """One thread of a finished run."""

    ident: int
    name: str
    daemon: bool


@dataclass
class Result:
    """What a run did. `elapsed` is virtual seconds, `status` the exit code.

    `outcome` is "finished", "deadlock", "step limit" or "error"; `report` tells about the middle
    two. `schedule`, given to Options, repeats the run.
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


def run(
    source: str,
    filename: str = "program.py",
    options: Options | None = None,
    backend=None,
    on_output: Callable[[list[Piece]], object] | None = None,
    on_events: Callable[[list[Event]], object] | None = None,
) -> Result:
    """Run `source` as `__main__` and return what it did; the program's errors are in the Result.

    `on_output` and `on_events` get what is new while the program runs: often at real speed,
    at most every 16 ms otherwise. Raises ValueError for options that make no sense.
    """
    options = options or Options()
    backend = backend or default_backend()
    program = Program(source, filename, options.level, backend)
    with program:
        return program.run(options, on_output, on_events)


def default_backend():
    """A new back-end for this interpreter: greenlet, or Pyodide's stack switching."""
    if sys.platform == "emscripten":
        from .backend_jspi import JspiBackend

        return JspiBackend()
    from .backend_greenlet import GreenletBackend

    return GreenletBackend()


class Program:
    """A compiled program that can be run many times; watch its code with `with`."""

    def __init__(self, source: str, filename: str, level: str, backend) -> None:
        self.source, self.filename, self.backend = source, filename, backend
        self.error: SyntaxError | None = None
        try:
            self.code = compile(source, filename, "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            self.error, self.code = error, compile("", filename, "exec")
        self.codes = list(codes_in(self.code))
        self.watch = Watch(self.codes, level, backend.from_trace)
        self.watches = level != "off"

    def __enter__(self) -> Program:
        self.watch.start()
        return self

    def __exit__(self, *exc_info) -> None:
        self.watch.stop()

    def run(self, options: Options, on_output=None, on_events=None, policy=None) -> Result:
        """Run it once. `policy` decides instead of the options' seed and schedule."""
        return _Run(self, options, on_output, on_events, policy).result()


class _Run:
    """One run: its scheduler, its world, its output."""

    def __init__(self, program: Program, options: Options, on_output, on_events, policy) -> None:
        self.program, self.options = program, options
        self.on_output, self.on_events = on_output, on_events
        self.output: list[Piece] = []
        self.status, self.failed = 0, False
        self._sent_output = self._sent_events = 0
        step_time, quantum = round(options.step_time * 1e9), options.quantum
        if options.schedule and options.schedule[0] == 0:
            step_time, quantum = 0, options.schedule[1]
        interval = round(sys.getswitchinterval() * 1e9)
        self.scheduler = scheduler = Scheduler(
            program.backend,
            policy or _policy(options),
            speed=options.speed,
            step_time=step_time,
            quantum=quantum or max(1, interval // max(step_time, 1)),
            max_steps=options.max_steps or MAX_STEPS[options.level],
            log=options.log,
            on_pause=self.flush,
        )
        self.main = ModuleType("__main__")
        self.main.__dict__.update(__file__=program.filename, __builtins__=__builtins__)
        names = Names(program.filename, self.main.__dict__)
        self.stacks = Stacks(scheduler, program.codes)
        self.world = World(
            options,
            {
                "__main__": self.main,
                "_thread": make_thread(scheduler, names, self._step(), options.log),
                "time": make_time(scheduler, names, options.start),
                "atexit": _Exits("atexit"),
                "faulthandler": make_faulthandler(scheduler, self.stacks, self._end),
            },
        )

    def _step(self):
        """What the green primitives call: a step if the caller is watched."""
        if not self.program.watches:
            return self.scheduler.step  # so that a loop around a lock cannot go on for ever
        scheduler, filename, getframe = self.scheduler, self.program.filename, sys._getframe

        def step() -> None:
            frame = getframe(2)
            if frame.f_code.co_name in ("__enter__", "__exit__"):
                frame = frame.f_back
            if frame.f_code.co_filename == filename:
                scheduler.step()

        return step

    def result(self) -> Result:
        scheduler = self.scheduler
        streams = {
            "stdout": Stream(self, "out"),
            "stderr": Stream(self, "err"),
            "stdin": _NoInput(),
            "argv": [self.program.filename, *self.options.argv],
            "_current_frames": self.stacks.current_frames,
            "_is_gil_enabled": lambda: self.options.level != "free-threaded",
        }
        with self.world.installed(streams, self._exit_now):
            self._show_source()
            self.program.watch.attach(scheduler)
            scheduler.run(self._main, "MainThread")
        if scheduler.outcome == "step limit":
            scheduler.report = (
                f"Stopped after {scheduler.steps:,} steps: the program may never end."
            )
        if scheduler.outcome != "finished":
            self.status = 1
        elif self.failed:
            scheduler.outcome = "error"
        self.flush()
        threads = [Thread(t.ident, t.name, t.daemon) for t in scheduler.tasks]
        return Result(
            scheduler.outcome,
            self.status,
            scheduler.report,
            self.output,
            scheduler.events,
            threads,
            scheduler.seconds,
            scheduler.steps,
            scheduler.switches,
            scheduler.schedule,
        )

    def _main(self) -> None:
        """The main thread's whole life: the program, then what the interpreter does at its end."""
        self._guard(self._execute)
        threading = self.world.modules.get("threading")
        if threading is not None:
            self._guard(threading._shutdown)
        self._guard(self.world.modules["atexit"]._run_exitfuncs)

    def _execute(self) -> None:
        if self.program.error is not None:
            raise self.program.error
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
            own = self._own_frames(error.__traceback__)
            sys.excepthook(type(error), error.with_traceback(own), own)

    def _leave(self, code) -> None:
        if code is None or isinstance(code, int):
            self.status = code or 0
        else:
            print(code, file=sys.stderr)
            self.status = 1

    def _own_frames(self, trace):
        """The traceback from the program's first frame on: ours are none of its business."""
        first = trace
        while first is not None and first.tb_frame.f_code.co_filename != self.program.filename:
            first = first.tb_next
        return first

    def _exit_now(self, status: int) -> None:
        """What `os._exit` does here: end the run at once."""
        self._end(status)
        raise Unwind

    def _end(self, status: int) -> None:
        self.status = status
        self.scheduler.stop("finished")

    def _show_source(self) -> None:
        """Let tracebacks quote the program's lines even when it is no file."""
        source = self.program.source
        self.world.keep(
            linecache.cache,
            self.program.filename,
            (len(source), None, source.splitlines(True), self.program.filename),
        )

    def write(self, stream: str, text: str) -> None:
        """Keep what the current thread wrote; what is written while unwinding is muted."""
        scheduler = self.scheduler
        if scheduler.closing or not text:
            return
        now, name, output = scheduler.seconds, scheduler.current.name, self.output
        last = output[-1] if len(output) > self._sent_output else None
        if last is not None and last[:3] == (now, name, stream):
            output[-1] = last._replace(text=last.text + text)
        else:
            output.append(Piece(now, name, stream, text))
        if self.options.speed and text.endswith("\n"):
            self.flush()

    def flush(self) -> None:
        """Pass on what is new."""
        if self.on_output is not None and len(self.output) > self._sent_output:
            fresh, self._sent_output = self.output[self._sent_output :], len(self.output)
            self.on_output(fresh)
        events = self.scheduler.events
        if self.on_events is not None and len(events) > self._sent_events:
            fresh, self._sent_events = events[self._sent_events :], len(events)
            self.on_events(fresh)


def _policy(options: Options) -> Plain:
    if options.schedule is not None:
        return Replay(options.schedule)
    return Drawn(options.seed) if options.seed else Plain()


class Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of a run."""

    encoding, errors = "utf-8", "strict"

    def __init__(self, run: _Run, name: str) -> None:
        self._run, self._name = run, name
        self.name = f"<std{name}>"
        self.mode = "w"

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, text: str) -> int:
        """Tag `text` with the time and the thread."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._run.write(self._name, text)
        return len(text)

    def reconfigure(self, **options) -> None:
        """Accepted and ignored: there is no buffer to configure."""


class _NoInput(io.TextIOBase):
    """`sys.stdin` of a run: nobody is at the keyboard."""

    name, encoding, errors = "<stdin>", "utf-8", "strict"

    def readable(self) -> bool:
        return True

    def readline(self, size=-1) -> str:
        raise EOFError(NO_INPUT)

    read = readlines = __next__ = readline


class _Exits(ModuleType):
    """The `atexit` module of a run."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._functions: list[tuple] = []

    def register(self, function, /, *args, **kwargs):
        """Call `function` when the run ends, the last registered first."""
        self._functions.append((function, args, kwargs))
        return function

    def unregister(self, function) -> None:
        """Forget `function`."""
        self._functions = [entry for entry in self._functions if entry[0] != function]

    def _run_exitfuncs(self) -> None:
        while self._functions:
            function, args, kwargs = self._functions.pop()
            try:
                function(*args, **kwargs)
            except Exception:
                traceback.print_exc()


class World:
    """The modules a run sees in place of the host's, and the way in and out of it."""

    _code: dict[str, tuple] = {}  # module name: its spec and code, read once

    def __init__(self, options: Options, modules: dict[str, ModuleType]) -> None:
        self._fresh = FRESH | options.fresh
        self._seed = options.seed
        self.modules = modules
        self._kept: list[tuple[dict, object, object]] = []

    def keep(self, mapping: dict, key, value) -> None:
        """Set `mapping[key]` until the world ends."""
        self._kept.append((mapping, key, mapping.get(key, _ABSENT)))
        if value is _ABSENT:
            mapping.pop(key, None)
        else:
            mapping[key] = value

    def installed(self, sys_values: dict, exit_now) -> World:
        """A context in which imports, and these attributes of `sys`, are the run's."""
        for name in [n for n in sys.modules if self._is_fresh(n)]:
            self.keep(sys.modules, name, _ABSENT)
        for name in HIDDEN:
            self.keep(sys.modules, name, None)
        for name, module in self.modules.items():
            self.keep(sys.modules, name, module)
        for name, value in sys_values.items():
            self.keep(sys.__dict__, name, value)
        for hook in ("excepthook", "unraisablehook"):
            self.keep(sys.__dict__, hook, getattr(sys, f"__{hook}__"))
        self.keep(os.__dict__, "_exit", exit_now)
        no_gil = int(not sys_values["_is_gil_enabled"]())
        self.keep(sysconfig.get_config_vars(), "Py_GIL_DISABLED", no_gil)
        # Fresh modules would each leave a hook for ever.
        self.keep(os.__dict__, "register_at_fork", lambda **hooks: None)
        self._interval = sys.getswitchinterval()
        self._loaded = set(sys.modules)
        return self

    def __enter__(self) -> World:
        sys.meta_path.insert(0, self)
        return self

    def __exit__(self, *exc_info) -> None:
        sys.meta_path.remove(self)
        sys.setswitchinterval(self._interval)
        for name in set(sys.modules) - self._loaded:
            if self._is_fresh(name) or self._belongs(sys.modules[name]):
                del sys.modules[name]
        for mapping, key, value in reversed(self._kept):
            if value is _ABSENT:
                mapping.pop(key, None)
            else:
                mapping[key] = value

    def _is_fresh(self, name: str) -> bool:
        """Whether a module is imported anew for each run: by its own or its package's name."""
        return name in self._fresh or name.partition(".")[0] in self._fresh

    def _belongs(self, module) -> bool:
        """Whether a module that the run imported holds on to something of its world."""
        own = {id(m) for m in self.modules.values()}
        values = list(getattr(module, "__dict__", {}).values())  # None, and `js`, have none
        return any(
            id(value) in own or getattr(value, "__module__", None) in self.modules
            for value in values
        )

    # -- the import system's side ----------------------------------------------------------

    def find_spec(self, name: str, path=None, target=None):
        """A spec for a fresh copy of one of the standard library's modules, else None."""
        if not self._is_fresh(name):
            return None
        if name not in self._code:
            found = importlib.machinery.PathFinder.find_spec(name, path)
            if found is None or not hasattr(found.loader, "get_code"):
                return found
            self._code[name] = found, found.loader.get_code(name)
        found, _ = self._code[name]
        spec = importlib.machinery.ModuleSpec(
            name, self, origin=found.origin, is_package=found.submodule_search_locations is not None
        )
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.extend(found.submodule_search_locations)
        spec.has_location = True
        return spec

    def create_module(self, spec):
        """An ordinary module."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's own, unmodified code."""
        code: CodeType = self._code[module.__name__][1]
        self.modules[module.__name__] = module
        exec(code, module.__dict__)
        if module.__name__ == "random":
            module.seed(self._seed)
        if name := KEPT_IN_SETS.get(module.__name__):
            getattr(module, name).__hash__ = _by_age()


def _by_age() -> Callable[[object], int]:
    """A `__hash__` that counts objects as they are first hashed: their sets keep one order."""
    ages = itertools.count(1)

    def age(self) -> int:
        if "_green_age" not in self.__dict__:
            self._green_age = next(ages)
        return self._green_age

    return age


_ABSENT = object()
