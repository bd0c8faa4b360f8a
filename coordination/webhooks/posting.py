"""Posting to an address that a company named, and to nothing else: names are resolved when the connection is made, all
that they resolve to is checked, and the connection goes to what was checked. No proxy and no redirect is followed."""

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore
import httpx

from coordination.webhooks import addresses

SECONDS = 10.0
LARGEST_ANSWER = 64 * 1024  # bytes that are read of an answer, so that its sender is not cut off in the middle
Resolve = Callable[..., list[Any]]
"""As socket.getaddrinfo."""


class NotPublic(Exception):
    """A name leads to an address that Parley does not call."""


@dataclass(frozen=True)
class Ended:
    """How an attempt ended: with a status, or with a sentence that says why there was none."""

    status: int | None
    problem: str
    milliseconds: int

    @property
    def delivered(self) -> bool:
        """Whether whoever was called has taken it."""
        return self.status is not None and 200 <= self.status <= 299


def post(url: str, body: bytes, headers: Mapping[str, str], *, private: bool, resolve: Resolve = socket.getaddrinfo,
         tls: ssl.SSLContext | None = None, seconds: float = SECONDS) -> Ended:
    """Post to an address, within so many seconds altogether. `private`: whether it may be a private one."""
    began = time.monotonic()
    backend = Checked(private, began + seconds, resolve)
    status, problem = None, ""
    try:
        with (httpcore.ConnectionPool(ssl_context=tls or certificates(), network_backend=backend) as pool,
              pool.stream("POST", url, headers=list(headers.items()), content=body,
                          extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), seconds)}) as got):
            status = got.status
            _read(got)
    except NotPublic as refused:
        problem = str(refused)
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
        problem = _sentence(error, seconds)
    return Ended(status, problem, round((time.monotonic() - began) * 1000))


@cache
def certificates() -> ssl.SSLContext:
    """Whose certificates are believed: reading them takes longer than a call does."""
    return httpx.create_ssl_context()


class Checked(httpcore.NetworkBackend):
    """Connects to addresses that may be called, until a moment of the monotonic clock."""

    def __init__(self, private: bool, until: float, resolve: Resolve) -> None:
        self.private, self.until, self.resolve = private, until, resolve
        self.backend = httpcore.SyncBackend()

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
                    socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None) -> httpcore.NetworkStream:
        """A connection to the first of the host's addresses that answers. Raises NotPublic where one of them may not be
        called, whatever the others are."""
        found = self._addresses(host, port)
        for number, address in enumerate(found):
            seconds = _left(self.until, httpcore.ConnectTimeout) / (len(found) - number)
            try:
                return Hurried(self.backend.connect_tcp(address, port, seconds), self.until)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if address == found[-1]:
                    raise
        raise httpcore.ConnectError

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = self.resolve(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError from error
        checked = list(dict.fromkeys(str(each[4][0]) for each in found))
        for address in checked:
            if not addresses.may_be_called(address, private=self.private):
                raise NotPublic(f"The address leads to {address}, which is not a public one.")
        return checked


class Hurried(httpcore.NetworkStream):
    """A connection that ends at a moment, however slowly the other side goes on."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self.stream, self.until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What the other side has sent."""
        return self.stream.read(max_bytes, _left(self.until, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send."""
        self.stream.write(buffer, _left(self.until, httpcore.WriteTimeout))

    def close(self) -> None:
        """End it."""
        self.stream.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None,
                  timeout: float | None = None) -> httpcore.NetworkStream:
        """The same connection, encrypted; the certificate must be of the name that was asked for."""
        left = _left(self.until, httpcore.ConnectTimeout)
        return Hurried(self.stream.start_tls(ssl_context, server_hostname, left), self.until)

    def get_extra_info(self, info: str) -> Any:
        """As the connection itself says."""
        return self.stream.get_extra_info(info)


def _left(until: float, late: type[httpcore.TimeoutException]) -> float:
    """Seconds that are left until a moment. Raises `late` where none are."""
    left = until - time.monotonic()
    if left <= 0:
        raise late
    return left


def _read(answer: httpcore.Response) -> None:
    """Read the beginning of an answer, for nothing: its status has said it all."""
    read = 0
    with suppress(httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
        for part in answer.iter_stream():
            read += len(part)
            if read >= LARGEST_ANSWER:
                break


def _sentence(error: Exception, seconds: float) -> str:
    if isinstance(error, httpcore.TimeoutException):
        return f"There was no answer within {seconds:g} seconds."
    if isinstance(error, httpcore.ProtocolError):
        return "The answer was not HTTP."
    if isinstance(error.__context__, ssl.SSLError):
        return "There was no encrypted connection: the certificate, or what is spoken, is not good for this address."
    return "No connection could be made, or it broke off."
