"""Answers to reads, kept ready: whoever asks again for what nothing has changed is given the same bytes.

What an answer depends on is its key: the version of the data, the London day, the key and its person, the address, the
kind of answer, and the version of Parley. The strong ETag is the hash of all of that.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from threading import Lock

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from coordination import clock
from coordination.api_keys import Caller
from coordination.version import VERSION

CACHE_CONTROL = "private, no-cache"
MOST_BYTES = 64 * 1024 * 1024
LARGEST = 2 * 1024 * 1024  # bytes of an answer that is kept
Key = tuple[object, ...]


class Ready(Response):
    """An answer that goes out as often as wanted."""

    def __init__(self, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> None:
        self.status_code, self.raw_headers, self.body = status, list(headers), body

    @property
    def tag(self) -> str:
        """Its ETag."""
        return self.headers["etag"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Headers in a list of their own: what stands around an application adds to it.
        await send({"type": "http.response.start", "status": self.status_code, "headers": list(self.raw_headers)})
        await send({"type": "http.response.body", "body": self.body})


class Shelf:
    """What is kept, of MOST_BYTES at most: what was asked for least lately goes first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Ready] = OrderedDict()
        self._bytes = 0
        self._alone = Lock()

    def get(self, key: Key) -> Ready | None:
        """What is kept under a key."""
        with self._alone:
            found = self._kept.get(key)
            if found:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Key, answer: Ready) -> None:
        """Keep an answer, unless it is very large."""
        if len(answer.body) > LARGEST:
            return
        with self._alone:
            before = self._kept.pop(key, None)
            self._kept[key] = answer
            self._bytes += len(answer.body) - (len(before.body) if before else 0)
            while self._bytes > MOST_BYTES:
                self._bytes -= len(self._kept.popitem(last=False)[1].body)


@dataclass(frozen=True)
class Wanted:
    """What one read asks for, and where its answer is kept."""

    shelf: Shelf
    key: Key

    @classmethod
    def of(cls, shelf: Shelf, scope: Scope, caller: Caller, accept: bytes) -> "Wanted":
        """What a request asks for."""
        visitor, viewer = caller.visitor, caller.viewer
        return cls(shelf, (visitor.data_version, clock.day(visitor.now), viewer.key_id, viewer.account_id, viewer.role,
                           viewer.organisation_id, scope["path"], scope["query_string"], accept, VERSION))

    @cached_property
    def tag(self) -> str:
        """The strong ETag."""
        return f'"{sha256(repr(self.key).encode()).hexdigest()[:32]}"'

    def at_hand(self) -> Ready | None:
        """The answer, if it is kept."""
        return self.shelf.get(self.key)

    def keep(self, answer: Response) -> None:
        """Keep an answer for who asks next."""
        self.shelf.put(self.key, Ready(answer.status_code, answer.raw_headers, bytes(answer.body)))


def matches(if_none_match: str, tag: str) -> bool:
    """Whether a request's If-None-Match names this tag, or any."""
    return bool(if_none_match) and bool(
        {tag, "*"} & {each.strip().removeprefix("W/") for each in if_none_match.split(",")})


def unchanged(tag: str) -> Ready:
    """What somebody is told who has the answer with this tag already."""
    return Ready(304, [(b"etag", tag.encode()), (b"cache-control", CACHE_CONTROL.encode()), (b"vary", b"Accept")], b"")
