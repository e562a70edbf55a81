"""What makes the page's files: each part by itself, without network and without a browser."""

import base64
import gzip
import hashlib
import io
import json
import lzma
import re
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from browser import __main__ as command
from browser.build import editor, files, navigation, node, pack, packages, runtime, stdlib
from browser.build.files import Broken, Unavailable


def unpacked(data: bytes, encoding: str) -> dict[str, bytes]:
    """What worker.js makes of a pack."""
    whole = lzma.decompress(data) if encoding == "xz" else gzip.decompress(data)
    (head,) = struct.unpack_from("<I", whole)
    at, found = 4 + head, {}
    for name, size in json.loads(whole[4:at]):
        found[name] = whole[at : at + size]
        at += size
    assert at == len(whole)
    return found


# ---------------------------------------------------------------- files


def test_a_digest_knows_where_a_part_begins():
    assert files.digest(b"ab", b"c") != files.digest(b"a", b"bc")
    assert files.digest(b"ab", b"c") == files.digest(b"ab", b"c")


def test_a_digest_of_files_knows_their_names(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "ROOT", tmp_path)
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("text")
    other.write_text("text")
    assert files.digest_of([one]) != files.digest_of([other])


def test_a_folder_holds_what_was_made_and_nothing_old(tmp_path):
    files.write_folder(tmp_path, {"a": b"1", "below/b": b"2"})
    before = (tmp_path / "a").stat().st_mtime_ns
    files.write_folder(tmp_path, {"a": b"1", "c": b"3"})
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["a", "c"]
    assert (tmp_path / "a").stat().st_mtime_ns == before  # `mkdocs serve` would reload


def test_the_version_of_python_is_that_of_the_installed_pyodide():
    lock = json.loads((packages.npm("pyodide") / "pyodide-lock.json").read_text("utf-8"))
    found = lock["info"]["python"].split(".")[:2]
    assert files.python_version() == tuple(map(int, found))


# ---------------------------------------------------------------- packages


def test_a_package_that_is_not_as_locked_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(packages, "MODULES", tmp_path)
    with pytest.raises(Unavailable, match="pyodide .* is not in node_modules: `npm ci`"):
        packages.npm("pyodide")
    (tmp_path / "pyodide").mkdir()
    (tmp_path / "pyodide" / "package.json").write_text('{"version": "0.1.0"}')
    with pytest.raises(Unavailable, match="has pyodide 0.1.0, not"):
        packages.npm("pyodide")


def test_a_distribution_that_is_not_installed_is_named():
    with pytest.raises(Unavailable, match="no-such-thing is not installed"):
        packages.pure_python("no-such-thing")


# ---------------------------------------------------------------- packs


@pytest.mark.parametrize("encoding", pack.ENCODERS)
def test_a_pack_unpacks_to_what_was_packed(encoding, tmp_path):
    given = {"a.zip": bytes(range(256)) * 9, "empty": b"", "b": b"b"}
    made = pack.pack("name", given, tmp_path, encoding)
    assert unpacked(made.data, encoding) == given
    assert made.entry()["size"] == len(made.data)
    assert re.fullmatch(rf"name-[0-9a-f]{{12}}\.{encoding}", made.path)


def test_a_pack_is_compressed_once_and_again_when_anything_changes(tmp_path, monkeypatch):
    calls = []
    monkeypatch.setitem(pack.ENCODERS, "xz", lambda data: calls.append(data) or b"xz" + data)
    for given in ({"a": b"1"}, {"a": b"1"}, {"a": b"2"}, {"b": b"2"}):
        pack.pack("name", given, tmp_path, "xz")
    assert len(calls) == 3
    assert pack.pack("name", {"a": b"1"}, tmp_path, "gzip").encoding == "gzip"


def test_a_compression_that_fails_leaves_nothing_behind(tmp_path, monkeypatch):
    def fail(data):
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setitem(pack.ENCODERS, "gzip", fail)
        with pytest.raises(MemoryError):
            pack.pack("name", {"a": b"1"}, tmp_path, "gzip")
    assert unpacked(pack.pack("name", {"a": b"1"}, tmp_path, "gzip").data, "gzip") == {"a": b"1"}


def test_the_same_files_give_the_same_zip(monkeypatch):
    first = pack.zipped({"b": b"2", "a": b"1"})
    monkeypatch.setattr(time, "time", lambda: 2e9)
    assert pack.zipped({"a": b"1", "b": b"2"}) == first


# ---------------------------------------------------------------- the standard library


def library(*names: str) -> bytes:
    return pack.zipped(dict.fromkeys(names, b"x = 1\n"))


def test_the_library_keeps_what_programs_want():
    kept = "threading.py", "http/client.py", "encodings/latin_1.py", "email/message.py", "json/x.py"
    left = "unittest/mock.py", "http/server.py", "encodings/cp1251.py", "email/mime/base.py"
    assert set(stdlib.used(library(*kept, *left, "turtle.py", "threading.txt"))) == set(kept)


