"""Handing messages to a real mail server on this machine, and to a stand-in for GOV.UK Notify."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from coordination import clock
from coordination.reminders.outbox import Outgoing
from coordination.reminders.sending import Encryption, Notify, NotNow, Refused, Smtp, Unreachable, smtp
from tests.reminders import API_KEY, FROM, TEMPLATE, URL, FakeNotify, Mailbox, mail_server, notify_server

UUID = "0b5c7e2e-6f3c-4a8e-9d0e-2f1f8d3b7a11"
MADE = datetime(2019, 12, 2, 8, 0, tzinfo=UTC)
MESSAGE = Outgoing(7, UUID, "rep@facebook.example", "digest 2019-12-02", "Parley: 1 thing needs you – today",
                   "Text –\n", "<p>Text –</p>\n", 1, MADE, MADE + timedelta(minutes=10))


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    moment = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    monkeypatch.setattr(clock, "real_now", lambda: moment)
    return moment


def test_a_mail_arrives_as_text_and_html_with_the_headers_of_an_automatic_one(now: datetime) -> None:
    box = Mailbox()
    with mail_server(box) as sender:
        sender.send(MESSAGE)
    mail, = box.mails
    assert box.to == ["rep@facebook.example"]
    assert {name: mail[name] for name in ("From", "To", "Subject", "Message-ID", "List-Unsubscribe", "Auto-Submitted")
            } == {"From": f"Parley <{FROM}>", "To": "rep@facebook.example",
                  "Subject": "Parley: 1 thing needs you – today", "Message-ID": f"<{UUID}@parley.example>",
                  "List-Unsubscribe": f"<{URL}/your-account>", "Auto-Submitted": "auto-generated"}
    assert parsedate_to_datetime(mail["Date"]) == now
    assert [(part.get_content_type(), part.get_content()) for part in mail.iter_parts()] == [
        ("text/plain", "Text –\r\n"), ("text/html", "<p>Text –</p>\r\n")]


@pytest.mark.parametrize("changed", [{"subject": "Hello\nBcc: all@example.com"}, {"subject": "Hello\r\n\r\nBody"},
                                     {"to": "rep@facebook.example\nBcc: all@example.com"}])
def test_nobody_puts_in_headers_of_their_own(changed: dict[str, Any]) -> None:
    box = Mailbox()
    with mail_server(box) as sender, pytest.raises(ValueError, match=r"linefeed|[Ii]nvalid|CR|LF"):
        sender.send(replace(MESSAGE, **changed))
    assert box.mails == []


def test_a_recipient_whom_the_server_refuses_is_refused_for_good_in_its_words() -> None:
    with mail_server(Mailbox(of_recipient=lambda _: "550 No such user here\u202e")) as sender, pytest.raises(
            Refused) as refusal:
        sender.send(MESSAGE)
    assert str(refusal.value) == "The mail server refused the address: 550 No such user here"


def test_a_recipient_whom_the_server_will_take_later_is_tried_later() -> None:
    with mail_server(Mailbox(of_recipient=lambda _: "450 Mailbox busy")) as sender, pytest.raises(NotNow) as hitch:
        sender.send(MESSAGE)
    assert str(hitch.value) == "The mail server did not take the address: 450 Mailbox busy"
    assert not isinstance(hitch.value, Unreachable)


@pytest.mark.parametrize(("answer", "kind", "sentence"), [
    ("554 Looks like spam", Refused, "The mail server refused the message: 554 Looks like spam"),
    ("451 Greylisted", NotNow, "The mail server did not take the message: 451 Greylisted"),
])
def test_a_message_that_the_server_does_not_take_is_said_so(answer: str, kind: type[Exception], sentence: str) -> None:
    box = Mailbox(of_message=lambda: answer)
    with mail_server(box) as sender, pytest.raises(kind) as hitch:
        sender.send(MESSAGE)
    assert str(hitch.value) == sentence


def test_an_address_in_any_letters_gets_its_mail_where_the_server_knows_them() -> None:
    box, jorg = Mailbox(), replace(MESSAGE, to="jörg@facebook.example")
    with mail_server(box) as sender:
        sender.send(jorg)
    with mail_server(box, enable_SMTPUTF8=False) as sender, pytest.raises(
            Refused, match="takes no address with letters such as these"):
        sender.send(jorg)
    assert box.to == ["jörg@facebook.example"]


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        sender = Smtp("127.0.0.1", taken.getsockname()[1], Encryption.NONE, FROM, URL)
        with pytest.raises(Unreachable, match=r"The mail server cannot be used: .*refused"):
            sender.send(MESSAGE)


@contextmanager
def breaking_off(*lines: bytes) -> Iterator[Smtp]:
    """A server that answers so much, and then drops the connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        def serve() -> None:
            connection, _ = listening.accept()
            with connection, connection.makefile("rb") as heard:
                for line in lines:
                    connection.sendall(line)
                    heard.readline()

        thread = threading.Thread(target=serve)
        thread.start()
        yield Smtp("127.0.0.1", listening.getsockname()[1], Encryption.NONE, FROM, URL)
        thread.join()


@pytest.mark.parametrize("lines", [(), (b"220 hello\r\n",), (b"220 hello\r\n", b"250 ok\r\n", b"250 ok\r\n"),
                                   (b"220 hello\r\n", b"250 ok\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n")])
def test_a_server_that_breaks_off_is_unreachable(lines: tuple[bytes, ...]) -> None:
    with breaking_off(*lines) as sender, pytest.raises(Unreachable, match=r"broke off|cannot be used"):
        sender.send(MESSAGE)


