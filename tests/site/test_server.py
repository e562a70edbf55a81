"""The server of these tests: a browser that leaves is no news."""

import socket
import struct
import threading
from http.server import SimpleHTTPRequestHandler

import pytest
from visiting import Server

RESET = struct.pack("ii", 1, 0)  # a close that throws away what is on its way


class _Large(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/wrong":
            raise ValueError("a mistake of the test's")
        self.send_response(200)
        self.end_headers()
        for _ in range(200):
            self.wfile.write(b"x" * 100_000)

    def log_message(self, *args: object) -> None:
        pass


@pytest.mark.parametrize(("path", "printed"), [("/large", False), ("/wrong", True)])
def test_a_browser_that_leaves_is_no_traceback(path: str, printed: bool, capfd):
    server = Server(("127.0.0.1", 0), _Large)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    with socket.create_connection(("127.0.0.1", server.server_port)) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        client.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        client.recv(1)  # else the request is thrown away before it is read
    server.shutdown()
    server.server_close()  # waits for the answers under way
    thread.join()
    assert ("Traceback (most recent call last)" in capfd.readouterr().err) is printed
