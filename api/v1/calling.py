"""Who calls, and what a key must be good for. Every endpoint begins with one of these:

    Reader = Annotated[Call, reads(Role.PLATFORM, Role.ANALYST)]

    @router.get("/obligations", operation_id="list_obligations", summary="What you owe")
    def list_obligations(call: Reader, …) -> Page[Obligation]: …

`reads`, `submits`, `reads_signals` and `writes_signals` name the scope; their arguments the roles. A write takes
`Idempotency-Key` by itself, and bodies of at most `most` bytes; `If-Match` it asks for by `revision: Revision`.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Security
from fastapi.security import HTTPBearer
from sqlalchemy import Engine
from starlette.requests import Request

from api.doors import Installation
from api.v1.problems import ProblemError, Refused
from coordination.api_keys import Caller
from coordination.sign_ins import Visitor
from coordination.viewers import ROLE_NAMES, Viewer
from data_model.words import Role, Scope

LARGEST_JSON = 1024 * 1024  # bytes
bearer = HTTPBearer(scheme_name="API key", description="An API key of Parley: `Authorization: Bearer parley_…`",
                    auto_error=False)


@dataclass(frozen=True)
class Call:
    """One request of a program. `idempotency_key` is None for a read, and where a write came without."""

    request: Request
    caller: Caller
    idempotency_key: str | None = None

    @property
    def visitor(self) -> Visitor:
        """The person whose key it is, at this moment."""
        return self.caller.visitor

    @property
    def viewer(self) -> Viewer:
        """The person whose key it is."""
        return self.caller.viewer

    @property
    def installation(self) -> Installation:
        """This installation."""
        installation: Installation = self.request.state.installation
        return installation

    @property
    def engine(self) -> Engine:
        """The database."""
        return self.installation.engine

    @property
    def body(self) -> bytes:
        """The body as it was sent. Only of a write."""
        body: bytes = self.request.state.body
        return body


@dataclass(frozen=True)
class Gate:
    """What a key must be good for, and for whom."""

    scope: Scope | None
    """None: any key, whatever it is good for."""
    roles: frozenset[Role]
    most: int = LARGEST_JSON

    def must_open(self, caller: Caller) -> None:
        """Raise Refused unless the key has the scope and the person one of the roles."""
        if self.scope and self.scope not in caller.scopes:
            raise Refused(403, f"This API key is not good for “{self.scope}”. Ask for one that is.")
        if caller.viewer.role not in self.roles:
            raise Refused(403, f"{ROLE_NAMES[caller.viewer.role]}s cannot do this.")


class ReadGate(Gate):
    """For reads."""

    async def __call__(self, request: Request, _bearer: Annotated[Any, Depends(bearer)]) -> Call:
        return Call(request, request.state.caller)


class WriteGate(Gate):
    """For writes."""

    async def __call__(
        self, request: Request, _bearer: Annotated[Any, Depends(bearer)],
        idempotency_key: Annotated[str | None, Header(
            alias="Idempotency-Key", min_length=1, max_length=255, pattern="^[!-~]+$",
            examples=["a3f1c7d2-7c0e-4b1e-9d55-0d6f6c1f9e11"],
            description="A text of your own for this request. Sent again with the same body it gets the same answer, "
                        "and nothing is done twice; with another body it is refused with 409. Kept for 30 days.",
        )] = None,
    ) -> Call:
        return Call(request, request.state.caller, idempotency_key)


def anybody(*roles: Role) -> Any:
    """A read by any key of these roles, whatever it is good for."""
    return Security(ReadGate(None, frozenset(roles)))


def reads(*roles: Role) -> Any:
    """A read of these roles."""
    return Security(ReadGate(Scope.READ, frozenset(roles)))


def submits(*roles: Role, most: int = LARGEST_JSON) -> Any:
    """A write of these roles."""
    return Security(WriteGate(Scope.SUBMIT, frozenset(roles), most))


def reads_signals(*roles: Role) -> Any:
    """A read of signals."""
    return Security(ReadGate(Scope.SIGNALS, frozenset(roles)))


def writes_signals(*roles: Role, most: int = LARGEST_JSON) -> Any:
    """Sharing and answering signals."""
    return Security(WriteGate(Scope.SIGNALS, frozenset(roles), most))


async def _revision(
    if_match: Annotated[str | None, Header(
        alias="If-Match", pattern='^"[0-9]{1,18}"$', examples=['"7"'],
        description="What you change, as you read it last: its ETag, or the `number` of a meeting or an action in "
                    "quotation marks. Without it: 428; where it has changed since: 412.")] = None,
) -> int:
    if if_match is None:
        raise Refused(428, "Say in If-Match which revision you change: the ETag under which you read it.",
                      [ProblemError(header="If-Match", detail="This header is needed.")])
    return int(if_match.strip('"'))


Revision = Annotated[int, Depends(_revision)]
