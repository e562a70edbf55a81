"""The small web on this machine: the tests of the scraper's programs stand on it."""

import http.client
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import requests

from browser.fake_web import SLOW, STRICT
from examples.files import ROOT
from examples.loopback import loopback, one_client


def get(variables: dict[str, str], url: str) -> tuple[int, int]:
    """Status and size of `url`, asked for with nothing but the standard library."""
    connection = connect(variables, url)
    try:
        connection.request("GET", urlsplit(url).path or "/")
        reply = connection.getresponse()
        return reply.status, len(reply.read())
    finally:
        connection.close()


def connect(variables: dict[str, str], url: str) -> http.client.HTTPSConnection:
    """A connection through the proxy; default TLS checks (3.13+: strict X.509)."""
    proxy = urlsplit(variables["HTTPS_PROXY"])
    assert proxy.hostname == "127.0.0.1"
    context = ssl.create_default_context(cafile=variables["REQUESTS_CA_BUNDLE"])
    connection = http.client.HTTPSConnection(
        proxy.hostname, proxy.port, context=context, timeout=10
    )
    connection.set_tunnel(urlsplit(url).hostname, 443)
    return connection


def test_size_depends_on_the_host_only():
    with loopback(0) as variables:
        sizes = [
            get(variables, url)
            for url in ("https://a.example", "https://a.example/x", "https://b.example")
        ]
    assert sizes[0] == sizes[1] != sizes[2]
    assert {status for status, _ in sizes} == {200}


def test_missing_page():
    with loopback(0) as variables:
        status, size = get(variables, "https://a.example/missing")
    assert status == 404
    assert 0 < size < 100


def test_many_clients_at_once_each_wait_the_delay_only_once():
    with loopback(0.3) as variables, ThreadPoolExecutor(20) as pool:
        start = time.perf_counter()
        urls = [f"https://host{n % 4}.example" for n in range(20)]
        answers = list(pool.map(lambda url: get(variables, url), urls))
        took = time.perf_counter() - start
    assert {status for status, _ in answers} == {200}
    assert 0.3 <= took < 3  # one after the other: 6 s


def test_slow_host():
    with loopback(0.05) as variables:
        start = time.perf_counter()
        get(variables, "https://slow.example")
        assert time.perf_counter() - start >= 0.05 * SLOW


@pytest.mark.parametrize("more", [0, 1])
def test_strict_host_refuses_one_too_many(more: int):
    with loopback(0.5) as variables, ThreadPoolExecutor(STRICT + more) as pool:
        urls = ["https://strict.example"] * (STRICT + more)
        statuses = sorted(status for status, _ in pool.map(lambda u: get(variables, u), urls))
    assert statuses == [200] * STRICT + [429] * more


def test_strict_host_counts_each_client_by_itself():
    with loopback(0.5) as variables, ThreadPoolExecutor(2 * STRICT) as pool:
        clients = [one_client(variables), one_client(variables)]
        proxies = [{"https": client["HTTPS_PROXY"]} for client in clients for _ in range(STRICT)]
        bundle = variables["REQUESTS_CA_BUNDLE"]

        def status(proxy: dict[str, str]) -> int:
            with requests.Session() as session:
                session.trust_env = False
                url = "https://strict.example"
                return session.get(url, proxies=proxy, verify=bundle, timeout=10).status_code

        assert list(pool.map(status, proxies)) == [200] * 2 * STRICT


def test_one_client_leaves_everything_else_alone():
    assert one_client({"A": "http://a", "NO_PROXY": ""}) == {"A": "http://a", "NO_PROXY": ""}
    assert one_client({}) == {}


def test_a_client_that_does_not_trust_us_gets_nothing():
    with loopback(0) as variables:
        connection = connect(variables, "https://a.example")
        connection._context = ssl.create_default_context()
        with pytest.raises(ssl.SSLCertVerificationError):
            connection.request("GET", "/")
        connection.close()
        assert get(variables, "https://a.example")[0] == 200


def test_a_host_that_is_no_name_gets_a_clear_error():
    with loopback(0) as variables:
        proxy = urlsplit(variables["HTTP_PROXY"])
        with socket.create_connection((proxy.hostname, proxy.port), timeout=10) as client:
            client.sendall(b"CONNECT not_a!host:443 HTTP/1.1\r\n\r\n")
            assert client.makefile().readline().startswith("HTTP/1.1 400 no certificate for")


def test_leaves_no_thread_even_with_a_connection_left_open():
    before = threading.active_count()
    with loopback(0) as variables:
        connection = connect(variables, "https://a.example")
        connection.request("GET", "/")
        assert connection.getresponse().read()
        assert threading.active_count() > before
    assert threading.active_count() == before
    connection.close()


def test_inherited_settings_do_not_win(monkeypatch: pytest.MonkeyPatch):
    with loopback(0) as variables:
        assert variables["no_proxy"] == variables["NO_PROXY"] == ""
        assert variables["https_proxy"] == variables["HTTPS_PROXY"]


def test_a_negative_delay_is_refused():
    with pytest.raises(ValueError, match="-1"), loopback(-1):
        pass


def test_by_hand_it_returns_the_commands_exit_status():
    code = "import os, sys; sys.exit('127.0.0.1' in os.environ['HTTPS_PROXY'] and 7)"
    command = [sys.executable, "-m", "examples.loopback", "--", sys.executable, "-c", code]
    env = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    assert subprocess.run(command, env=env, check=False).returncode == 7
