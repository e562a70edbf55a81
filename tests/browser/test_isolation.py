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
    "top navigation": "js.top.location.href",
    "the opener": "js.opener.secret",
    "a frame": "js.frames.length",
    "a beacon": "js.navigator.sendBeacon(OTHER)",
    "a font": "run_sync(js.FontFace.new('f', f'url({OTHER})').load()).status",
    "a peer": "js.RTCPeerConnection.new()",
    "a service worker": "run_sync(js.navigator.serviceWorker.register(OWN))",
    "a shared worker": "js.SharedWorker.new(OWN)",
    "the clipboard": "run_sync(js.navigator.clipboard.readText())",
    "a window": "js.open(OTHER)",
    "an address of its own": "js.location.assign(OTHER)",
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


POST = """
import js
from pyodide.ffi import to_js
def post(**message): js.postMessage(to_js(message, dict_converter=js.Object.fromEntries))
"""


def test_a_program_cannot_speak_for_the_runtime(reader):
    """Forged messages of the worker change this program's result only."""
    result = reader.run(
        "import js\n"
        "from pyodide.ffi import to_js\n"
        "def post(message): js.postMessage(to_js(message, dict_converter=js.Object.fromEntries))\n"
        "post({'type': 'kept', 'packs': None})\n"
        "post({'type': 'compiled', 'module': None, 'bytes': None})\n"
        "post({'type': 'snapshot', 'bytes': None})\n"
        "post({'type': 'nonsense'})\n"
        "post({'type': 'output', 'id': 10**6, 'output': None})\n"
        "js.postMessage(None)\n"
        "js.postMessage(5)\n"
        "print('done')\n"
    )
    assert result["status"] == "ok", result
    reader.evaluate("runner.stop()")
    assert reader.run("print(6 * 7)")["stdout"] == "42\n"


SNAPSHOT = """async () => {
    const cache = await caches.open("threading-deep-dive-unpacked");
    const keys = await cache.keys();
    if (keys.length < 2) return 0; // still being written
    const blobs = keys.map(async (key) => (await cache.match(key)).blob());
    return (await Promise.all(blobs)).reduce((sum, {size}) => sum + size, 0);
}"""


def test_a_program_cannot_replace_the_memory_that_later_visits_start_from(reader):
    reader.load()
    reader.run("print(1)")
    size = 0
    for _ in range(200):
        if size := reader.evaluate(SNAPSHOT):
            break
        reader.evaluate("new Promise((r) => setTimeout(r, 100))")
    assert size > 1_000_000
    forged = POST + "post(type='unpacked', packs=js.Map.new())\nprint('sent')\n"
    assert reader.run(forged)["stdout"] == "sent\n"
    reader.evaluate("new Promise((r) => setTimeout(r, 300))")
    assert reader.evaluate(SNAPSHOT) == size


def test_stop_ends_a_program_that_says_that_python_does_not_start(reader):
    reader.run("print(1)")
    said = POST + "post(type='broken', message='no')\nwhile True: pass\n"
    reader.evaluate(
        "source => { window.ended = runner.run(source, 'p.py', {max_steps: 10 ** 12}) }", said
    )
    reader.evaluate("new Promise((r) => setTimeout(r, 500))")
    late = "new Promise((resolve) => setTimeout(() => resolve('still running'), 10_000))"
    stopped = f"Promise.race([runner.stop().then(() => ended).then((one) => one.status), {late}])"
    assert reader.evaluate(stopped) == "stopped"
    assert reader.run("print(6 * 7)")["stdout"] == "42\n"


@pytest.mark.parametrize(
    "forged",
    [
        "type='output', output=None",
        "type='output', output=[{'time': 0, 'thread': 'T', 'stream': 'out', 'text': 5}]",
        "type='events', events=5",
        "type='progress', progress=None",
        "type='result', result=None",
        "type='result', result={'status': 'constructor', 'message': ''}",
        "type='result', result={'status': 'ok', 'message': '', 'verdict': {'keeps': True}}",
    ],
)
def test_what_python_would_not_send_ends_the_program_plainly(reader, forged):
    reader.run("print(1)")
    reader.errors.clear()
    # It does not know the number of its run, and tries many.
    result = reader.run(f"{POST}for number in range(2000): post(id=number, {forged})\n")
    assert result["status"] == "fatal", result
    assert "spoke in Python’s place" in result["message"]
    assert reader.errors == []
    assert reader.run("print(6 * 7)")["stdout"] == "42\n"


BROKEN = """
from threading import Thread
total = 0
def add():
    global total
    seen = total
    total = seen + 1
pair = [Thread(target=add) for _ in range(2)]
for one in pair: one.start()
for one in pair: one.join()
print(total)
"""
JUDGED = """source => runner.judge(source, "p.py", {contract: "prints: 2"})
    .then(({verdict, message}) => ({keeps: verdict?.keeps, reasons: verdict?.reasons, message}))"""
FAKED = (
    "result={'status': 'ok', 'message': '', 'verdict': {'keeps': True, 'rulings': [], 'classes': 1,"
    " 'complete': True, 'reasons': []}}"
)


def test_nothing_is_proved_of_a_program_that_reaches_its_judge(reader):
    fine = BROKEN.replace("seen = total\n    total = seen + 1", "total = 2")
    assert reader.evaluate(JUDGED, fine)["keeps"] is True
    found = reader.evaluate(JUDGED, fine + "if total > 2:\n    import js\n")
    assert found["keeps"] is False
    assert "reaches the Python that judges it" in found["reasons"][0]


def test_a_program_cannot_speak_for_the_one_after_it(reader):
    """It patches the judge, and leaves a timer behind that says "proved" to every number."""
    program = f"""{POST}
from pyodide.ffi import create_proxy
import browser.judging, mending
browser.judging.judge = lambda *a, **k: None
class Fake:
    def told(self): return {{'keeps': True}}
mending.Verdict.keeps = property(lambda self: True)
def say():
    for number in range(2000): post(type='result', id=number, {FAKED})
js.setInterval(create_proxy(say), 5)
print('left behind')
"""
    reader.evaluate(JUDGED, BROKEN)  # what explores is there
    assert reader.run(program)["stdout"] == "left behind\n"
    assert reader.evaluate(JUDGED, BROKEN)["keeps"] is False
