"""What a program sets in a module of its host is gone with the run, and with each class."""

import sys

import pytest

from greenthreads.altering import altered
from greenthreads.exploration import explore
from greenthreads.runner import run

PAIR = """
from threading import Thread
seen = []
pair = [Thread(target=seen.append, args=(n,)) for n in range(2)]
for one in pair: one.start()
for one in pair: one.join()
"""


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("import string\nstring.n = 1", {"string"}),
        ("import string as s\ns.n += 1", {"string"}),
        ("import json.encoder\ndel json.encoder.x", {"json.encoder"}),
        ("from os import path as p\np.join = None", {"os.path"}),
        ("import string\nsetattr(string, 'n', 1)", {"string"}),
        ("import string\nstring.__dict__['n'] = vars(string)", {"string"}),
        ("import string\nprint(string.digits)\nstring = 1\nx.y = 2", set()),
        ("import string\nx = string.Template('a')\nx.template = 'b'", set()),
        ("def f():\n    import string\n    string.n = 1", {"string"}),
        ("import string, json as j\nj.n = string.m", {"json"}),
        ("from json import JSONEncoder\nJSONEncoder.n = 1", {"json.JSONEncoder"}),
        ("import json\nkind = json.JSONEncoder\nkind.n = 1", {"json.JSONEncoder"}),
    ],
)
def test_what_is_altered_is_seen_in_the_program(line, names):
    code = compile(line, "program.py", "exec")
    assert altered([code, *(c for c in code.co_consts if hasattr(c, "co_code"))]).set == names


@pytest.mark.parametrize("module", ["string", "colorsys", "builtins", "time", "json.encoder"])
def test_no_class_of_schedules_sees_what_another_set(module):
    count = f"import {module}\n{module}.n = getattr({module}, 'n', 0) + 1\nprint({module}.n)\n"
    *_, found = explore(PAIR + count, "program.py")
    assert found.classes > 1
    assert [one.text for one in found.outcomes] == ["1\n"]
    assert run(count).stdout == run(count).stdout == "1\n"
    assert not hasattr(sys.modules.get(module), "n")


COUNTS = {
    "a dictionary of a module": (
        "import http.client as c\nn = c.responses['n'] = c.responses.get('n', 0) + 1"
    ),
    "a dictionary by a name of its own": (
        "from http.client import responses as r\nr.update(n=r.get('n', 0) + 1)\nn = r['n']"
    ),
    "a set in a module": (
        "import tokenize\nx = tokenize.single_quoted\nn = 1 + ('n' in x)\nx.add('n')"
    ),
    "a dictionary in a class": (
        "import textwrap\nw = textwrap.TextWrapper.unicode_whitespace_trans\n"
        "w['n'] = n = w.get('n', 0) + 1"
    ),
    "an attribute of a class": (
        "import json\njson.JSONEncoder.n = n = getattr(json.JSONEncoder, 'n', 0) + 1"
    ),
    "an attribute of a class by a name of its own": (
        "from json import JSONEncoder as kind\nkind.n = n = getattr(kind, 'n', 0) + 1"
    ),
    "a method of a class": (
        "import fractions\nn = fractions.Fraction.limit_denominator.__name__ == '<lambda>'\n"
        "fractions.Fraction.limit_denominator = lambda self: 0\nn += 1"
    ),
    "an attribute of an object": (
        "import json\nx = json._default_encoder\nx.indent = n = (x.indent or 0) + 1"
    ),
    "a list of a module": (
        "import colorsys\ncolorsys.__all__.append('n')\nn = len(colorsys.__all__) - 6"
    ),
}


@pytest.mark.parametrize("name", COUNTS)
def test_what_the_library_holds_is_put_back(name):
    count = COUNTS[name] + "\nprint(n)\n"
    *_, found = explore(PAIR + count, "program.py")
    assert found.classes > 1
    assert [one.text for one in found.outcomes] == ["1\n"]
    assert run(count).stdout == run(count).stdout == "1\n"


def test_a_submodule_that_comes_meanwhile_stays_in_its_package():
    import wsgiref

    vars(wsgiref).pop("headers", None)
    sys.modules.pop("wsgiref.headers", None)
    import json

    source = "import json.tool, json\njson.n = 1\nprint(json.tool.__name__)"
    for _ in range(2):
        assert run(source).stdout == "json.tool\n"
    assert not hasattr(json, "n")


def test_a_deeply_nested_program_is_read_as_far_as_the_compiler_reads_it():
    source = "x = " + " + ".join(["1"] * 2000) + "\nprint(x)"
    assert run(source).stdout == "2000\n"


@pytest.mark.parametrize(
    ("line", "proved"),
    [
        ("print(len(open({path!r}, 'a+').read()))", False),
        ("from pathlib import Path; Path({path!r}).write_text('x')", False),
        ("print(len(open({path!r}).read()))", True),
        ("print('a')", True),
    ],
)
def test_of_a_program_that_writes_files_nothing_is_proved(line, proved, tmp_path):
    (path := tmp_path / "file").write_text("x", "utf-8")
    *_, found = explore(PAIR + line.format(path=str(path)), "program.py")
    assert found.complete is proved
    assert proved or "it may write files, which its next run would find" in found.reasons
