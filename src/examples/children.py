"""Child processes that run programs in virtual time, so that a crash names its program.

The green threads run a program inside the interpreter that judges it, and reach deep: stacks that
are switched, frames of others. What goes wrong there ends the process. Here it ends a child: the
job it was at fails with the child's last words, another child takes its place, and the other jobs
are done. `concurrent.futures.ProcessPoolExecutor` would fail all jobs alike.
"""

import faulthandler
import multiprocessing
import os
import queue
import signal
import tempfile
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar("T")
PATIENCE = 120.0  # seconds for a run; it is bounded by its steps, so none needs them
LONG = 3600.0  # seconds for an exploration; it is bounded by its runs
_SPAWN = multiprocessing.get_context("spawn")  # forking a process that has threads is not safe


class Crash(Exception):
    """A job whose child died or stood still; the text names the job."""


class Children:
    """So many children (default: one per core), started when they are needed; use as a context."""

    def __init__(self, count: int | None = None) -> None:
        self._count = count or os.cpu_count() or 1
        self._idle: queue.SimpleQueue[_Child | None] = queue.SimpleQueue()
        for _ in range(self._count):
            self._idle.put(None)
        self._threads = ThreadPoolExecutor(self._count)

    def __enter__(self) -> "Children":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Forget what was not begun, wait for what was, end the children."""
        self._threads.shutdown(cancel_futures=True)
        for _ in range(self._count):
            if child := self._idle.get():
                child.stop()

    def submit(
        self, name: str, function: Callable[..., T], *given: Any, patience: float = PATIENCE
    ) -> "Future[T]":
        """Call a module's function in a child; `name` is what a Crash calls the job."""
        return self._threads.submit(self._call, name, function, given, patience)

    def _call(
        self, name: str, function: Callable[..., T], given: tuple[Any, ...], patience: float
    ) -> T:
        child = self._idle.get() or _Child()
        try:
            good, answer = child.call(function, given, patience)
        except _Dead as dead:
            child.stop()
            self._idle.put(None)
            raise Crash(f"{name}: {dead}") from None
        except BaseException:
            child.stop()
            self._idle.put(None)
            raise
        self._idle.put(child)
        if not good:
            raise answer
        return answer  # type: ignore[no-any-return]  # what `function` returned


class _Dead(Exception):
    """What is known of a child that answers no more."""


class _Child:
    def __init__(self) -> None:
        self._words = tempfile.NamedTemporaryFile()  # noqa: SIM115  lives as long as the child
        self._ours, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(theirs, self._words.name), daemon=True)
        self._process.start()
        theirs.close()

    def call(
        self, function: Callable[..., Any], given: tuple[Any, ...], patience: float
    ) -> tuple[bool, Any]:
        """What the function returned (True) or raised (False)."""
        try:
            self._ours.send((function, given))
            if not self._ours.poll(patience):
                raise _Dead(f"did not end within {patience:g} s of real time")
            answer: tuple[bool, Any] = self._ours.recv()
        except (EOFError, ConnectionError):
            self._process.join()
            raise _Dead(self._last_words()) from None
        return answer

    def stop(self) -> None:
        """End the process, if it lives."""
        self._process.kill()
        self._process.join()
        self._ours.close()
        self._words.close()

    def _last_words(self) -> str:
        status = self._process.exitcode or 0
        how = signal.strsignal(-status) if status < 0 else f"exit status {status}"
        self._words.seek(0)
        return f"the process that ran it died ({how})\n{self._words.read().decode()}".rstrip()


def _serve(jobs: Connection, words: str) -> None:
    """The child's whole life."""
    with open(words, "wb") as file:
        faulthandler.enable(file)
        while True:
            try:
                function, given = jobs.recv()
            except EOFError:
                return
            try:
                answer = True, function(*given)
            except Exception as error:
                answer = False, error
            jobs.send(answer)
