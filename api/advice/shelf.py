"""What readers of the advice are given, kept in memory and handed out before anything else is done for a request.

Once a second at most, one indexed read tells whether there is a newer edition; what was kept is then made anew.
"""

import asyncio
import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Self

from sqlalchemy import Engine, select
from sqlmodel import Session, col
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from coordination import clock
from coordination.exercise import is_exercise
from data_model.advice import AdviceEdition
from data_model.database import reading

PATH = "/advice"
CHECKED_EVERY = 1.0  # seconds
TOO_OLD = 3.0  # seconds since it was checked: nobody is given that before it is checked again
MOST = 256  # pages and files kept
# Kept by whoever likes, but asked for again before it is shown: an urgent correction must not wait.
KEEPING = "public, no-cache"


@dataclass(frozen=True)
class State:
    """What everything kept depends on: the newest edition, whether it is an exercise, and the London day."""

    edition_id: int | None
    number: int
    published_at: datetime | None
    exercise: bool
    today: date


@dataclass(frozen=True)
class Made:
    """What a page or file is made of. One that is not `lasting` is not kept: there is no end of what does not exist."""

    body: bytes
    headers: dict[str, str]
    status: int = 200
    lasting: bool = True


class Ready(Response):
    """An answer that goes out as often as wanted."""

    def __init__(self, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes = b"") -> None:
        self.status_code, self.raw_headers, self.body = status, list(headers), body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Headers in a list of their own: what stands around an application adds to it.
        await send({"type": "http.response.start", "status": self.status_code, "headers": list(self.raw_headers)})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else self.body})


@dataclass(frozen=True)
class Variant:
    """One encoding of an answer: whole, and without the body for who has it already."""

    tag: bytes
    found: Ready
    unchanged: Ready

    @classmethod
    def of(cls, made: Made, **more: str) -> Self:
        """The answer with these headers besides its own and those that all have."""
        tag = f'"{sha256(made.body).hexdigest()[:32]}"'
        headers = made.headers | {"etag": tag, "cache-control": KEEPING, "vary": "Accept-Encoding"} | more
        raw = tuple((name.lower().encode(), value.encode()) for name, value in headers.items())
        length = (b"content-length", str(len(made.body)).encode())
        found = Ready(made.status, (*raw, length), made.body)
        return cls(tag.encode(), found, Ready(304, raw) if made.status == 200 else found)


class Kept:
    """An answer, ready to send as often as wanted: compressed for who reads that. No application around this one
    compresses it again, under the same tag."""

    def __init__(self, made: Made) -> None:
        self._plain = Variant.of(made)
        squeezed = replace(made, body=gzip.compress(made.body, mtime=0))
        self._squeezed = Variant.of(squeezed, **{"content-encoding": "gzip"})

    def to(self, scope: Scope) -> Ready:
        """The answer to one request."""
        variant, has = self._plain, b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding" and b"gzip" in value:
                variant = self._squeezed
            elif name == b"if-none-match":
                has = value
        if has and {variant.tag, b"*"} & {each.strip().removeprefix(b"W/") for each in has.split(b",")}:
            return variant.unchanged
        return variant.found


class Shelf:
    """The answers of one installation, by path, each made once for every state of it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._state: State | None = None
        self._checked = float("-inf")
        self._checking: asyncio.Task[None] | None = None
        self._alone = threading.Lock()

    def at_hand(self, path: str) -> Kept | None:
        """What is kept for a path, if it was checked lately. Where a check is due, it is begun behind the reader's
        back."""
        age = time.monotonic() - self._checked
        if age > CHECKED_EVERY:
            if age > TOO_OLD:
                return None
            if self._checking is None or self._checking.done():
                self._checking = asyncio.create_task(run_in_threadpool(self._check))
        return self._kept.get(path)

    def fetch(self, path: str, make: Callable[[Session, State], Made]) -> Kept:
        """What is kept for a path, made where it is not."""
        self._check()
        with self._alone:  # of many who ask for a new edition's file at once, the first has it made
            kept, state = self._kept, self._state
            assert state is not None
            if path in kept:
                return kept[path]
            with reading(self._engine) as session:
                made = make(session, state)
            answer = Kept(made)
            if made.lasting:
                kept[path] = answer
            while len(kept) > MOST:
                kept.popitem(last=False)
            return answer

    def _check(self) -> None:
        began = time.monotonic()
        with reading(self._engine) as session:
            state = _state(session)
        if state != self._state:
            self._state, self._kept = state, OrderedDict()
        self._checked = began


class Readers:
    """ASGI middleware, in front of the guard: hands out what is at hand. Readers need no sign-in, change nothing, and
    leave no trace in the log."""

    def __init__(self, app: ASGIApp, engine: Engine) -> None:
        self.app, self.shelf = app, Shelf(engine)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer: ASGIApp = self.app
        if scope["type"] == "http" and scope["path"].startswith(PATH):
            scope.setdefault("state", {})["shelf"] = self.shelf
            kept = self.shelf.at_hand(scope["path"]) if scope["method"] in {"GET", "HEAD"} else None
            answer = kept.to(scope) if kept else self.app
        await answer(scope, receive, send)


def _state(session: Session) -> State:
    newest = session.execute(
        select(col(AdviceEdition.id), col(AdviceEdition.number), col(AdviceEdition.published_at))
        .order_by(col(AdviceEdition.number).desc()).limit(1)).first()
    id_, number, at = newest or (None, 0, None)
    return State(id_, number, at, is_exercise(session), clock.day(clock.now(session)))