@pytest.fixture
def pyodide(tmp_path):
    """A folder that looks like Pyodide's."""
    folder = tmp_path / "pyodide"
    folder.mkdir()
    (folder / "pyodide.asm.wasm").write_bytes(b"the interpreter")
    return folder


def compiler(calls: list):
    """What Node does, but at once: every module of the source with a c at its name's end."""

    def compile_all(arguments, seconds):
        _, _, program, source, target = arguments
        calls.append(program)
        with zipfile.ZipFile(source) as old:
            texts = {f"{name}c": old.read(name) for name in old.namelist()}
        Path(target).write_bytes(pack.zipped(texts))

    return compile_all


def test_a_failed_compiler_leaves_nothing_that_a_later_build_would_take(
    tmp_path, monkeypatch, pyodide
):
    def fail(arguments, seconds):
        Path(arguments[-1]).write_bytes(b"half of it")
        raise Unavailable("Node failed")

    monkeypatch.setattr(stdlib, "node", fail)
    with pytest.raises(Unavailable):
        stdlib.compiled({"a.py": b"x = 1"}, pyodide, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []
    monkeypatch.setattr(stdlib, "node", compiler([]))
    found = stdlib.compiled({"a.py": b"x = 1"}, pyodide, tmp_path / "cache")
    assert found == {"a.pyc": b"x = 1"}


@pytest.mark.parametrize("changed", ["the text", "Pyodide", "the compiler's program"])
def test_the_library_is_compiled_again_when(changed, tmp_path, monkeypatch, pyodide):
    calls: list[str] = []
    monkeypatch.setattr(stdlib, "node", compiler(calls))
    for text in (b"x = 1", b"x = 1"):
        stdlib.compiled({"a.py": text}, pyodide, tmp_path)
    assert len(calls) == 1
    if changed == "Pyodide":
        (pyodide / "pyodide.asm.wasm").write_bytes(b"another interpreter")
    if changed == "the compiler's program":
        monkeypatch.setattr(stdlib, "COMPILE", "...")
    stdlib.compiled({"a.py": b"x = 2" if changed == "the text" else b"x = 1"}, pyodide, tmp_path)
    assert len(calls) == 2


def test_the_texts_that_tracebacks_show_come_along(tmp_path, monkeypatch, pyodide):
    monkeypatch.setattr(stdlib, "node", compiler([]))
    (pyodide / "python_stdlib.zip").write_bytes(library("threading.py", "heapq.py", "ast.py"))
    with zipfile.ZipFile(io.BytesIO(stdlib.stdlib(pyodide, tmp_path))) as made:
        names = set(made.namelist())
    assert names == {"threading.py", "threading.pyc", "heapq.py", "heapq.pyc", "ast.pyc"}


# ---------------------------------------------------------------- the runtime


def test_what_is_not_once_in_a_new_pyodide_is_an_error():
    assert runtime.replaced("a=1;", "a=1", "a=2") == "a=2;"
    for text in ("", "a=1;a=1"):
        with pytest.raises(Broken, match="look at the new version"):
            runtime.replaced(text, "a=1", "a=2")


def test_the_frames_policy_allows_its_script_and_no_other():
    page = runtime.frame("let script", "let unpacker", "let worker").decode()
    script = re.findall(r"<script>(.*)</script>", page)
    assert script == ["let script"]
    name = base64.b64encode(hashlib.sha256(script[0].encode()).digest()).decode()
    policy = re.search(r'Policy" content="([^"]+)"', page)[1]
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{name}' blob: 'wasm-unsafe-eval'; worker-src blob:"
    )


def test_a_script_that_would_end_its_element_is_refused():
    with pytest.raises(Broken, match="</script"):
        runtime.frame("let script", "", "let x = '</SCRIPT>'")


def test_requests_is_packed_pure_and_led_to_our_web():
    found = runtime.scraper_files()
    assert {path.split("/")[0].partition("-")[0] for path in found} == {
        "requests", "urllib3", "idna", "charset_normalizer", "certifi.py",
    }  # fmt: skip
    assert all(path.endswith((".py", "METADATA")) for path in found)
    assert found["requests/adapters.py"].endswith(b"HTTPAdapter.send = browser.web.send\n")
    assert [path for path in found if "contrib" in path] == [
        "urllib3/contrib/__init__.py", "urllib3/contrib/emscripten/__init__.py",
    ]  # fmt: skip


@pytest.mark.skipif(sys.version_info < (3, 13), reason="green threads need Python 3.13 natively")
def test_what_is_packed_imports_by_itself_and_warms_up(tmp_path):
    """Nothing is missing: with the pack alone, Python's start in the page works here too."""
    archive = tmp_path / "site.zip"
    archive.write_bytes(pack.zipped(runtime.our_files()))
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from browser import bridge;"
        "import rules_of, guarantee; bridge.warm_up(); print(bridge.__file__, bool(bridge.FRESH))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, archive], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert str(archive) in done.stdout


