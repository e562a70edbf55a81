"""What `requests` talks to in the reader's browser: pages of this site, with the tests' delays.

A program in the browser reaches no other server. `build/download.py` lets `HTTPAdapter.send` be
`send` below. It answers every URL with this site's text, in the sizes, delays and statuses of
`fake_web`, as the loopback web of the tests does, so that what every run shows holds here too.
"""

from __future__ import annotations

import logging
from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from requests.exceptions import ReadTimeout
from urllib3 import HTTPResponse

from browser import bridge, fake_web

if TYPE_CHECKING:  # `requests` is not yet whole when it imports this
    from requests import PreparedRequest, Response
    from requests.adapters import HTTPAdapter

_busy: Counter[str] = Counter()  # host -> requests that are open
_log = logging.getLogger("urllib3.connectionpool")


def send(
    self: HTTPAdapter,
    request: PreparedRequest,
    stream: bool = False,
    timeout: float | tuple[float, float] | None = None,
    verify: object = True,
    cert: object = None,
    proxies: object = None,
) -> Response:
    """Answer `request` (an adapter's method); only this thread waits meanwhile."""
    url = str(request.url)
    parts = urlsplit(url)
    host = parts.hostname or ""
    _connect(self, host, parts.port or 443)
    delay = fake_web.seconds(host)
    patience = timeout[1] if isinstance(timeout, tuple) else timeout
    _busy[host] += 1
    try:
        status = fake_web.status(host, parts.path, at_once=_busy[host])
        if patience is not None and patience < delay:
            bridge.wait_for_page(url, patience)
            raise ReadTimeout(f"{url}: no answer within {patience} s", request=request)
        bridge.wait_for_page(url, delay)
    finally:
        _busy[host] -= 1
    text = "".join(bridge.pages.values()).encode()
    body = b"" if request.method == "HEAD" else fake_web.page(host, status, text)
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
    answer = HTTPResponse(
        BytesIO(body),
        headers,
        status,
        reason=fake_web.REASONS[status],
        preload_content=False,
        request_url=url,
    )
    return self.build_response(request, answer)


def _connect(adapter: HTTPAdapter, host: str, port: int) -> None:
    """Log the first request of a session to a host, as urllib3 logs a new connection."""
    known = vars(adapter).setdefault("_hosts", set())
    if host not in known:
        known.add(host)
        _log.debug("Starting new HTTPS connection (%d): %s:%s", len(known), host, port)
