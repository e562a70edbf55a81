"""Python's side of the worker: runs and explores programs, tells of it in JSON.

`run(job, emit)`, `explore(job, emit)` and `step(job, emit)` take the job as JSON and return the
result as JSON; `emit(kind, json)` passes on what happens meanwhile. All are called with
`callPromising`.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from json import dumps, loads  # taken now: a program may set others
from types import FrameType
from typing import Any, NamedTuple, NoReturn, Protocol, TypedDict

import greenthreads
from browser import fake_web
from browser.reaching import reaches  # noqa: F401  # worker.js asks it
from greenthreads import garbage
from greenthreads.runner import Options, Piece, Result
from greenthreads.runner import run_only as run_program  # `tidy` collects, once the result is shown
from greenthreads.scheduler import Backend, Event, Scheduler, Site, Task
from greenthreads.timeline import draw
from guarantee import Badge, Guarantee, exactly, misfit, parse

with contextlib.suppress(ImportError):  # on disk they stand in the chapters' folders
    import_module("rules_of")  # the chapters' rules, packed beside this

# OPTIONS a page may give, beside those of greenthreads.runner.Options (seed, level, speed,
# max_steps, schedule, argv, start): `expect`, the text of a guarantee that each run is held
# against, or `exact`, the output itself, and `stderr`, the guarantee of what it writes to stderr
# (nothing, if left out), and `badge`, what stands above a program that fails; for explore,
# `ordered` and `limit` of greenthreads.exploration; for run, an Outcome's `witness`, and whether
# it was `ordered`; for judge, the text of a `contract`, in the place of the one that the program
# has.
SHOWN = 1_000_000  # characters of output passed on
KEPT = 20_000_000  # characters after which a program is ended
MANY = 500  # pieces of output that are passed on each by itself; events of one message
GUARANTEES = ("expect", "exact", "stderr", "badge")
PICTURE = 0.1  # seconds between two pictures of a run at a speed
SHARE = 5  # a picture may take a fifth of the time: here a long run takes 0.2 s to draw
STATUS = {
    "deadlock": "deadlock",
    "endless": "endless",
    "step limit": "limit",
    "output limit": "limit",
}
PAGES_NOTE = (
    f"In your browser, requests gets pages of this site, {fake_web.DELAY} s after it asks; "
    "no other server is reached.\n"
)
FOLDERS = ("/home/reader", "/tmp")  # where a program in the page finds room
FRESH = frozenset(("requests", "urllib3", "browser.web", "http"))  # import threading or time

WARM_UP = """
import collections, concurrent.futures, contextlib, dataclasses, logging, queue, random, sched
import sys, threading, time
with concurrent.futures.ThreadPoolExecutor() as pool:
    print("warm")
threading.Lock(), threading.RLock(), threading.Condition(), threading.Event(), queue.Queue()
"""

IN_THE_PAGE = ("browser.late", "greenthreads.backend_jspi")
NO_WORDS = (
    "The program ended by an exception that could not be shown, for it had changed what shows them."
)
Emit = Callable[[str, str], object]  # kind of message, the message in JSON


class Job(TypedDict):
    """One order of the page."""

    source: str
    filename: str
    options: dict[str, Any]
    pages: dict[str, str] | None
    events: bool


pages: dict[str, str] = {}  # path on this site -> text, what `requests` gets; see web.py
_output: Output | None = None  # of the program that runs


def _begin(job: str, emit: Emit) -> tuple[Job, Output]:
    """What the page asks for, and where its program's output and its requests go."""
    global _output
    task: Job = loads(job)
    pages.update(task.get("pages") or {})
    _output = Output(emit, task["filename"], task.get("events", False))
    return task, _output


def run(job: str, emit: Emit) -> str:
    """Run one program; the result's fields are described in runner.mjs."""
    task, output = _begin(job, emit)
    began = time.perf_counter()
    try:
        result = _replayed(task, output) if "witness" in task["options"] else _run(task, output)
    except ValueError as error:  # options that make no sense
        return _refused(error)
    report = _report(task, result)
    if output.cut:
        report["message"] = output.message()
    report.update(
        fit=_fit(task, result),
        badge=_failed(task, result),
        timeline=_timeline(task, result),
        elapsed=result.elapsed,
        steps=result.steps,
        switches=result.switches,
        schedule=result.schedule,
        sentence=getattr(result, "sentence", ""),  # of a witness
        threads=[thread._asdict() for thread in result.threads],
        real=time.perf_counter() - began,
    )
    return dumps(report)


