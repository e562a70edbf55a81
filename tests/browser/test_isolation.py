"""An edited program reaches neither the page, nor its storage, nor any server."""

import json

import pytest

SECRETS = """async () => {
    localStorage.setItem("secret", "42");
    document.cookie = "secret=42";
    window.secret = 42;
    await caches.open("secret");
    await new Promise((resolve, reject) => {
        const request = indexedDB.open("secret");
        request.onsuccess = resolve;
        request.onerror = reject;
    });
}"""

# Each tries one way out and returns what it got; an exception is what it should get.
WAYS = {
    "local storage": "js.localStorage.getItem('secret')",
    "cookies": "js.document.cookie",
    "the page": "js.window.parent.secret",
    "indexed databases": "run_sync(js.indexedDB.databases())",
    "open a database": "js.indexedDB.open('secret').result",
    "caches": "run_sync(js.caches.keys())",
    "files": "run_sync(js.navigator.storage.getDirectory())",
    "fetch own": "run_sync(js.fetch(OWN)).status",
    "fetch other": "run_sync(js.fetch(OTHER)).status",
    "fetch other, no cors": "run_sync(js.fetch(OTHER, mode='no-cors')).type",
    "pyfetch": "run_sync(pyodide.http.pyfetch(OTHER)).status",
    "request": "request('GET', OTHER)",
    "request own": "request('GET', OWN)",
    "socket": "socket()",
    "events": "events()",
    "script": "js.importScripts(OTHER)",
    "module": "run_sync(js.eval('import(\"' + OTHER + '\")'))",
    "urllib": "urllib.request.urlopen(OTHER).status",
    "a worker from elsewhere": "worker()",
}
PROGRAM = """
import js, urllib.request
from pyodide.ffi import run_sync, to_js
OWN, OTHER = {own!r}, {other!r}

def request(method, url):
    ask = js.XMLHttpRequest.new()
    ask.open(method, url, False)
    ask.send()
    return ask.status

def socket():
    js.WebSocket.new(OTHER.replace("http", "ws"))
    return "made"

def events():
    js.EventSource.new(OTHER)
    return "made"

def worker():
    js.Worker.new(OTHER)
    return "made"

try:
    import pyodide.http
except ImportError:
    pass
try:
    print("GOT", {way})
except BaseException as error:
    print("REFUSED", type(error).__name__)
"""


@pytest.mark.parametrize("name", WAYS)
def test_a_program_gets_nothing_out_or_in(server, other_server, reader, name):
    if reader.evaluate("runner.state") == "off" or not reader.evaluate("window.secret"):
        reader.load()
        reader.evaluate(SECRETS)
        # What is downloaded for Run itself does not count: its start, and the standard library.
        assert reader.run("import urllib.request")["status"] == "ok"
    server.asked.clear()
    other_server.asked.clear()
    program = PROGRAM.format(
        own=f"{server.url}/test/page.html",
        other=f"{other_server.url}/test/page.mjs",
        way=WAYS[name],
    )
    result = reader.run(program)
    assert result["status"] == "ok", result
    # Making a socket or worker may succeed as an object; what counts is that nobody heard.
    if "GOT made" not in result["stdout"]:
        assert "REFUSED" in result["stdout"], result["stdout"]
    reader.evaluate("new Promise((r) => setTimeout(r, 50))")
    assert server.asked == []
    assert other_server.asked == []
    reader.errors.clear()  # the policy says in the console what it refused


def test_the_page_itself_could_do_all_that(server, reader):
    """The other side of the test above: these ways are open, but for the sandbox."""
    reader.load()
    reader.evaluate(SECRETS)
    assert reader.evaluate("localStorage.getItem('secret')") == "42"
    assert "secret" in reader.evaluate("caches.keys()")
    own = json.dumps(f"{server.url}/test/page.html")
    assert reader.evaluate(f"fetch({own}).then((response) => response.status)") == 200


def test_a_program_cannot_speak_for_the_runtime(reader):
    """Forged messages of the worker change this program's result only."""
    result = reader.run(
        "import js\n"
        "from pyodide.ffi import to_js\n"
        "def post(message): js.postMessage(to_js(message, dict_converter=js.Object.fromEntries))\n"
        "post({'type': 'kept', 'kept': {'module': None, 'files': None, 'snapshot': None}})\n"
        "post({'type': 'snapshot', 'bytes': None})\n"
        "post({'type': 'nonsense'})\n"
        "post({'type': 'output', 'id': 10**6, 'output': None})\n"
        "print('done')\n"
    )
    assert result["status"] == "ok", result
    reader.evaluate("runner.stop()")
    assert reader.run("print(6 * 7)")["stdout"] == "42\n"
