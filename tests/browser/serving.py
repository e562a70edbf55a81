"""Serves the runtime and its test page like a static host."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs"


class Handler(SimpleHTTPRequestHandler):
    """Serves docs/ and, under /test/, this folder, and the server's; notes what is asked for."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}

    def translate_path(self, path: str) -> str:
        self.server.asked.append(path)
        name = path.partition("?")[0]
        for prefix, folder in self.server.folders.items():
            if name.startswith(prefix):
                return str(folder / name.removeprefix(prefix))
        if name.rstrip("/").count("/") == 1 and name.endswith("/"):  # a chapter
            return str(DOCS / f"{name.strip('/')}.md")
        return super().translate_path(path)

    def log_message(self, *args: object) -> None:
        pass


class Server:
    """A static server on a port of its own."""

    def __init__(self) -> None:
        handler = partial(Handler, directory=str(DOCS))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.asked = self.asked = []
        self._server.folders = self.folders = {"/test/": HERE}
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, name="static")
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
