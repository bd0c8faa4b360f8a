"""What takes messages in tests: a box, a real mail server on this machine, and a stand-in for GOV.UK Notify."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine, select
from sqlmodel import col

from coordination.problems import Problem
from coordination.reminders import reminding
from coordination.reminders.outbox import Outgoing
from coordination.reminders.reminding import Post, Sent
from coordination.reminders.sending import Encryption, Smtp
from data_model.accounts import Account
from data_model.database import reading
from data_model.reminders import Message

URL = "https://parley.example"
FROM = "parley@parley.example"
API_KEY = "test-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"


@dataclass(eq=False)
class Box:
    """A sender that keeps what it is given, unless it is told to raise."""

    got: list[Outgoing] = field(default_factory=list)
    refusing: Problem | None = None

    def send(self, message: Outgoing) -> None:
        if self.refusing:
            raise self.refusing
        self.got.append(message)


def remind(engine: Engine, box: Box | None = None, *, digest_hour: int = 8) -> list[Outgoing]:
    """Compose and send everything that is due. Returns what was sent."""
    box = box or Box()
    reminding.compose(engine, Post(box, URL, digest_hour))
    reminding.send(engine, box)
    return box.got


def send(engine: Engine, box: Box) -> Sent:
    """Send what waits, composing nothing."""
    return reminding.send(engine, box)


def messages(engine: Engine) -> list[Message]:
    """The outbox, the oldest first."""
    with reading(engine) as session:
        return list(session.scalars(select(Message).order_by(col(Message.id))))


def only(engine: Engine, email: str, sent: list[Outgoing]) -> list[str]:
    """What the messages to one person are about."""
    with reading(engine) as session:
        assert session.scalars(select(col(Account.id)).where(col(Account.email) == email)).first() is not None
    return [each.about for each in sent if each.to == email]


@dataclass
class Mailbox:
    """An aiosmtpd handler. `answer` says what is answered to a recipient and to a message; None takes it."""

    mails: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    of_recipient: Callable[[str], str | None] = lambda _address: None
    of_message: Callable[[], str | None] = lambda: None

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.of_recipient(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.of_message()
        if answer is None:
            content = envelope.content
            assert isinstance(content, bytes)
            self.mails.append(message_from_bytes(content, EmailMessage, policy=policy.default))
            self.to += envelope.rcpt_tos
        return answer or "250 Taken"


class AnyPort(Controller):
    """Listens at whichever port is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(box: Mailbox, **options: Any) -> Iterator[Smtp]:
    """A mail server on this machine, as the sender that reaches it."""
    controller = AnyPort(box, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield Smtp("localhost", controller.port, Encryption.NONE, FROM, f"{URL}/your-account")
    finally:
        controller.stop()


@dataclass
class FakeNotify:
    """GOV.UK Notify as far as emails go. `failing` answers a status and message in place of taking an email, and
    `silent` takes it but breaks off before it says so. `pause` is how many seconds it takes to say so."""

    taken: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    failing: tuple[int, str] | None = None
    silent: int = 0
    pause: float = 0
    url: str = ""


@contextmanager
def notify_server() -> Iterator[FakeNotify]:
    """A stand-in for GOV.UK Notify that listens at its `url`."""
    fake = FakeNotify()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if fake.failing:
                status, message = fake.failing
                self._answer(status, {"errors": [{"error": "X", "message": message}], "status_code": status})
                return
            fake.taken.append(given)
            time.sleep(fake.pause)
            if fake.silent:
                fake.silent -= 1
                self.close_connection = True
                return
            self._answer(201, {"id": f"{len(fake.taken)}", "reference": given["reference"]})

        def do_GET(self) -> None:
            reference, = parse_qs(urlsplit(self.path).query)["reference"]
            fake.asked.append(reference)
            found = [each for each in fake.taken if each["reference"] == reference]
            self._answer(200, {"notifications": found, "links": {}})

        def log_message(self, *_given: object) -> None:
            pass

        def _answer(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