def test_a_server_that_took_it_and_is_rude_at_the_end_has_taken_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def rude(_server: smtplib.SMTP) -> None:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(smtplib.SMTP, "quit", rude)
    box = Mailbox()
    with mail_server(box) as sender:
        sender.send(MESSAGE)
    assert len(box.mails) == 1


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate for localhost that this test trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(1).not_valid_before(today - timedelta(days=1)).not_valid_after(today + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(key, hashes.SHA256()))
    file = tmp_path / "localhost.pem"
    file.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                       serialization.NoEncryption()) + made.public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def authenticated(_server: object, _session: object, _envelope: object, _way: str, given: Any) -> AuthResult:
    return AuthResult(success=(given.login, given.password) == (b"me", b"se@cret"), handled=False)


def test_by_starttls_and_with_a_password(certificate: ssl.SSLContext) -> None:
    box = Mailbox()
    with mail_server(box, tls_context=certificate, require_starttls=True, auth_require_tls=True, auth_required=True,
                     authenticator=authenticated) as sender:
        sender = replace(sender, encryption=Encryption.STARTTLS, user="me", password="se@cret")
        sender.send(MESSAGE)
        with pytest.raises(Unreachable, match="The mail server cannot be used: 535 "):
            replace(sender, password="guess").send(MESSAGE)
    assert len(box.mails) == 1
    assert "se@cret" not in repr(sender)


def test_a_server_without_starttls_gets_nothing() -> None:
    box = Mailbox()
    with mail_server(box) as sender, pytest.raises(Unreachable, match="STARTTLS"):
        replace(sender, encryption=Encryption.STARTTLS, user="me", password="se@cret").send(MESSAGE)
    assert box.mails == []


def test_a_server_with_a_certificate_that_nobody_vouches_for_gets_nothing(
    certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    box = Mailbox()
    with mail_server(box, tls_context=certificate) as sender, pytest.raises(Unreachable, match="CERTIFICATE_VERIFY"):
        replace(sender, encryption=Encryption.STARTTLS).send(MESSAGE)
    assert box.mails == []


def test_by_tls_from_the_start(certificate: ssl.SSLContext) -> None:
    box = Mailbox()
    with mail_server(box, ssl_context=certificate) as sender:
        replace(sender, encryption=Encryption.TLS).send(MESSAGE)
    assert len(box.mails) == 1


@pytest.mark.parametrize(("url", "host", "port", "encryption", "user", "password"), [
    ("smtp://me:se%40cret@mail.example:2525", "mail.example", 2525, Encryption.STARTTLS, "me", "se@cret"),
    ("smtp://me:x@mail.example", "mail.example", 587, Encryption.STARTTLS, "me", "x"),
    ("smtp://mail.example", "mail.example", 25, Encryption.STARTTLS, "", ""),
    ("smtps://me:x@mail.example", "mail.example", 465, Encryption.TLS, "me", "x"),
    ("smtp://localhost:1025", "localhost", 1025, Encryption.NONE, "", ""),
    ("smtp://[::1]", "::1", 25, Encryption.NONE, "", ""),
    ("smtp://192.0.2.1", "192.0.2.1", 25, Encryption.STARTTLS, "", ""),
])
def test_the_way_to_a_server_is_encrypted_unless_it_is_this_machine(
    url: str, host: str, port: int, encryption: Encryption, user: str, password: str
) -> None:
    assert smtp(url, FROM, URL) == Smtp(host, port, encryption, FROM, f"{URL}/your-account", user, password)
    assert encryption is not Encryption.NONE or host == "localhost" or ip_address(host).is_loopback


@pytest.fixture
def notify() -> Iterator[tuple[FakeNotify, Notify]]:
    with notify_server() as fake:
        yield fake, Notify(API_KEY, TEMPLATE, fake.url)


def test_notify_gets_the_message_by_the_template_with_our_reference(notify: tuple[FakeNotify, Notify]) -> None:
    fake, sender = notify
    sender.send(MESSAGE)
    assert fake.taken == [{"email_address": "rep@facebook.example", "template_id": TEMPLATE, "reference": UUID,
                           "personalisation": {"subject": MESSAGE.subject, "body": "Text –\n"}}]
    assert fake.asked == []


def test_notify_is_asked_before_a_further_attempt_and_sends_once(notify: tuple[FakeNotify, Notify]) -> None:
    fake, sender = notify
    fake.silent = 1
    with pytest.raises(Unreachable):
        sender.send(MESSAGE)
    sender.send(replace(MESSAGE, attempts=2))
    sender.send(replace(MESSAGE, attempts=2, uuid="another"))
    assert [each["reference"] for each in fake.taken] == [UUID, "another"]
    assert fake.asked == [UUID, "another"]


@pytest.mark.parametrize(("status", "kind", "sentence"), [
    (400, Refused, "GOV.UK Notify refused the message: 400 email_address Not a valid email address"),
    (403, Unreachable, "GOV.UK Notify cannot be used: 403 email_address Not a valid email address"),
    (429, Unreachable, "GOV.UK Notify cannot be used: 429 email_address Not a valid email address"),
    (500, Unreachable, "GOV.UK Notify cannot be used: 500 email_address Not a valid email address"),
])
def test_what_notify_says_is_told(notify: tuple[FakeNotify, Notify], status: int, kind: type[Exception],
                                  sentence: str) -> None:
    fake, sender = notify
    fake.failing = status, "email_address Not a valid email address"
    with pytest.raises(kind) as hitch:
        sender.send(MESSAGE)
    assert str(hitch.value) == sentence
    assert API_KEY not in repr(sender)
