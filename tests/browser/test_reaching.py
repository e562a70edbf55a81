"""A program that reaches the Python that judges it is seen, and no other."""

import pytest

from browser.reaching import reaches


@pytest.mark.parametrize(
    ("source", "module"),
    [
        ("import js", "js"),
        ("from pyodide.code import run_js", "pyodide"),
        ("def f():\n    import threading, browser.bridge as b", "browser"),
        ("__import__('js').postMessage(1)", "js"),
        ("import sys\nsys.modules['browser.judging']", "browser"),
        ("import importlib\nimportlib.import_module('greenthreads.runner')", "greenthreads"),
        ("import threading, json\njs = 'js'\nbrowser = 1", ""),
        ("not a program", ""),
    ],
)
def test_what_reaches_is_named(source, module):
    assert reaches(source) == module