def _run(task: Job, output: Output) -> Result:
    options = _options(task["options"])
    if options.speed:
        output.growing = Growing(task, output.emit, options.speed)
    return run_program(
        task["source"], task["filename"], options, output.backend, output.pieces, output.events
    )


def _replayed(task: Job, output: Output) -> Result:
    """The run of a schedule that an exploration found: it has no speed, and is shown at its end."""
    from greenthreads.exploration import replay  # it comes with the first exploration

    given = dict(task["options"])
    witness, ordered = given.pop("witness"), given.pop("ordered", False)
    result = replay(
        task["source"],
        task["filename"],
        _options(given),
        witness=witness,
        ordered=ordered,
        backend=output.backend,
    )
    output.pieces(result.output)
    output.events(result.events)
    return result


def explore(job: str, emit: Emit) -> str:
    """Run a program once for each class of its schedules; the result is described in runner.mjs."""
    # What these need comes with the first exploration.
    from browser.exploring import explored
    from greenthreads.exploration import explore as each_class

    task, output = _begin(job, emit)
    given = dict(task["options"])
    bounds: dict[str, Any] = {k: given.pop(k) for k in ("ordered", "limit") if k in given}
    given.setdefault("level", "free-threaded")
    began = time.perf_counter()
    try:
        runs = each_class(
            task["source"], task["filename"], _options(given), backend=output.backend, **bounds
        )
        found = explored(runs, _promise(task), _badge(task), emit)
    except (ValueError, TypeError) as error:
        return _refused(error)
    report = {"status": "ok", "message": "", "real": time.perf_counter() - began}
    return dumps(report | found)


def judge(job: str, emit: Emit) -> str:
    """Judge a program by its contract, in all classes; the result is described in runner.mjs."""
    from browser.judging import judged  # what it needs comes with the first exploration

    task, output = _begin(job, emit)
    given = dict(task["options"])
    contract = given.pop("contract", None)
    given.setdefault("level", "free-threaded")
    began = time.perf_counter()
    try:
        options = _options(given)
    except ValueError as error:
        return _refused(error)
    report = judged(task["source"], task["filename"], contract, options, output.backend, emit)
    return dumps({**report, "real": time.perf_counter() - began})


def step(job: str, emit: Emit) -> str:
    """Make a run again, and tell its steps: the data of `greenthreads.stepping.Log`."""
    from greenthreads.stepping import step as steps_of  # it comes with the first exploration

    task, output = _begin(job, emit)
    given = dict(task["options"])
    witness, ordered = given.pop("witness", ""), given.pop("ordered", False)
    try:
        log = steps_of(
            task["source"],
            task["filename"],
            _options(given),
            witness=witness,
            ordered=ordered,
            backend=output.backend,
        )
    except ValueError as error:
        return _refused(error)
    return dumps({"status": "ok", "message": "", "log": log.data()})


def play(job: str, emit: Emit) -> str:
    """Play a game of choices as far as they go: the data of `greenthreads.stepping.breaking.Play`.

    Beside `choices` the page may give `shows` or `lacks`, the marks of a failure: `fails` says
    whether the run that is over shows it.
    """
    from greenthreads.stepping.breaking import play as played

    task, output = _begin(job, emit)
    given = dict(task["options"])
    choices, ordered = given.pop("choices", []), given.pop("ordered", False)
    marks = {name: given.pop(name, "") for name in ("shows", "lacks")}
    given.setdefault("level", "free-threaded")
    try:
        game = played(
            task["source"],
            task["filename"],
            _options(given),
            choices=choices,
            ordered=ordered,
            backend=output.backend,
        )
    except ValueError as error:
        return _refused(error)
    written = [text for text in (game.printed, game.errors) if text]
    told = game.data() | {"fails": _fails(game.kind, written, **marks)}
    return dumps({"status": "ok", "message": "", "game": told})


