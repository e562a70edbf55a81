"""What a reader types, and the section that the site's search must find first."""

import json
from pathlib import Path

import pytest
from visiting import Site

from browser.build import node

SEARCH = Path(__file__).with_name("search.mjs")
QUESTION = "questions/#"
WORD = "glossary/#"
SYNC = "thread-synchronization/#"

FIRST = {
    "stop a thread": QUESTION + "how-do-i-stop-or-kill-a-thread",
    "kill thread": QUESTION + "how-do-i-stop-or-kill-a-thread",
    "return value from thread": QUESTION + "how-do-i-get-a-return-value-from-a-thread",
    "thread safe list": QUESTION + "are-list-dict-and-deque-thread-safe",
    "memory model": WORD + "memory-model-volatile",
    "queue": WORD + "queue-queuequeue",
    "free-threaded": QUESTION + "is-my-code-ready-for-free-threaded-python",
    "asyncio": WORD + "asyncio",
    "volatile": WORD + "memory-model-volatile",
    "thread not faster": QUESTION + "why-are-my-threads-not-faster",
    "exception in thread": QUESTION + "where-did-the-exception-inside-my-thread-go",
    "queue join hangs": QUESTION + "why-does-join-of-a-queue-hang",
    "ctrl c": QUESTION + "why-does-ctrlc-do-nothing",
    "KeyboardInterrupt": QUESTION + "why-does-ctrlc-do-nothing",
    "args tuple": QUESTION + "why-argsx-with-a-comma-and-targetf-without-parentheses",
    "daemon thread": QUESTION + "do-i-need-join-or-daemontrue",
    "cannot schedule new futures after interpreter shutdown": QUESTION
    + "what-does-cannot-schedule-new-futures-after-interpreter-shutdown-mean",
    "can't create new thread at interpreter shutdown": QUESTION
    + "what-does-cannot-schedule-new-futures-after-interpreter-shutdown-mean",
    "print jumbled": QUESTION + "why-is-my-printed-output-jumbled",
    "contextvar": QUESTION + "why-is-my-contextvar-empty-in-the-thread",
    "requests session": QUESTION
    + "may-threads-share-a-session-of-requests-or-a-sqlite3-connection",
    "sqlite3": QUESTION + "may-threads-share-a-session-of-requests-or-a-sqlite3-connection",
    "generator already executing": QUESTION
    + "what-do-generator-already-executing-and-dictionary-changed-size-during-iteration-mean",
    "dictionary changed size during iteration": QUESTION
    + "what-do-generator-already-executing-and-dictionary-changed-size-during-iteration-mean",
    "fork": QUESTION + "why-does-python-warn-of-fork-in-a-multi-threaded-program",
    "can't start new thread": QUESTION + "how-many-threads-and-why-cant-start-new-thread",
    "how many threads": QUESTION + "how-many-threads-and-why-cant-start-new-thread",
    "cached_property": QUESTION + "why-was-my-cached_property-computed-twice",
    "tkinter": QUESTION + "how-do-i-update-the-gui-or-the-event-loop-from-a-thread",
    "event loop": QUESTION + "how-do-i-update-the-gui-or-the-event-loop-from-a-thread",
    "lock": WORD + "lock-lockacquire-mutex",
    "global interpreter lock": WORD + "gil",
    "atomic": WORD + "atomic",
    "condition": WORD + "condition-conditionwait",
    "ThreadPoolExecutor": WORD + "thread-pool-threadpoolexecutor",
    "amdahl": WORD + "amdahls-law",
    "deadlock": SYNC + "deadlock-two-locks-in-opposite-order",
    "race condition": "debugging-threading-issues/#race-condition-sold-twice",
    "semaphore": WORD + "semaphore",
    "barrier": SYNC + "barrier-wait-until-all-are-there",
    "event": SYNC + "event-it-has-happened",
    "producer consumer": "common-threading-patterns/#1-producer-consumer-pattern",
    "thread local": "thread-local-storage/",
    "py-spy": "debugging-threading-issues/#it-hangs-now-what-do-i-type",
}


@pytest.fixture(scope="module")
def found(site: Site) -> dict[str, list[str]]:
    """What the theme's worker answers to each query, in its order."""
    done = node.run("node", [SEARCH, site.folder, *FIRST], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("query", FIRST)
def test_the_right_section_comes_first(query: str, found: dict[str, list[str]]) -> None:
    assert found[query][:1] == [FIRST[query]], found[query][:4]
