"""Sockets of one run: a thread that waits for one lets the others go on.

Each call is tried without blocking; where it would block, the thread waits in the scheduler and
tries again. TLS is not taken over: its C code blocks everybody.
"""

from __future__ import annotations

import errno
import os
import socket
import subprocess  # before a run: it is to wait by the real `select` and `time`
from collections.abc import Callable
from typing import Any

from .descriptors import READ, WRITE, Descriptors

assert subprocess  # see above
LOOPBACK = ("127.", "::1", "/", "")


class Socket(socket.socket):
    """A `socket.socket` of a run. One runs at a time: the class is made once, not for each."""

    __slots__ = ()
    _descriptors: Descriptors  # of the run that lasts

    def _patiently(self, mask: int, operation: str, call: Callable[[], Any]) -> Any:
        """What `call` returns, waiting as long as it would block and the timeout allows."""
        timeout = self.gettimeout()
        if timeout == 0:
            return call()
        left = self._descriptors.countdown(timeout)
        while True:
            # No other thread runs between these lines, so none sees the timeout changed.
            self.settimeout(0)
            try:
                return call()
            except BlockingIOError:
                pass
            finally:
                self.settimeout(timeout)
            if left() == 0:
                raise TimeoutError("timed out")
            self._wait(mask, operation, left())

    def _wait(self, mask: int, operation: str, span: int | None) -> None:
        wanted = [(self.fileno(), mask)]
        self._descriptors.wait(wanted, span, operation, self, self._leads_outside())

    def _leads_outside(self) -> bool:
        """Whether the other end may be another machine's."""
        try:
            peer = self.getpeername()
        except OSError:
            return False  # it listens, or is not connected: threads of this program will
        host = peer[0] if isinstance(peer, tuple) and peer else ""
        return isinstance(host, str) and not host.startswith(LOOPBACK)

    def _accept(self) -> Any:
        return self._patiently(READ, "socket.accept", super()._accept)  # type: ignore[misc]

    def recv(self, *args: Any) -> bytes:
        """Receive; see the standard library, as for all that follows."""
        call = super().recv
        return self._patiently(READ, "socket.recv", lambda: call(*args))  # type: ignore[no-any-return]

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        """Receive into a buffer."""
        call = super().recv_into
        return self._patiently(READ, "socket.recv", lambda: call(*args, **kwargs))  # type: ignore[no-any-return]

    def recvfrom(self, *args: Any) -> tuple[bytes, Any]:
        """Receive, and tell from whom."""
        call = super().recvfrom
        return self._patiently(READ, "socket.recvfrom", lambda: call(*args))  # type: ignore[no-any-return]

    def recvfrom_into(self, *args: Any, **kwargs: Any) -> tuple[int, Any]:
        """Receive into a buffer, and tell from whom."""
        call = super().recvfrom_into
        return self._patiently(READ, "socket.recvfrom", lambda: call(*args, **kwargs))  # type: ignore[no-any-return]

    def recvmsg(self, *args: Any) -> Any:
        """Receive data and what comes with it."""
        call = super().recvmsg
        return self._patiently(READ, "socket.recvmsg", lambda: call(*args))

    def send(self, *args: Any) -> int:
        """Send some of the data; how much."""
        call = super().send
        return self._patiently(WRITE, "socket.send", lambda: call(*args))  # type: ignore[no-any-return]

    def sendto(self, *args: Any) -> int:
        """Send to an address."""
        call = super().sendto
        return self._patiently(WRITE, "socket.sendto", lambda: call(*args))  # type: ignore[no-any-return]

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        """Send all of the data."""
        rest = memoryview(data).cast("B")
        while rest:
            rest = rest[self.send(rest, flags) :]

    def connect(self, address: Any, /) -> None:
        """Connect; on this machine it takes no time."""
        timeout = self.gettimeout()
        if timeout == 0:
            return super().connect(address)
        self.settimeout(0)
        try:
            number = super().connect_ex(address)
        finally:
            self.settimeout(timeout)
        if number == errno.EINPROGRESS:
            number = self._await_connection(timeout)
        if number:
            raise OSError(number, os.strerror(number))
        return None

    def _await_connection(self, timeout: float | None) -> int:
        left = self._descriptors.countdown(timeout)
        wanted = [(self.fileno(), WRITE)]
        while not self._descriptors.ready(wanted):
            if left() == 0:
                raise TimeoutError("timed out")
            self._descriptors.wait(wanted, left(), "socket.connect", self, beyond=True)
        return self.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)

    def connect_ex(self, address: Any, /) -> int:
        """Connect; the number of the error, 0 for none."""
        try:
            self.connect(address)
        except OSError as error:
            return error.errno or 0
        return 0


def of_run(descriptors: Descriptors) -> type[Socket]:
    """The class of one run's sockets."""
    Socket._descriptors = descriptors
    return Socket


Socket.__module__, Socket.__qualname__, Socket.__name__ = "socket", "socket", "socket"
