"""Who waits for which future's result is said in words."""

import pytest
from test_exploration import explored

INNER = """
from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(1)
def outer():
    inner = pool.submit(int)
    return inner.result()
future = pool.submit(outer)
print(future.result())
"""
AS_COMPLETED = """
from concurrent.futures import Future, as_completed
for done in as_completed([Future()]): print(done)
"""
TOLD = {
    INNER: "for the result of `future`, and nobody is left who would give it one",
    AS_COMPLETED: "for one more future, and nobody is left who would finish one",
}


@pytest.mark.parametrize("text", TOLD, ids=["result", "as_completed"])
def test_who_waits_for_a_future(text):
    (only,) = explored(text).outcomes
    assert only.kind == "deadlock"
    assert TOLD[text] in only.sentence
