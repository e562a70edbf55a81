"""`socket.socketpair` where the system has no sockets: each end reads one pipe, writes another.

That is what `asyncio` wakes its loop with. A network there is not: other sockets say so at once,
for those of the browser's Python would seem to be connected and then stay silent.
"""

from __future__ import annotations

import errno
import os
import socket
from typing import Any

from .absent import NETWORK, refusing
from .descriptors import READ, WRITE, Descriptors


class Socket(socket.socket):
    """A `socket.socket` that cannot be connected."""

    __slots__ = ()
    _descriptors: Descriptors  # of the run that lasts

    connect = connect_ex = bind = listen = sendto = refusing(NETWORK)


class End(Socket):
    """One end of a pair. Its number is that of the pipe it reads."""

    __slots__ = ("_incoming", "_outgoing", "_patience")

    def __init__(self, incoming: int, outgoing: int) -> None:
        super().__init__(socket.AF_INET, socket.SOCK_STREAM)  # one of the system's, never used
        self._incoming, self._outgoing = incoming, outgoing
        self._patience: float | None = None

    def fileno(self) -> int:
        """The number of the pipe it reads, -1 after its end."""
        return self._incoming

    # -- waiting ----------------------------------------------------------------------------

    def settimeout(self, value: float | None, /) -> None:
        """How long a call may wait; see the standard library, as for all that follows."""
        if value is not None and value < 0:
            raise ValueError("Timeout value out of range")
        self._patience = None if value is None else float(value)

    def gettimeout(self) -> float | None:
        """How long a call may wait."""
        return self._patience

    @property
    def timeout(self) -> float | None:
        """How long a call may wait."""
        return self._patience

    def setblocking(self, flag: bool, /) -> None:
        """Whether a call may wait."""
        self._patience = None if flag else 0.0

    def getblocking(self) -> bool:
        """Whether a call may wait."""
        return self._patience != 0

    def _await(self, fd: int, mask: int, operation: str) -> None:
        left = self._descriptors.countdown(self._patience)
        while not self._descriptors.ready([(fd, mask)]):
            if self._patience == 0:
                raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
            if left() == 0:
                raise TimeoutError("timed out")
            self._descriptors.wait([(fd, mask)], left(), operation, self)

    # -- receiving and sending --------------------------------------------------------------

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """Receive; nothing when the other end sends no more."""
        self._await(self.fileno(), READ, "socket.recv")
        return self._descriptors.read(self.fileno(), bufsize)

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        """Receive into a buffer."""
        room = memoryview(buffer).cast("B")
        data = self.recv(nbytes or len(room))
        room[: len(data)] = data
        return len(data)

    def send(self, data: Any, flags: int = 0, /) -> int:
        """Send the data; how much that was."""
        self._await(self._outgoing, WRITE, "socket.send")
        return self._descriptors.write(self._outgoing, data)

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        """Send the data."""
        self.send(data)

    # -- ending -----------------------------------------------------------------------------

    def shutdown(self, how: int, /) -> None:
        """Send no more, if that is meant; what is received afterwards is not kept back."""
        if how != socket.SHUT_RD and self._outgoing >= 0:
            os.close(self._outgoing)
            self._outgoing = -1

    def _real_close(self, *args: Any) -> None:
        self.shutdown(socket.SHUT_WR)
        if self._incoming >= 0:
            os.close(self._incoming)
            self._incoming = -1
        super()._real_close(*args)  # type: ignore[misc]


def of_run(descriptors: Descriptors) -> dict[str, object]:
    """What takes the place of attributes of `socket` in a run."""
    Socket._descriptors = descriptors

    def socketpair(family: Any = None, type: Any = socket.SOCK_STREAM, proto: int = 0) -> Any:
        one, other = descriptors.pipe(), descriptors.pipe()
        return End(one[0], other[1]), End(other[0], one[1])

    return {"socket": Socket, "socketpair": socketpair}


for _kind in (Socket, End):
    _kind.__module__, _kind.__qualname__, _kind.__name__ = "socket", "socket", "socket"