def _fails(kind: str, written: list[str], shows: str, lacks: str) -> bool:
    """Whether a run that is over shows a failure; without marks: whether it ended badly."""
    if not shows and not lacks:
        return kind not in ("", "finished")
    wanted = parse(f"⋮\n{(shows or lacks).rstrip()}\n⋮", "the failure")
    return kind != "" and any((misfit(wanted, text) is None) is bool(shows) for text in written)


def wait_for_page(url: str, seconds: float) -> None:
    """Let the current thread wait as for the network; tell the reader once what this is."""
    if _output is None:
        raise RuntimeError("browser.web answers programs that the green threads run")
    _output.tell_of_pages()
    site = Page(url, _output.line())
    _output.backend.scheduler.wait("io", site, round(seconds * 1e9))


def add_library(path: str) -> None:
    """Make what a zip file holds importable."""
    if path not in sys.path:
        sys.path.append(path)
        sys.path_importer_cache.pop(path, None)
        greenthreads.__path__.append(f"{path}/greenthreads")  # a part of it may be in there


def await_library(bring: Callable[[], Any]) -> None:
    """The standard library is not here: `bring` brings it, in a promise, when it is wanted."""
    from browser.late import Library  # it needs the page

    Library(bring).watch()


def tidy() -> None:
    """Collect what the last program left, while no stack is suspended, and delete its files."""
    garbage.collect()
    if sys.platform == "emscripten":
        for folder in FOLDERS:
            _empty(folder)


def _empty(folder: str) -> None:
    for entry in list(os.scandir(folder)):
        with contextlib.suppress(OSError):
            if entry.is_dir(follow_symlinks=False):
                _empty(entry.path)
                os.rmdir(entry.path)
            else:
                os.unlink(entry.path)


class Page(Site):
    """A page that a thread waits for, as the timeline names it."""

    __slots__ = ("_line", "_url")

    def __init__(self, url: str, line: int) -> None:
        self._url, self._line = url, line

    @property
    def object(self) -> str:
        """The page's address."""
        return self._url

    @property
    def operation(self) -> str:
        """What waits."""
        return "requests.get"

    @property
    def line(self) -> int:
        """The program's line that asked, 0 for none."""
        return self._line


class Output:
    """Passes on what a program writes and what its threads do, and keeps the page alive."""

    def __init__(self, emit: Emit, filename: str, wants_events: bool) -> None:
        self.emit, self._filename, self._wants_events = emit, filename, wants_events
        self.growing: Growing | None = None
        self.backend: Running = _backend(self)
        self.count = 0
        self.cut = self._told = False

    def line(self) -> int:
        """The line of the program that the current thread is at, 0 for none."""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and frame.f_code.co_filename != self._filename:
            frame = frame.f_back
        return frame.f_lineno if frame is not None else 0

    def tell_of_pages(self) -> None:
        """Say once that `requests` reaches pages of this site only."""
        if not self._told:
            self._told = True
            scheduler = self.backend.scheduler
            piece = Piece(scheduler.seconds, scheduler.current.name, "note", PAGES_NOTE)
            self.emit("output", dumps([piece._asdict()]))

    def pieces(self, pieces: list[Piece]) -> None:
        """Pass on text, up to a million characters."""
        chunks = []
        for piece in pieces:
            room = SHOWN - self.count
            self.count += len(piece.text)
            if room > 0:
                chunks.append(piece._replace(text=piece.text[:room])._asdict())
            if self.count > SHOWN and not self.cut:
                self.cut = True
                chunks.append({**piece._asdict(), "stream": "note", "text": self.message() + "\n"})
        for part in _portions(chunks):
            self.emit("output", dumps(part))
        if self.count > KEPT:
            self.backend.scheduler.stop("output limit", self.message())

    def events(self, events: list[Event]) -> None:
        """Pass on events, if the page wants them: it stands still while many arrive."""
        for at in range(0, len(events) if self._wants_events else 0, MANY):
            some = events[at : at + MANY]
            self.emit("events", dumps([event._asdict() for event in some]))
        if self.growing is not None:
            self.growing.add(events, self.backend.scheduler.now / 1e9)

    def idle(self) -> None:
        """Nobody ran for a moment."""
        if self.growing is not None:
            self.growing.show()

    def message(self) -> str:
        """What the reader is told when output was cut."""
        ended = f" The program was ended after {KEPT:,}." if self.count > KEPT else ""
        return f"Output cut: only the first {SHOWN:,} characters are shown.{ended}"