def test_a_chapter_that_is_renamed_is_found_or_missed_loudly(monkeypatch):
    all_chapters = navigation.chapters()
    monkeypatch.setattr(navigation, "chapters", lambda: all_chapters)
    assert runtime.pages() == [f"../../{page.address}" for page in all_chapters[:5]]
    monkeypatch.setattr(navigation, "chapters", lambda: all_chapters[:3])
    with pytest.raises(Broken, match="fewer than 5 chapters"):
        runtime.pages()
    gone = [navigation.Page("Gone", "gone.md", ("Chapters",))]
    monkeypatch.setattr(navigation, "chapters", lambda: gone * 5)
    with pytest.raises(Broken, match=r"names gone\.md, which is not in docs"):
        runtime.pages()


def test_a_navigation_without_chapters_is_an_error(monkeypatch):
    monkeypatch.setattr(navigation, "CHAPTERS", "Kapitel")
    with pytest.raises(Broken, match="no section 'Kapitel'"):
        navigation.chapters()


@pytest.mark.parametrize(
    ("file", "address"),
    [("index.md", ""), ("thread-pool.md", "thread-pool/"), ("playground/index.md", "playground/")],
)
def test_a_pages_address(file, address):
    assert navigation.Page("title", file).address == address


# ---------------------------------------------------------------- the editor


def test_the_editor_brings_what_its_modules_import(tmp_path):
    (tmp_path / "below").mkdir()
    (tmp_path / "index.js").write_text('import { a } from "./below/a.js";\n//# sourceMappingURL=x')
    (tmp_path / "below" / "a.js").write_text("export * from '../b.js'\nimport x from 'library'\n")
    (tmp_path / "b.js").write_text("export const b = 1\n")
    (tmp_path / "unused.js").write_text("")
    found = editor.modules(tmp_path, ("index.js",))
    assert set(found) == {"index.js", "below/a.js", "b.js"}
    assert b"sourceMappingURL" not in found["index.js"]


# ---------------------------------------------------------------- Node


def test_npm_and_what_it_starts_need_no_node_of_the_system(monkeypatch, tmp_path):
    (tmp_path / "sh").symlink_to("/bin/sh")
    monkeypatch.setenv("PATH", str(tmp_path))
    shown = node.run("npm", ["exec", "--", "node", "--version"], capture_output=True)
    own = node.run("node", ["--version"], capture_output=True)
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout == own.stdout


def test_what_node_says_when_it_fails_is_told():
    with pytest.raises(Unavailable, match="Error: so it is"):
        node.node(["-e", "throw new Error('so it is')"], 30)
    with pytest.raises(Unavailable, match=r"did not end within 0\.2 s"):
        node.node(["-e", "setTimeout(() => {}, 60_000)"], 0.2)


# ---------------------------------------------------------------- the command


@pytest.fixture
def step(tmp_path, monkeypatch):
    """One step in a repository of its own: its input, what it made, how often it ran."""
    monkeypatch.setattr(files, "ROOT", tmp_path)
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(command, "CACHE", tmp_path / ".cache")
    given, made = tmp_path / "given", tmp_path / "made"
    given.write_text("1")

    class Module:
        runs = 0
        error = None

        @classmethod
        def make(cls):
            cls.runs += 1
            if cls.error:
                raise cls.error
            made.write_text("made")
            return [made]

    monkeypatch.setattr(command, "import_module", lambda name: Module)
    monkeypatch.setattr(command, "STEPS", [command.Step("it", "m", lambda: [given], "nothing")])
    Module.given, Module.made = given, made
    return Module


def test_a_step_runs_when_its_input_changed_or_its_output_is_gone(step):
    for _ in range(3):
        assert command.main([]) == 0
    assert step.runs == 1
    step.given.write_text("2")
    assert command.main([]) == 0
    assert step.runs == 2
    step.made.unlink()
    assert command.main([]) == 0
    assert step.runs == 3


def test_a_part_that_cannot_be_had_is_told_and_tried_again(step, capsys):
    step.error = Unavailable("no network")
    assert command.main([]) == 0
    assert command.main(["--require"]) == 1
    assert capsys.readouterr().err == "it: no network; without it nothing\n" * 2
    step.error = None
    assert command.main(["--require"]) == 0
    assert step.runs == 3


def test_a_broken_source_stops_the_build(step, capsys):
    step.error = Broken("page, line 4: no output")
    assert command.main([]) == 1
    assert capsys.readouterr().err == "it: page, line 4: no output\n"


def test_each_step_knows_its_inputs():
    """A changed file of ours changes some step's digest; nothing that decides is left out."""
    known = {path for one in command.STEPS for path in one.inputs()}
    ours = {
        path
        for name in ("browser", "greenthreads", "guarantee", "mending", "examples")
        for path in (files.SOURCE / name).rglob("*")
        if path.suffix in (".py", ".js", ".mjs") and "chromium" not in path.parts
    }
    missing = {path.relative_to(files.ROOT).as_posix() for path in ours - known}
    assert not {path for path in missing if "watchdog" not in path}
