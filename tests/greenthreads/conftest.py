"""The green threads need what CPython 3.13 brought to `_thread`; older versions say so."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
OLD = "green threads need Python 3.13 or newer: `threading` below it builds on another `_thread`"


def pytest_collection_modifyitems(items) -> None:
    """Skip this folder's tests, with the reason, on Python 3.11 and 3.12."""
    if sys.version_info < (3, 13):
        for item in items:
            if HERE in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=OLD))
