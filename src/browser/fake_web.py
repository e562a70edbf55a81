"""The fake web: what any host on the internet answers to the scraper's programs.

One table, fixed so that programs can show and tests can check it. Two webs keep it: on this
machine `examples.loopback`, by real HTTPS; in the reader's page `browser.web`, for `requests`.

==========================  =================================================================
any host, any path          200; a page whose size depends on the host only; takes a delay
path ``/missing``           404; a small page, as soon as any other
a host ``slow.…``           takes ``SLOW`` times the delay
a host ``strict.…``         429 to a client that has more than ``STRICT`` requests open at once
==========================  =================================================================
"""

from __future__ import annotations

import re
import zlib

DELAY = 0.3  # seconds that a page takes, unless the web was started with another delay
SLOW = 4  # times the delay, on a host whose name begins with "slow."
STRICT = 2  # requests at once, on a host whose name begins with "strict."
SMALLEST, SIZES = 20_000, 80_000  # bytes of the smallest page; how many sizes there are
REASONS = {200: "OK", 404: "Not Found", 429: "Too Many Requests"}

# A line of a program that imports `requests`, or the library below it. Read in JavaScript too
# (browser.contract), where the page decides by it whether to load what `requests` needs.
USES_REQUESTS = re.compile(r"^\s*(?:import|from)\s+[^#\n]*\b(?:requests|urllib3)\b", re.MULTILINE)


def uses_requests(source: str) -> bool:
    """Whether a program asks this web for anything."""
    return USES_REQUESTS.search(source) is not None


def seconds(host: str, delay: float = DELAY) -> float:
    """How long a page of `host` takes where an ordinary one takes `delay` seconds."""
    return delay * (SLOW if host.startswith("slow.") else 1)


def status(host: str, path: str, at_once: int) -> int:
    """The status of an answer to a client that has `at_once` requests open, this one included."""
    if host.startswith("strict.") and at_once > STRICT:
        return 429
    return 404 if path == "/missing" else 200


def page(host: str, status: int = 200, text: bytes = b"") -> bytes:
    """The body of an answer: 20,000 to 99,999 bytes for 200, else short.

    `text` stands in it, as much of it as there is room for; the rest is dots.
    """
    head = f"<!doctype html>\n<title>{status} {host}</title>\n".encode()
    if status != 200:
        return head
    size = SMALLEST + zlib.crc32(host.encode()) % SIZES
    return (head + text)[:size].ljust(size, b".")
