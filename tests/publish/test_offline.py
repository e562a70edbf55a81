"""A page as it is opened from a folder: links name files, no policy, no modules."""

import json

import pytest

from publish.offline import opened, searchable


@pytest.mark.parametrize(
    ("link", "file"),
    [
        ("../thread-pool/", "../thread-pool/index.html"),
        ("../thread-pool/#a", "../thread-pool/index.html#a"),
        ("..", "../index.html"),
        (".", "./index.html"),
        ("../..", "../../index.html"),
        ("./", "./index.html"),
        ("?q=x", "?q=x"),
        ("#part", "#part"),
        ("../assets/extra.css", "../assets/extra.css"),
        ("https://docs.python.org/3/", "https://docs.python.org/3/"),
    ],
)
def test_a_link_names_its_file(link, file):
    assert opened(f'<a href="{link}">') == f'<a href="{file}">'


def test_nothing_that_only_a_server_can_give():
    html = opened(
        '<meta http-equiv="Content-Security-Policy" content="\n x">\n'
        '<script src="../assets/before.js"></script>'
        '<script src="../playground/ui/buttons.mjs" type="module"></script>'
    )
    assert html == (
        '<script src="../assets/iframe-worker.js"></script>'
        '<script src="../assets/before.js"></script>'
        '<script src="../playground/ui/offline.js"></script>'
    )


def test_the_search_leads_to_files():
    docs = [{"location": place} for place in ("", "#a", "pool/", "pool/#a")]
    script = searchable(json.dumps({"docs": docs}))
    found = json.loads(script.removeprefix("var __index = "))["docs"]
    wanted = ["index.html", "index.html#a", "pool/index.html", "pool/index.html#a"]
    assert [entry["location"] for entry in found] == wanted
