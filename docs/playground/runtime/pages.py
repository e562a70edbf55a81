"""What `requests` talks to in the reader's browser: pages of this site, with made-up delays.

A program in the browser reaches no other server. `fetch.py` lets `HTTPAdapter.send` be `send`
below, so every URL is answered by one of this site's pages after a delay that its text decides.
"""

from __future__ import annotations

import zlib
from io import BytesIO

import bridge
from requests.exceptions import ReadTimeout
from urllib3 import HTTPResponse

QUICKEST, SLOWEST = 0.2, 1.4  # seconds


def send(self, request, stream=False, timeout=None, verify=True, cert=None, proxies=None):
    """Answer `request` (an adapter's method); only this thread waits meanwhile."""
    url = str(request.url)
    draw = zlib.crc32(url.encode())
    delay = QUICKEST + (SLOWEST - QUICKEST) * (draw % 1000) / 999
    patience = timeout[1] if isinstance(timeout, tuple) else timeout
    if patience is not None and patience < delay:
        bridge.wait_for_page(url, patience)
        raise ReadTimeout(f"{url}: no answer within {patience} s", request=request)
    bridge.wait_for_page(url, delay)
    bodies = list(bridge.pages.values()) or ["<title>A page of this site</title>"]
    body = bodies[draw % len(bodies)].encode()
    if request.method == "HEAD":
        body = b""
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
    answer = HTTPResponse(
        BytesIO(body), headers, 200, reason="OK", preload_content=False, request_url=url
    )
    return self.build_response(request, answer)