def _portions(chunks: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Messages that the page can each take in a moment; of very many pieces a few long ones."""
    if len(chunks) <= MANY:
        if chunks:
            yield chunks
        return
    part: list[dict[str, Any]] = []
    count = 0  # pieces in it
    for _, group in itertools.groupby(chunks, lambda one: (one["thread"], one["stream"])):
        pieces = list(group)
        for at in range(0, len(pieces), MANY):
            some = pieces[at : at + MANY]
            part.append(some[0] | {"text": "".join(one["text"] for one in some)})
            count += len(some)
            if count >= MANY:
                yield part
                part, count = [], 0
    if part:
        yield part


class Growing:
    """The timeline of a run at a speed, sent as far as it has come: the finished one's picture.

    A picture is sent when something happened and while all threads sleep, so that bars grow. Each
    is drawn anew from all events; the longer that takes, the rarer it is done.
    """

    def __init__(self, task: Job, emit: Emit, speed: float) -> None:
        self._task, self._emit, self._speed = task, emit, speed
        self._events: list[Event] = []
        self._real = self._seconds = 0.0  # the page's and the program's time at the last event
        self._next = 0.0  # the page's time from which on a picture may be sent

    def add(self, events: list[Event], seconds: float) -> None:
        """Take events that happened up to a time of the program, and show them."""
        self._events += events
        self._real, self._seconds = time.perf_counter(), seconds
        self.show()

    def show(self) -> None:
        """Send a picture, unless one was sent just now."""
        began = time.perf_counter()
        seconds = self._seconds + (began - self._real) * self._speed
        if began < self._next or not self._events or seconds <= 0:
            return
        self._emit("picture", dumps(_drawn(self._task, self._events, seconds, False)))
        took = time.perf_counter() - began
        self._next = began + max(PICTURE, SHARE * took)


class Running(Backend, Protocol):
    """A back-end that knows whose run it carries."""

    scheduler: Scheduler


def _backend(output: Output) -> Running:
    """The back-end for the browser, which shows how a run comes along while it idles."""
    from greenthreads.backend_jspi import JspiBackend

    class Backend(JspiBackend):
        def idle(self, seconds: float) -> None:
            super().idle(seconds)
            output.idle()

    return Backend()


def _options(given: dict[str, Any]) -> Options:
    known = {key: value for key, value in given.items() if key not in GUARANTEES}
    fresh = FRESH.union(known.pop("fresh", ()))
    try:
        return Options(**known, fresh=fresh)
    except TypeError as error:
        raise ValueError(str(error).partition(") ")[2] or str(error)) from None


def _refused(error: Exception) -> str:
    return dumps({"status": "refused", "message": f"These settings do not fit: {error}"})


def _report(task: Job, result: Result) -> dict[str, Any]:
    """Status, one sentence, and the line that a failure points at."""
    status = STATUS.get(result.outcome)
    message, line = result.report, None
    if result.outcome == "error":
        status, message, line = _failure(task, result)
    elif status is None:
        status = "exit" if result.status else "ok"
        message = f"The program left with exit status {result.status}." if result.status else ""
    return {"status": status, "message": message, "line": line, "code": result.status}


def syntax_message(error: SyntaxError) -> str:
    """What is wrong, and where, if that is known."""
    where = f" (line {error.lineno})" if error.lineno else ""
    return f"{type(error).__name__}: {error.msg}{where}"


def _failure(task: Job, result: Result) -> tuple[str, str, int | None]:
    try:
        compile(task["source"], task["filename"], "exec", dont_inherit=True)
    except SyntaxError as error:
        return "syntax", syntax_message(error), error.lineno
    except ValueError as error:
        return "syntax", f"The program cannot be read: {error}", None
    said = [line for line in result.stderr.splitlines() if line[:1].strip()]
    lines = [line for line in said if not line.startswith("Traceback (")]
    places = re.findall(rf'File "{re.escape(task["filename"])}", line (\d+)', result.stderr)
    told = lines[-1] if lines else NO_WORDS
    return "error", told, int(places[-1]) if places else None


class Promise(NamedTuple):
    """What a program's page says that every run shows."""

    output: Guarantee
    errors: Guarantee


def _promise(task: Job) -> Promise | None:
    """None where the page gave no guarantee."""
    given, name = task["options"], task["filename"]
    if given.get("expect") is not None:
        output = parse(given["expect"], name)
    elif given.get("exact") is not None:
        output = exactly(given["exact"], name)
    else:
        return None
    return Promise(output, parse(given.get("stderr") or "", f"stderr of {name}"))


def _fit(task: Job, result: Result) -> dict[str, Any] | None:
    """Whether the run shows what every run shows; None where the page gave no guarantee."""
    promise = _promise(task)
    if promise is None:
        return None
    why = misfit(promise.output, result.stdout, result.elapsed, result.status, exact=True)
    why = why or misfit(promise.errors, result.stderr, exact=True)
    return {"fits": not why, "why": why or ""}


def _badge(task: Job) -> Badge | None:
    given = task["options"].get("badge")
    return Badge(**given) if given else None


def _failed(task: Job, result: Result) -> dict[str, Any] | None:
    """Whether the failure shows that the program's badge tells of; None where it has no badge."""
    badge = _badge(task)
    if badge is None:
        return None
    texts = [text for text in (result.stdout, result.stderr) if text]
    shown = next((text for text in texts if badge.shown_by(text)), None)
    return {"shown": shown is not None, "told": badge.words(shown or ""), "badge": badge.badge}


def _timeline(task: Job, result: Result) -> str:
    """The picture of a run, whose bars tell the page what they show; "" where nothing ran."""
    if not result.events:
        return ""
    return _drawn(task, result.events, result.elapsed, True)


def _drawn(task: Job, events: list[Event], seconds: float, interactive: bool) -> str:
    title = f"Timeline of {task['filename']}"
    return draw(events, seconds, title=title, name="your run", interactive=interactive)


class _Inline:
    """A back-end for programs of one thread: nothing to switch. Only warms up."""

    sees_frames = False  # as in the page

    def begin(self, scheduler: Scheduler) -> None:
        """Nothing to prepare."""

    def keep_stacks(self) -> None:
        """There are none."""

    def adopt(self, task: Task, body: Callable[[], Task | None]) -> None:
        """Remember what to run."""
        task.stack = body

    def enter(self, task: Task) -> None:
        """Run it here and now."""
        task.stack()

    def switch(self, target: Task) -> None:
        """There is nobody to go on with."""
        raise NotImplementedError

    def abandon(self, heir: Task | None) -> NoReturn:
        """Nobody waits for ever."""
        raise NotImplementedError

    def frame(self, task: Task) -> NoReturn:
        """No stack is suspended."""
        raise NotImplementedError

    def idle(self, seconds: float) -> None:
        """Nobody waits for a time."""

    def poll(self) -> None:
        """Nothing waits."""

    def end(self) -> None:
        """Nothing to give back."""

    def close(self) -> None:
        """Nothing is kept."""

    def from_trace(self, function: Callable[..., object], *args: object) -> object:
        """As the other back-ends do."""
        return sys.call_tracing(function, args)


def warm_up() -> None:
    """Read the library that programs import, before the memory is kept: see build/snapshot.py."""
    for name in IN_THE_PAGE if sys.platform == "emscripten" else ():
        import_module(name)  # else the first run compiles them
    result = run_program(WARM_UP, "warm_up.py", Options(), _Inline())
    if result.stdout != "warm\n":
        raise RuntimeError(result.stderr or result.report)
    gc.collect()
    gc.freeze()
