"""The green threads need what CPython 3.13 brought to `_thread`; older versions say so."""

import gc
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
OLD = "green threads need Python 3.13 or newer: `threading` below it builds on another `_thread`"


def pytest_collection_modifyitems(items) -> None:
    """Skip this folder's tests, with the reason, on Python 3.11 and 3.12.

    Programs under test leave files and sockets open. They are collected some time later, in
    whichever test is running then, and are no fault of that one.
    """
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore::ResourceWarning"))
            if sys.version_info < (3, 13):
                item.add_marker(pytest.mark.skip(reason=OLD))


@pytest.fixture(scope="module", autouse=True)
def _nothing_left_to_collect() -> Iterator[None]:
    """What a module's programs left is collected before another folder's tests begin."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
