"""What Python and the page both know is written down as Python knows it."""

import json

import pytest

from browser import contract, fake_web
from browser.build import files, navigation, node
from examples.files import DOCS, NEEDS, WITHOUT_RUN
from examples.pages import shown_on
from greenthreads import timeline

# Loads contract.mjs and gives its constants, and for each pattern what it finds in some texts.
READ = """
const contract = await import(process.argv[1]);
const texts = JSON.parse(process.argv[2]);
const found = (value) => texts.map((text) => value.exec(text)?.slice() ?? null);
const plain = (value) => (value instanceof RegExp ? found(value) : value);
const all = Object.entries(contract).map(([name, value]) => [name, plain(value)]);
console.log(JSON.stringify(Object.fromEntries(all)));
"""
TEXTS = [
    "# Needs Python 3.14\nimport time\n",
    "import time\n# Needs Python 3.13\n",
    "x = 1  # Needs Python 3.13\n",
    "# Not in the browser: starts processes\nimport os\n",
    "import threading, requests\n",
    "    from urllib3 import x\n",
    "# import requests\nrequests = 'import requests'\n",
]


@pytest.fixture(scope="module")
def programs() -> list[dict[str, str]]:
    """As contract.py makes them."""
    return contract.programs()


@pytest.fixture(scope="module")
def in_javascript(tmp_path_factory) -> dict:
    """The constants of contract.mjs, read by JavaScript."""
    written = tmp_path_factory.mktemp("contract") / "contract.mjs"
    written.write_text(contract.contract(), "utf-8")
    done = node.run(
        "node",
        ["--input-type=module", "-e", READ, written.as_uri(), json.dumps(TEXTS)],
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_states_of_a_thread_are_those_of_the_timeline(in_javascript):
    assert list(in_javascript["STATES"]) == list(timeline.STATES)
    assert all(set(state) == {"label", "verb"} for state in in_javascript["STATES"].values())


def test_the_version_and_the_step(in_javascript):
    assert tuple(in_javascript["PYTHON"]) == files.python_version()
    assert in_javascript["STEP"] == 1e-7


@pytest.mark.parametrize(
    ("name", "pattern"),
    [("NEEDS", NEEDS), ("WITHOUT_RUN", WITHOUT_RUN), ("USES_REQUESTS", fake_web.USES_REQUESTS)],
)
def test_a_pattern_finds_the_same_in_both_languages(name, pattern, in_javascript):
    here = [found and [found[0], *found.groups()] for found in map(pattern.search, TEXTS)]
    assert in_javascript[name] == here
    assert any(here)
    assert not all(here)


def test_every_program_of_the_pages_is_there_once_and_in_order(programs):
    pages = [page for page in navigation.pages() if page.file.endswith(".md")]
    shown = [(page.address, one.name) for page in pages for one in shown_on(DOCS / page.file)]
    assert [(one["page"], one["name"]) for one in programs] == shown
    assert len({one["name"] for one in programs}) == len(programs) > 100


def test_a_program_has_one_promise(programs):
    for one in programs:
        assert ("expect" in one) != ("exact" in one), one["name"]
        folder, _, name = one["name"].partition("/")
        promised = files.SNIPPETS / folder / f"{name}.expect"
        assert ("expect" in one) == promised.is_file(), one["name"]


def test_what_a_program_says_of_itself(programs):
    assert any("needs" in one for one in programs)
    assert any("without_run" in one for one in programs)
    for one in programs:
        needs = NEEDS.search(one["source"])
        assert one.get("needs") == (needs and f"{needs[1]}.{needs[2]}")
        without = WITHOUT_RUN.search(one["source"])
        assert one.get("without_run") == (without and without[1])


def test_what_is_not_in_a_page_stands_on_how_run_works():
    """As the table has it now: `make runtime` writes the file."""
    assert contract.ABSENT.read_text("utf-8") == contract.not_in_a_page()
    page = (DOCS / "playground" / "how-run-works.md").read_text("utf-8")
    assert f'--8<-- "{contract.ABSENT.relative_to(files.SNIPPETS).as_posix()}"' in page


def test_a_page_against_the_rules_stops_the_build(monkeypatch):
    def broken(page):
        raise contract.PageError("page.md, line 4: shows x.py without its output")

    monkeypatch.setattr(contract, "shown_on", broken)
    with pytest.raises(files.Broken, match="line 4"):
        contract.make()
