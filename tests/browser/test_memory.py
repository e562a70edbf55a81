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
    const keys = await cache.keys();
    const wanted = ["machine", "python"];
    if (keys.length < wanted.length) return null; // still being written
    const read = async (key) =>
        new TextDecoder("latin1").decode(await (await cache.match(key)).arrayBuffer());
    const texts = await Promise.all(keys.map(read));
    const urls = keys.map(({url}) => url);
    const size = Math.min(...texts.map(({length}) => length));
    return {urls, size, evil: texts.some((text) => text.includes("evil" + "-mark")), names};
}"""
FORGED = """
import js
from pyodide.ffi import to_js
def post(message): js.postMessage(to_js(message, dict_converter=js.Object.fromEntries))
packs = js.Map.new()
packs.set("python", js.Blob.new(to_js(["evil" + "-mark" * 9])))
packs.set("machine", js.Blob.new(to_js(["evil" + "-mark" * 9])))
post({"type": "unpacked", "packs": packs})
post({"type": "kept", "packs": packs})
post({"type": "compiled", "module": None, "bytes": packs.get("machine")})
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


def a_memory(heap: bytes) -> bytes:
    """As Pyodide writes it: a header that says where the heap follows."""
    return struct.pack("<2I", 0, 16).ljust(16, b"h") + heap


def test_a_sparse_memory_holds_the_pages_with_something_in_them():
    heap = bytearray(3 * PAGE + 100)
    heap[PAGE + 7] = heap[3 * PAGE + 99] = 1
    packed = sparse(a_memory(bytes(heap)), b"")
    header, length, end, count, *pages = struct.unpack_from("<6I", packed)
    assert (header, length, end, count, pages) == (16, 4 * PAGE, 0, 2, [1, 3])
    assert packed[24:40] == a_memory(b"")
    assert len(packed) == 40 + 2 * PAGE
    assert packed[40 + 7] == packed[40 + PAGE + 99] == 1


def test_a_sparse_memory_leaves_out_what_a_fresh_heap_holds():
    fresh = bytes([5] * (2 * PAGE)) + bytes(8 * PAGE)
    heap = bytearray(fresh[: 4 * PAGE])
    heap[PAGE + 7] = 4  # changed, and the rest of its page is not
    heap[2 * PAGE] = 9
    packed = sparse(a_memory(bytes(heap)), fresh)
    _, _, end, count, *pages = struct.unpack_from("<6I", packed)
    assert (end, count, pages) == (2 * PAGE, 2, [1, 2])
    assert packed[40 : 40 + PAGE] == bytes(7) + bytes([5 ^ 4]) + bytes(PAGE - 8)
    assert packed[40 + PAGE] == 9


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
    for url in found["urls"]:
        assert f"/unpacked-{identity}/" in url  # another runtime's is never taken
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


@pytest.mark.parametrize("name", ["machine", "python"])
def test_what_is_kept_and_broken_is_forgotten(visit, name):
    assert visit.run(HELLO)["stdout"] == "hello\n"
    (url,) = (url for url in kept(visit)["urls"] if url.endswith(name))
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
    files["memory"] = sparse(a_memory(b"nonsense" * PAGE), b"")
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
