"""`sys.stdin`, `sys.stdout` and `sys.stderr` of a run."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable
from typing import Any, Final, Literal, NamedTuple, NoReturn

from .scheduler import Scheduler

StreamName = Literal["out", "err"]
NO_INPUT: Final = (
    "input() has no keyboard here: a program that is run by its button cannot ask its reader. "
    "Write the answer into the program."
)


class Piece(NamedTuple):
    """Some text the program wrote: when (virtual seconds), which thread, "out" or "err"."""

    time: float
    thread: str
    stream: str
    text: str


class Output:
    """All that a run wrote. Text of one thread, stream and time is kept as one piece.

    `keep_apart` says how many pieces were passed on already: nothing may be added to those.
    """

    def __init__(self, scheduler: Scheduler, on_line: Callable[[], object] | None) -> None:
        self._scheduler, self._on_line = scheduler, on_line
        self.pieces: list[Piece] = []
        self.passed_on = 0

    def write(self, stream: StreamName, text: str) -> None:
        """Keep what the current thread wrote; what is written while unwinding is muted."""
        scheduler, pieces = self._scheduler, self.pieces
        if scheduler.closing or not text:
            return
        now, name = scheduler.seconds, scheduler.current.name
        last = pieces[-1] if len(pieces) > self.passed_on else None
        if last is not None and last[:3] == (now, name, stream):
            pieces[-1] = last._replace(text=last.text + text)
        else:
            pieces.append(Piece(now, name, stream, text))
        if self._on_line is not None and text.endswith("\n"):
            self._on_line()


class Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of a run."""

    encoding, errors = "utf-8", "strict"
    mode = "w"

    def __init__(self, output: Output, stream: StreamName) -> None:
        self._output, self._stream = output, stream
        self.name = f"<std{stream}>"
        self.buffer = Bytes(self)

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, text: str) -> int:
        """Tag `text` with the time and the thread."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._output.write(self._stream, text)
        return len(text)

    def reconfigure(self, **options: Any) -> None:
        """Accepted and ignored: there is no buffer to configure."""


class Bytes(io.BufferedIOBase):
    """`sys.stdout.buffer`: bytes become the text that they say in UTF-8; others a � each."""

    mode = "wb"

    def __init__(self, stream: Stream) -> None:
        self.raw, self.name = self, stream.name
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: Any) -> int:
        """Write what the bytes say; of a letter that is cut the rest may follow."""
        if isinstance(data, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        told = bytes(memoryview(data))
        self._stream.write(self._decoder.decode(told))
        return len(told)


class NoInput(io.TextIOBase):
    """`sys.stdin` of a run: nobody is at the keyboard."""

    encoding, errors = "utf-8", "strict"
    name = "<stdin>"

    def readable(self) -> bool:
        """It could be, if there were anything."""
        return True

    def readline(self, size: int = -1, /) -> NoReturn:  # type: ignore[override]
        """Refused, in words that a reader of the page understands."""
        raise EOFError(NO_INPUT)

    read = readlines = __next__ = readline  # type: ignore[assignment]
