"""Python starts from a memory that was made with the site, and never from a reader's program."""

import gzip
import json
import struct

import pytest

from browser.build.pack import frame
from browser.build.snapshot import PAGE, sparse
from examples.files import DOCS

RUNTIME = DOCS / "playground" / "pyodide"
HELLO = "print('hello')"
KEPT = """async () => {
    const names = await caches.keys();
    const cache = await caches.open("threading-deep-dive-unpacked");
    const [key] = await cache.keys();
    if (!key) return null;
    const text = new TextDecoder("latin1").decode(await (await cache.match(key)).arrayBuffer());
    return {url: key.url, size: text.length, evil: text.includes("evil" + "-mark"), names};
}"""
FORGED = """
import js
from pyodide.ffi import to_js
def post(message): js.postMessage(to_js(message, dict_converter=js.Object.fromEntries))
files = js.Map.new()
files.set("memory", js.TextEncoder.new().encode("evil" + "-mark" * 9))
post({"type": "unpacked", "files": files})
post({"type": "kept", "kept": {"files": files, "module": None}})
print("done")
"""


def asked(server, name: str) -> bool:
    """Whether the page has asked for a pack."""
    return any(f"/{name}-" in path for path in server.asked)


def downloaded(reader) -> bool:
    """Whether this page has loaded packs, if only from the browser's own cache."""
    return reader.evaluate("progress.some(({stage}) => stage === 'download')")


@pytest.fixture
def visit(server, newcomer):
    """A first visit: nothing is kept, and nothing lies in the browser's own cache."""
    server.asked.clear()
    return newcomer


def kept(reader) -> dict:
    """What the page keeps for the next visit, once it does."""
    for _ in range(100):
        if found := reader.evaluate(KEPT):
            return found
        reader.evaluate("new Promise((r) => setTimeout(r, 100))")
    pytest.fail("nothing is kept")


def test_a_sparse_memory_holds_the_pages_with_something_in_them():
    memory = bytearray(3 * PAGE + 100)
    memory[PAGE + 7] = memory[3 * PAGE + 99] = 1
    packed = sparse(bytes(memory))
    length, count, *pages = struct.unpack_from("<4I", packed)
    assert (length, count, pages) == (len(memory), 2, [1, 3])
    assert len(packed) == 16 + 2 * PAGE
    assert packed[16 + 7] == packed[16 + PAGE + 99] == 1


def test_what_most_programs_import_is_in_memory(server, visit):
    program = (
        "import collections, concurrent.futures, contextlib, logging, queue, random, threading"
    )
    assert visit.run(f"{program}\nprint('hello')")["stdout"] == "hello\n"
    assert asked(server, "python")
    assert not asked(server, "library")


def test_the_library_comes_once_and_for_what_it_has_only(server, visit):
    assert "ModuleNotFoundError" in visit.run("import nowhere_at_all")["message"]
    assert not asked(server, "library")
    program = "import statistics\nprint(statistics.mean([1, 3]))"
    assert visit.run(program)["stdout"] == "2\n"
    assert asked(server, "library")
    server.asked.clear()
    visit.evaluate("runner.stop()")
    assert visit.run(program)["stdout"] == "2\n"
    assert not asked(server, "library")


def test_the_next_visit_starts_from_what_was_unpacked(visit):
    assert visit.run(HELLO)["stdout"] == "hello\n"
    found = kept(visit)
    identity = json.loads((RUNTIME / "manifest.json").read_text("utf-8"))["id"]
    assert found["url"].endswith(f"unpacked-{identity}")  # another runtime's is never taken
    assert downloaded(visit)
    visit.load()
    assert visit.run(HELLO)["stdout"] == "hello\n"
    assert not downloaded(visit)


def test_no_program_puts_anything_into_what_is_kept(visit):
    assert visit.run(FORGED)["stdout"] == "done\n"
    assert not kept(visit)["evil"]
    assert visit.run(FORGED)["stdout"] == "done\n"
    visit.evaluate("new Promise((r) => setTimeout(r, 300))")
    assert not kept(visit)["evil"]
    visit.evaluate("runner.stop()")
    assert visit.run(HELLO)["stdout"] == "hello\n"


def test_what_is_kept_and_broken_is_forgotten(visit):
    assert visit.run(HELLO)["stdout"] == "hello\n"
    url = kept(visit)["url"]
    visit.load()
    visit.evaluate(
        """async (url) => {
            const cache = await caches.open("threading-deep-dive-unpacked");
            await cache.put(url, new Response("nonsense"));
        }""",
        url,
    )
    assert visit.run(HELLO)["stdout"] == "hello\n"
    assert downloaded(visit)
    assert kept(visit)["size"] > 1_000_000


def test_a_memory_that_does_not_fit_falls_back_to_the_plain_start(server, visit, tmp_path):
    """As where a browser differs from the Node that made it."""
    import lzma

    text = json.loads((RUNTIME / "manifest.json").read_text("utf-8"))
    for one in (text["frame"], *(pack["path"] for pack in text["packs"].values())):
        (tmp_path / one).write_bytes((RUNTIME / one).read_bytes())
    entry = text["packs"]["python"]
    packed = (RUNTIME / entry["path"]).read_bytes()
    whole = lzma.decompress(packed) if entry["encoding"] == "xz" else gzip.decompress(packed)
    at = 4 + struct.unpack_from("<I", whole)[0]
    files = {}
    for name, size in json.loads(whole[4:at]):
        files[name], at = whole[at : at + size], at + size
    files["memory"] = sparse(b"nonsense" * PAGE)
    broken = gzip.compress(frame(files), 1)
    (tmp_path / "broken.gz").write_bytes(broken)
    text["packs"]["python"] |= {"path": "broken.gz", "encoding": "gzip", "size": len(broken)}
    text["id"] = "broken"
    (tmp_path / "manifest.json").write_text(json.dumps(text), "utf-8")
    server.folders["/broken/"] = tmp_path
    result = visit.evaluate(
        """async () => {
            const other = new Runner({root: "/broken/"});
            const result = await other.run("import threading\\nprint(6 * 7)", "p.py");
            const text = result.output.map((chunk) => chunk.text).join("");
            const next = await other.run("print(6 * 8)", "p.py");
            other.close();
            return [result.status, text, next.status];
        }"""
    )
    assert result == ["ok", "42\n", "ok"]
    assert asked(server, "library")
    assert visit.evaluate(KEPT) is None  # what does not fit is not kept
    visit.errors.clear()
