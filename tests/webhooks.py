"""Webhooks for tests: a real server at which they arrive, and what it was sent."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext

from sqlalchemy import Engine, select
from sqlmodel import col

from coordination.viewers import Viewer
from coordination.webhooks import endpoints
from coordination.webhooks.events import WANTS
from data_model.database import reading
from data_model.webhooks import WebhookDelivery, WebhookEvent
from data_model.words import EventKind

Answer = Callable[["Arrived", BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Arrived:
    """One request, header names in small letters."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Listener:
    """A company's server. It answers with `status`, or as `answer` says; what arrived is in `got`."""

    port: int
    status: int = 204
    answer: Answer | None = None
    got: list[Arrived] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address, by http."""
        return f"http://127.0.0.1:{self.port}/hook"


@contextmanager
def listening(tls: SSLContext | None = None) -> Iterator[Listener]:
    """A server on a port of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.daemon_threads = True
    listener = Listener(server.server_port)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            arrived = Arrived(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            listener.got.append(arrived)
            if listener.answer:
                listener.answer(arrived, self)
                return
            self.send_response(listener.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing on the screen."""

    server.RequestHandlerClass = Handler
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def an_endpoint(engine: Engine, by: Viewer, url: str = "https://example.com/hook",
                *events: EventKind) -> tuple[int, str]:
    """An endpoint for these kinds of events, or for all. Returns its id and its secret."""
    return endpoints.make(engine, by, {"url": url, "events": events or tuple(WANTS)}, private=True)


def all_events(engine: Engine) -> list[WebhookEvent]:
    """Every event, oldest first."""
    with reading(engine) as session:
        return list(session.scalars(select(WebhookEvent).order_by(col(WebhookEvent.id))))


def all_deliveries(engine: Engine) -> list[WebhookDelivery]:
    """Every delivery, oldest first."""
    with reading(engine) as session:
        return list(session.scalars(select(WebhookDelivery).order_by(col(WebhookDelivery.id))))
