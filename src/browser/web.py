"""What `requests` talks to in the reader's browser: pages of this site, with the tests' delays.

A program in the browser reaches no other server. `fetch.py` lets `HTTPAdapter.send` be `send`
below. It answers every URL with this site's text, in the sizes, delays and statuses of the
table in `src/examples/loopback.py`, so that what every run shows holds here too.
"""

from __future__ import annotations

import logging
import zlib
from collections import Counter
from io import BytesIO
from urllib.parse import urlsplit

from requests.exceptions import ReadTimeout
from urllib3 import HTTPResponse

from browser import bridge

DELAY, SLOW, STRICT = 0.3, 4, 2  # seconds a page; times that; requests at once
REASONS = {200: "OK", 404: "Not Found", 429: "Too Many Requests"}
_busy: Counter[str] = Counter()
_log = logging.getLogger("urllib3.connectionpool")


def send(self, request, stream=False, timeout=None, verify=True, cert=None, proxies=None):
    """Answer `request` (an adapter's method); only this thread waits meanwhile."""
    url = str(request.url)
    parts = urlsplit(url)
    host = parts.hostname or ""
    _connect(self, host, parts.port or 443)
    delay = DELAY * (SLOW if host.startswith("slow.") else 1)
    patience = timeout[1] if isinstance(timeout, tuple) else timeout
    _busy[host] += 1
    try:
        refused = host.startswith("strict.") and _busy[host] > STRICT
        if patience is not None and patience < delay:
            bridge.wait_for_page(url, patience)
            raise ReadTimeout(f"{url}: no answer within {patience} s", request=request)
        bridge.wait_for_page(url, delay)
    finally:
        _busy[host] -= 1
    status = 429 if refused else 404 if parts.path == "/missing" else 200
    body = b"" if request.method == "HEAD" else _page(status, host)
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
    answer = HTTPResponse(
        BytesIO(body),
        headers,
        status,
        reason=REASONS[status],
        preload_content=False,
        request_url=url,
    )
    return self.build_response(request, answer)


def _connect(adapter, host: str, port: int) -> None:
    """Log the first request of a session to a host, as urllib3 logs a new connection."""
    known = vars(adapter).setdefault("_hosts", set())
    if host not in known:
        known.add(host)
        _log.debug("Starting new HTTPS connection (%d): %s:%s", len(known), host, port)


def _page(status: int, host: str) -> bytes:
    head = f"<!doctype html>\n<title>{status} {host}</title>\n".encode()
    if status != 200:
        return head
    size = 20_000 + zlib.crc32(host.encode()) % 80_000
    text = head + "".join(bridge.pages.values()).encode()
    return text[:size].ljust(size, b".")
