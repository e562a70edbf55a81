"""A small web on this machine: any host, real HTTPS, nothing leaves the loopback interface.

The web scraper's programs run unchanged, with their real URLs. `requests` honours the usual
environment variables; `loopback()` yields them, and they lead every request to a proxy on
127.0.0.1. Asked to CONNECT to a host, the proxy answers in that host's place, with a certificate
for the host's name from a throw-away authority.

What this web answers (sizes, delays, statuses) stands in `browser.fake_web`, which the reader's
page keeps to as well.

Several programs may share one such web: `one_client()` tells them apart for the strict hosts.

By hand, with src on PYTHONPATH: ``python -m examples.loopback -- python scraper.py``.
"""

from __future__ import annotations

import argparse
import itertools
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from typing import Any
from urllib.parse import urlsplit

import trustme

from browser import fake_web

_NUMBERS = itertools.count(1)


class Handler(BaseHTTPRequestHandler):
    """One connection: a CONNECT that turns it into TLS, then any number of GETs."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else a reply on a kept-open connection waits 40 ms
    wbufsize = -1
    timeout = 30  # seconds; no connection outlives its test
    host = ""
    client = ""

    def setup(self) -> None:
        """Let the server know of the connection, so that it can end it."""
        super().setup()
        self.server.track(self.connection)

    def finish(self) -> None:
        """Close both layers; after CONNECT the server knows only the lower one."""
        self.server.untrack(self.connection)
        with suppress(OSError):  # the client went first
            super().finish()
        self.connection.close()

    def handle(self) -> None:
        """Answer requests until either side closes."""
        with suppress(OSError):  # the client left, or the server stops
            super().handle()

    def do_CONNECT(self) -> None:
        """Become the host asked for: `CONNECT www.python.org:443`."""
        self.client = self.headers.get("Proxy-Authorization", "")
        self.host = self.path.rpartition(":")[0].strip("[]").lower()
        try:
            context = self.server.certificate(self.host)
        except ValueError as error:  # not a host name
            self.send_error(400, f"no certificate for {self.path!r}: {error}")
            return
        self.send_response(200, "Connection established")
        self.end_headers()
        self.wfile.flush()
        self.server.untrack(self.connection)
        self.rfile.close()
        self.wfile.close()
        self.request = context.wrap_socket(
            self.connection, server_side=True, do_handshake_on_connect=False
        )
        self.setup()
        self.close_connection = False
        try:
            self.request.do_handshake()
        except OSError:  # the client does not trust us, and says so itself
            self.close_connection = True

    def do_GET(self) -> None:
        """Wait as long as this host takes, then answer."""
        url = urlsplit(self.path)  # a whole URL if asked by plain HTTP
        host = self.host or (url.hostname or "")
        status = self.server.answer(self.client, host, url.path)
        body = fake_web.page(host, status)
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the programs' stderr must stay empty."""


class Server(ThreadingTCPServer):
    """The proxy and, behind it, every host there is. Each page takes `delay` seconds."""

    daemon_threads = False
    block_on_close = True  # server_close() joins the handlers
    request_queue_size = 128

    def __init__(self, delay: float) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.delay = delay
        self.authority = trustme.CA()
        self._lock = threading.Lock()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._connections: set[socket.socket] = set()
        self._busy: Counter[tuple[str, str]] = Counter()
        self._stopping = threading.Event()

    def certificate(self, host: str) -> ssl.SSLContext:
        """The TLS settings of `host`, made on its first use. ValueError if it is no host name."""
        with self._lock:
            if host not in self._contexts:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                self.authority.issue_cert(host).configure_cert(context)
                self._contexts[host] = context
            return self._contexts[host]

    def answer(self, client: str, host: str, path: str) -> int:
        """Take the time this page takes and return its status."""
        with self._lock:
            self._busy[client, host] += 1
            status = fake_web.status(host, path, at_once=self._busy[client, host])
        try:
            self._stopping.wait(fake_web.seconds(host, self.delay))
        finally:
            with self._lock:
                self._busy[client, host] -= 1
        return status

    def track(self, connection: socket.socket) -> None:
        """Remember an open connection."""
        with self._lock:
            self._connections.add(connection)

    def untrack(self, connection: socket.socket) -> None:
        """Forget a connection that is about to close."""
        with self._lock:
            self._connections.discard(connection)

    def stop(self) -> None:
        """End all connections, join all threads, close all sockets."""
        self.shutdown()
        self._stopping.set()
        with self._lock:
            for connection in self._connections:
                with suppress(OSError):  # closed by the client
                    # The plain socket's method: SSLSocket.shutdown() is not for another thread.
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)
        self.server_close()


def environment(port: int, authority: Path) -> dict[str, str]:
    """The variables that lead `requests`, `urllib` and most others through the proxy."""
    proxy = f"http://127.0.0.1:{port}"
    values = {"HTTP_PROXY": proxy, "HTTPS_PROXY": proxy, "ALL_PROXY": proxy, "NO_PROXY": ""}
    # The lower-case names win where both are set, and the caller's may be set.
    values |= {name.lower(): value for name, value in values.items()}
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        values[name] = str(authority)
    return values


def one_client(variables: dict[str, str]) -> dict[str, str]:
    """`variables` of `loopback()` for a program whose requests count by themselves.

    A name of its own in the proxy's address tells the program's requests from those of others.
    Anything else, an empty dict too, comes back as it is.
    """
    name = f"client{next(_NUMBERS)}:-@"  # without a password requests leaves out the name
    return {
        key: value.replace("://", f"://{name}", 1) if key.lower().endswith("_proxy") else value
        for key, value in variables.items()
    }


@contextmanager
def loopback(delay: float = fake_web.DELAY) -> Iterator[dict[str, str]]:
    """Serve the whole web on this machine; yield the environment variables that lead to it.

    A page takes `delay` seconds; see `browser.fake_web` for what is slower, missing or strict.
    Any number of clients may use it at once. On exit every connection is ended, every thread
    joined. ValueError if `delay` is negative.
    """
    if delay < 0:
        raise ValueError(f"delay must not be negative: {delay}")
    with tempfile.TemporaryDirectory() as folder:
        authority = Path(folder, "authority.pem")
        server = Server(delay)
        server.authority.cert_pem.write_to_path(str(authority))
        thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="loopback"
        )
        thread.start()
        try:
            yield environment(server.server_address[1], authority)
        finally:
            server.stop()
            thread.join()


def main() -> int:
    """Run a command with the loopback web in place of the real one; return its exit status."""
    parser = argparse.ArgumentParser(prog="loopback", description=main.__doc__)
    parser.add_argument(
        "--delay", type=float, default=fake_web.DELAY, help="seconds a page takes (0.3)"
    )
    parser.add_argument("command", nargs="+", help="what to run, after --")
    options = parser.parse_args()
    with loopback(options.delay) as variables:
        return subprocess.run(options.command, env=os.environ | variables, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
