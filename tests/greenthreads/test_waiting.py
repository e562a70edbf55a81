"""Pipes, sockets, `select` and what stands on them: they work, and nothing waits for ever."""

import pytest

from greenthreads.runner import Options, run

PROGRAMS = {
    "a pipe": (
        """
import os, threading, time
r, w = os.pipe()
thread = threading.Thread(target=lambda: print(os.read(r, 10)))
thread.start()
time.sleep(1)
print(os.write(w, b'hello'))
thread.join()
""",
        "5\nb'hello'\n",
        1,
    ),
    "more than a pipe holds": (
        """
import os, threading, time
r, w = os.pipe()
def read():
    left = 300_000
    while left:
        time.sleep(0.1)
        left -= len(os.read(r, 65_536))
    print('read')
thread = threading.Thread(target=read)
thread.start()
print(os.write(w, b'x' * 300_000))
thread.join()
""",
        "300000\nread\n",
        None,
    ),
    "a pair of sockets": (
        """
import socket, threading, time
mine, other = socket.socketpair()
def echo():
    while data := other.recv(10):
        time.sleep(1)
        other.sendall(data.upper())
thread = threading.Thread(target=echo)
thread.start()
mine.sendall(b'hello')
print(mine.recv(10))
mine.settimeout(2)
try:
    mine.recv(1)
except TimeoutError as error:
    print(error, mine.gettimeout())
mine.close()
thread.join()
""",
        "b'HELLO'\ntimed out 2.0\n",
        3,
    ),
    "a server with threads": (
        """
import http.client, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(1)
        self.send_response(200)
        self.send_header('Content-Length', '2')
        self.end_headers()
        self.wfile.write(b'ok')
    def log_message(self, *args): pass
server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
serving = threading.Thread(target=server.serve_forever)
serving.start()
def get():
    connection = http.client.HTTPConnection('127.0.0.1', server.server_port)
    connection.request('GET', '/')
    print(connection.getresponse().read().decode())
    connection.close()
clients = [threading.Thread(target=get) for _ in range(3)]
for client in clients: client.start()
for client in clients: client.join()
print(round(time.monotonic(), 1))
server.shutdown()
server.server_close()
""",
        "ok\nok\nok\n1.0\n",
        None,
    ),
    "a pool of multiprocessing's threads": (
        """
from multiprocessing.dummy import Pool
import multiprocessing, time
def square(n):
    time.sleep(1)
    return n * n
with Pool(4) as pool:
    print(pool.map(square, range(8)))
with multiprocessing.Lock(), multiprocessing.Semaphore(2): print(multiprocessing.RLock())
""",
        "[0, 1, 4, 9, 16, 25, 36, 49]\n<RLock(None, 0)>\n",
        2,
    ),
    "a lock of multiprocessing": (
        """
import multiprocessing, threading, time
lock = multiprocessing.Lock()
def work():
    with lock:
        time.sleep(1)
threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(lock)
""",
        "<Lock(owner=None)>\n",
        2,
    ),
    "the end of a pipe and of a pair": (
        """
import os, socket, threading, time
r, w = os.pipe()
def read():
    print(os.read(r, 9), os.read(r, 9))
def echo():
    with there:
        while data := there.recv(100):
            there.sendall(data.upper())
    print('closed')
here, there = socket.socketpair()
threads = [threading.Thread(target=f) for f in (read, echo)]
for thread in threads: thread.start()
os.write(w, b'x')
time.sleep(1)
os.close(w)
threads[0].join()
with here, here.makefile('rw') as file:
    print('hello', file=file, flush=True)
    print(file.readline(), end='')
    here.shutdown(socket.SHUT_WR)
    threads[1].join()
    print(repr(file.read()))
""",
        "b'x' b''\nHELLO\nclosed\n''\n",
        1,
    ),
    "asyncio.to_thread": (
        """
import asyncio, time
async def main():
    await asyncio.gather(*(asyncio.to_thread(time.sleep, 1) for _ in range(3)))
asyncio.run(main())
print(round(time.monotonic(), 1))
""",
        "1.0\n",
        1,
    ),
    "a loop in a thread": (
        """
import asyncio, threading
loop = asyncio.new_event_loop()
thread = threading.Thread(target=loop.run_forever)
thread.start()
async def wait(n):
    await asyncio.sleep(n)
    return n
futures = [asyncio.run_coroutine_threadsafe(wait(n), loop) for n in (1, 2)]
print([future.result() for future in futures])
loop.call_soon_threadsafe(loop.stop)
thread.join()
loop.close()
""",
        "[1, 2]\n",
        2,
    ),
    "two loops in two threads": (
        """
import asyncio, threading
async def wait(n):
    await asyncio.sleep(n)
    print(n)
threads = [threading.Thread(target=asyncio.run, args=(wait(n),)) for n in (2, 1)]
for thread in threads: thread.start()
for thread in threads: thread.join()
""",
        "1\n2\n",
        2,
    ),
    "select, poll and a timeout": (
        """
import os, select, threading, time
r, w = os.pipe()
def write():
    time.sleep(1)
    os.write(w, b'x')
thread = threading.Thread(target=write)
thread.start()
print(select.select([r], [], [], 0.5)[0])
print(select.select([r], [w], [], 0.5)[1] == [w])
poll = select.poll()
poll.register(r, select.POLLIN)
print(poll.poll(200), poll.poll(5000) == [(r, select.POLLIN)])
print(round(time.monotonic(), 3))
thread.join()
""",
        "[]\nTrue\n[] True\n1.0\n",
        1,
    ),
    "another process": (
        """
import subprocess, sys
done = subprocess.run(['sh', '-c', 'sleep 0.2; echo here; echo there >&2'], capture_output=True)
print(done.stdout, done.stderr)
""",
        "b'here\\n' b'there\\n'\n",
        0,
    ),
}


