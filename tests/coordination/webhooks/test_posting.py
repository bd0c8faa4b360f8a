"""Posting to a company's server, and to nothing else, whatever names, redirects and slow answers try."""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from coordination.webhooks import posting
from coordination.webhooks.posting import Ended
from tests.webhooks import Arrived, Listener, listening

NO_CONNECTION = "No connection could be made, or it broke off."


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as opened:
        yield opened


class Names:
    """A name server that answers with these addresses, a list a time, the last one again and again."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.asked = list(answers), list[str]()

    def __call__(self, host: str, port: int, **_: object) -> list[Any]:
        self.asked.append(host)
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(socket.AF_INET6 if ":" in each else socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port))
                for each in found]


def post(url: str, **how: Any) -> Ended:
    return posting.post(url, b'{"a": 1}', {"webhook-id": "x"}, **({"private": True, "seconds": 2} | how))


def test_what_is_posted_arrives(listener: Listener) -> None:
    ended = post(listener.url + "?key=1")
    assert (ended.status, ended.problem, ended.delivered) == (204, "", True)
    [got] = listener.got
    assert got.path == "/hook?key=1"
    assert got.body == b'{"a": 1}'
    assert got.headers == {"host": f"127.0.0.1:{listener.port}", "webhook-id": "x", "content-length": "8"}


@pytest.mark.parametrize("status", [301, 302, 400, 404, 410, 429, 500])
def test_only_2xx_is_delivered(listener: Listener, status: int) -> None:
    listener.status = status
    ended = post(listener.url)
    assert (ended.status, ended.delivered) == (status, False)


def test_a_redirect_is_not_followed(listener: Listener) -> None:
    def redirect(_arrived: Arrived, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(307)
        handler.send_header("Location", f"http://127.0.0.1:{listener.port}/secret")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    listener.answer = redirect
    assert post(listener.url).status == 307
    assert [each.path for each in listener.got] == ["/hook"]


def test_no_proxy_of_the_environment_is_asked(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert post(listener.url).delivered
        assert (len(listener.got), len(proxy.got)) == (1, 0)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.1", "127.1",
                                  "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]"])
def test_nothing_of_ones_own_is_called(listener: Listener, host: str) -> None:
    """The system itself resolves these."""
    ended = post(f"http://{host}:{listener.port}/hook", private=False)
    assert ended.status is None
    assert ended.problem.endswith("which is not a public one.")
    assert listener.got == []


@pytest.mark.parametrize("answer", [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["127.0.0.1", "8.8.8.8"], ["fe80::1"],
                                    ["169.254.169.254"], ["::ffff:10.0.0.1"], ["64:ff9b::7f00:1"]])
def test_a_name_that_leads_inside_is_not_called(listener: Listener, answer: list[str]) -> None:
    for name in ("harmless.example", "harmless.example."):
        ended = post(f"http://{name}:{listener.port}/hook", private=False, resolve=Names(answer))
        assert ended.problem.startswith("The address leads to ")
    assert listener.got == []


def test_a_name_is_asked_for_once_and_the_connection_goes_to_what_was_checked(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that says something harmless first, and something of ours when asked again, is not asked again."""
    names, connected = Names(["8.8.8.8"], ["127.0.0.1"]), []

    def connect(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        connected.append(address)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", connect)
    assert post(f"http://rebound.example:{listener.port}/", private=False, resolve=names).problem == NO_CONNECTION
    assert names.asked == ["rebound.example"]
    assert connected == [("8.8.8.8", listener.port)]


def test_the_next_address_is_tried_where_one_does_not_answer(listener: Listener) -> None:
    url = f"http://two.example:{listener.port}/hook"
    assert post(url, resolve=Names(["127.0.0.2", "127.0.0.1"])).delivered
    assert listener.got[0].headers["host"] == f"two.example:{listener.port}"


def test_nobody_there_is_said(listener: Listener) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert post(f"http://127.0.0.1:{port}/").problem == NO_CONNECTION


def test_a_name_that_is_none_is_said() -> None:
    def unknown(*_: object, **__: object) -> list[Any]:
        raise socket.gaierror

    assert post("http://nowhere.example/", resolve=unknown).problem == NO_CONNECTION


def test_a_slow_answer_is_not_waited_for(listener: Listener) -> None:
    """A server that goes on and on, a byte at a time, before its headers are through."""
    def trickle(_arrived: Arrived, handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        with suppress(OSError):
            for _ in range(40):
                handler.wfile.write(b"a: b\r\n")
                time.sleep(0.05)

    listener.answer = trickle
    ended = post(listener.url, seconds=0.5)
    assert ended.problem == "There was no answer within 0.5 seconds."
    assert 450 < ended.milliseconds < 1500


def test_a_long_answer_is_not_read_to_its_end(listener: Listener) -> None:
    written = []

    def go_on(_arrived: Arrived, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        with suppress(OSError):
            while len(written) < 2000:
                handler.wfile.write(b"x" * 65536)
                written.append(1)

    listener.answer = go_on
    assert post(listener.url).delivered
    assert len(written) < 500


def test_an_answer_that_stops_half_way_has_been_given(listener: Listener) -> None:
    def half(_arrived: Arrived, handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")

    listener.answer = half
    assert post(listener.url).delivered


def test_what_is_not_http_is_said(listener: Listener) -> None:
    def shout(_arrived: Arrived, handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")

    listener.answer = shout
    assert post(listener.url).problem == "The answer was not HTTP."


def test_https_is_of_the_name_that_was_asked_for(tmp_path: Path) -> None:
    theirs, ours = _certificate(tmp_path, "hooks.example")
    asked = []
    theirs.sni_callback = lambda _socket, name, _context: asked.append(name)
    with listening(theirs) as listener:
        names = Names(["127.0.0.1"])
        url = f"https://hooks.example:{listener.port}/hook"
        assert post(url, tls=ours, resolve=names).delivered
        assert listener.got[0].headers["host"] == f"hooks.example:{listener.port}"
        assert asked == ["hooks.example"]
        another = post(url.replace("hooks", "other"), tls=ours, resolve=names)
        unknown = post(url, resolve=names)
        not_encrypted = post(f"http://127.0.0.1:{listener.port}/hook")
    assert another.problem == unknown.problem == ("There was no encrypted connection: the certificate, or what is "
                                                  "spoken, is not good for this address.")
    assert not_encrypted.status is None
    assert len(listener.got) == 1


def _certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server of this name shows, and what believes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256()))
    chain, private = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                          serialization.NoEncryption()))
    theirs, ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context(cafile=chain)
    theirs.load_cert_chain(chain, private)
    return theirs, ours
