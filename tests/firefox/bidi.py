"""A real Firefox, driven over WebDriver BiDi by as much of a client as these tests need.

BiDi is JSON on a WebSocket (https://w3c.github.io/webdriver-bidi/). Firefox speaks it itself when
it is started with --remote-debugging-port; no driver stands between, so there is none to pin.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from tornado.websocket import WebSocketClientConnection, websocket_connect

NAMES = ("firefox-esr", "firefox")
KEYS = {"ArrowLeft": "\ue012", "ArrowRight": "\ue014", "End": "\ue010", "Home": "\ue011"}
CONTROL = "\ue009"
PATIENCE = 60.0  # seconds
PREFERENCES = {
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
    "ui.prefersReducedMotion": 1,
}


class NoFirefox(Exception):
    """There is none on this machine, or it does not start; the text says why."""


class ScriptError(Exception):
    """A script in the page threw."""


def find() -> str:
    """The path of an installed Firefox. Raises NoFirefox."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    raise NoFirefox("no Firefox is installed (Debian: apt install firefox-esr)")


class Firefox:
    """One window of a Firefox with a profile of its own. `errors` is what its console said.

    `preferences` are set beside those of all these tests.
    """

    def __init__(self, path: str, preferences: dict[str, object] | None = None) -> None:
        # In a thread of its own: Playwright's loop runs in that of the tests.
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="firefox")
        self._thread.start()
        self._folder = tempfile.mkdtemp(prefix="firefox-")
        wanted = PREFERENCES | (preferences or {})
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in wanted.items()]
        (Path(self._folder) / "user.js").write_text("\n".join(lines), "utf-8")
        command = [path, "--headless", "--no-remote", "--profile", self._folder]
        self._log = (Path(self._folder) / "log").open("w+", encoding="utf-8")
        self._process = subprocess.Popen(
            [*command, "--remote-debugging-port", "0", "about:blank"],
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self._last = 0
        self._socket: Any = None
        self.errors: list[str] = []
        try:
            self._socket = self._wait(self._connect())
        except BaseException:
            self.close()
            raise
        self.version = str(
            self.ask("session.new", capabilities={})["capabilities"]["browserVersion"]
        )
        self.ask("session.subscribe", events=["log.entryAdded"])
        self._context = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    async def _connect(self) -> WebSocketClientConnection:
        return await websocket_connect(f"{self._address()}/session", max_message_size=1 << 26)

    def _address(self) -> str:
        """Where it listens, as it says itself. Raises NoFirefox."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            said = Path(self._log.name).read_text("utf-8", "replace")
            if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", said):
                return found[1]
            time.sleep(0.05)
        raise NoFirefox(f"Firefox did not start: {Path(self._log.name).read_text('utf-8')[-500:]}")

    def _wait(self, coroutine: Any) -> Any:
        waited = asyncio.wait_for(coroutine, PATIENCE)
        return asyncio.run_coroutine_threadsafe(waited, self._loop).result()

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command; returns its result. Raises RuntimeError with Firefox's words."""
        self._last += 1
        message = self._wait(self._answer({"id": self._last, "method": method, "params": params}))
        if "error" in message:
            raise RuntimeError(f"{method}: {message['error']}: {message['message']}")
        return message["result"]

    async def _answer(self, command: dict[str, Any]) -> dict[str, Any]:
        await self._socket.write_message(json.dumps(command))
        while True:
            text = await self._socket.read_message()
            if text is None:
                raise NoFirefox("Firefox ended")
            message: dict[str, Any] = json.loads(text)
            if message.get("id") == command["id"]:
                return message
            self._event(message)

    def _event(self, message: dict[str, Any]) -> None:
        entry = message.get("params", {})
        if message.get("method") == "log.entryAdded" and entry["level"] == "error":
            self.errors.append(entry["text"])

    def goto(self, url: str) -> None:
        """Open an address and wait until it is loaded."""
        self.ask("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def evaluate(self, function: str, *arguments: object) -> Any:
        """Call a JavaScript function in the page with plain data; returns what it resolves to."""
        called = f"(async () => JSON.stringify(await ({function})(...{json.dumps(arguments)})))()"
        result = self.ask(
            "script.evaluate",
            expression=called,
            target={"context": self._context},
            awaitPromise=True,
        )
        if result["type"] == "exception":
            raise ScriptError(result["exceptionDetails"]["text"])
        return json.loads(result["result"].get("value", "null"))

    def until(self, function: str, *arguments: object) -> Any:
        """What a function in the page gives as soon as that is true. Raises ScriptError."""
        asked = f"""async (ms, ...all) => {{
          for (const last = performance.now() + ms; performance.now() < last;) {{
            const found = await ({function})(...all)
            if (found) return found
            await new Promise(resolve => setTimeout(resolve, 20))
          }}
          return null
        }}"""
        found = self.evaluate(asked, (PATIENCE - 10) * 1000, *arguments)
        if found is None:
            raise ScriptError(f"never true: ({function})(...{json.dumps(arguments)})")
        return found

    def click(self, selector: str) -> None:
        """Click what a selector finds with the mouse: something above it would get the click."""
        find = "one => { document.querySelector(one).scrollIntoView({block: 'center'}) }"
        self.evaluate(find, selector)
        locator = {"type": "css", "value": selector}
        found = self.ask("browsingContext.locateNodes", context=self._context, locator=locator)
        origin = {"type": "element", "element": {"sharedId": found["nodes"][0]["sharedId"]}}
        moves = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._perform({"type": "pointer", "id": "mouse", "actions": moves})

    def press(self, *names: str, control: bool = False) -> None:
        """Press keys, one after the other, by name or letter, Control held down or not."""
        actions = []
        for name in names:
            keys = [CONTROL] * control + [KEYS.get(name, name)]
            actions += [{"type": "keyDown", "value": key} for key in keys]
            actions += [{"type": "keyUp", "value": key} for key in reversed(keys)]
        self._perform({"type": "key", "id": "keyboard", "actions": actions})

    def _perform(self, source: dict[str, Any]) -> None:
        self.ask("input.performActions", context=self._context, actions=[source])

    async def _hang_up(self) -> None:
        """Close the connection, and wait until the other side has."""
        self._socket.close()
        while await self._socket.read_message() is not None:
            pass

    def close(self) -> None:
        """End it."""
        if self._socket is not None:
            with suppress(Exception):  # it may have ended already
                self._wait(self._hang_up())
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        shutil.rmtree(self._folder, ignore_errors=True)