@pytest.mark.parametrize("level", ["gil", "off"])
@pytest.mark.parametrize("what", PROGRAMS)
def test_what_waits_for_descriptors_works(what, level):
    source, output, seconds = PROGRAMS[what]
    result = run(source, "p.py", Options(level=level))
    assert (result.outcome, result.stdout, result.stderr) == ("finished", output, "")
    if seconds is not None:
        assert result.elapsed == pytest.approx(seconds, abs=0.01)


@pytest.mark.parametrize("seed", range(5))
def test_it_works_in_any_schedule(seed):
    for what in ("a pipe", "a pair of sockets", "two loops in two threads"):
        source, output, _ = PROGRAMS[what]
        result = run(source, "p.py", Options(seed=seed))
        assert sorted(result.stdout) == sorted(output), result.stderr


@pytest.mark.parametrize(
    ("waiting", "where"),
    [
        ("import os\nos.read(os.pipe()[0], 1)", "line 2: os.read()"),
        (
            "import socket\npair = socket.socketpair()\npair[0].recv(1)",
            "line 3: socket.recv(pair[0])",
        ),
        (
            "import socket\nserver = socket.create_server(('127.0.0.1', 0))\nserver.accept()",
            "line 3: socket.accept(server)",
        ),
        ("import select, os\nselect.select([os.pipe()[0]], [], [])", "line 2: select.select()"),
    ],
)
def test_who_waits_for_what_nobody_sends_is_deadlocked(waiting, where):
    result = run(waiting)
    assert result.outcome == "deadlock"
    assert where in result.report


@pytest.mark.parametrize(
    "starting",
    [
        "import os\nos.fork()",
        "import multiprocessing\nmultiprocessing.Process(target=print).start()",
        "import multiprocessing as m\nm.get_context('spawn').Process(target=print).start()",
        "from concurrent.futures import ProcessPoolExecutor as P\nP().submit(print).result()",
    ],
)
def test_processes_are_refused_plainly(starting):
    result = run(starting)
    assert result.outcome == "error"
    assert "a run of green threads is one process" in result.stderr
    assert "greenthreads/" not in result.stderr


def test_closed_numbers_are_not_mistaken_for_pipes(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"content")
    source = f"""
import os
r, w = os.pipe()
os.close(r); os.close(w)
file = os.open({str(path)!r}, os.O_RDONLY)
print(file == r, os.read(file, 7))
"""
    assert run(source).stdout == "True b'content'\n"
