"""Routes that say who may open them. The guard knows every path; each door checks the visitor at that moment."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request, cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from coordination import sign_ins
from coordination.reminders.reminding import Post
from coordination.sign_ins import COOKIE, Visitor
from data_model.words import Role

SIGN_IN = "/sign-in"
LONGEST_NEXT = 2000


@dataclass(frozen=True)
class Provider:
    """The identity provider of the organisation (OpenID Connect)."""

    name: str
    issuer: str
    page: str
    """The address of the page that calls st.login, which nobody needs to be signed in for."""
    said: Callable[[Mapping[str, str]], dict[str, object] | None]
    """What it says of who these cookies came with: the claims of an identity token that was checked; None where they
    hold none."""


@dataclass(frozen=True)
class Installation:
    """What routes need of this installation. The guard puts it on every request as `request.state.installation`."""

    engine: Engine
    sign_in_lasts: timedelta
    secure: bool
    """Whether people reach Parley by https, so that cookies are Secure."""
    public_url: str
    """The address that people type, without a slash at its end."""
    api_calls_per_minute: int = 600
    """How often one API key may call."""
    webhooks_to_private_addresses: bool = False
    local_sign_in: bool = True
    """Whether people may sign in with a password."""
    provider: Provider | None = None
    post: Post | None = None
    """How people are reminded; None where they are not."""


class Door(Route):
    """A route with the roles that may open it; `roles=None` is open to everybody, signed in or not.

    A door with roles passes the visitor on: `endpoint(request, visitor)`, run in a thread. One that is `posted` to,
    in so many bytes at most, passes on the form's texts too: `endpoint(request, visitor, form)`.
    """

    def __init__(self, path: str, endpoint: Callable[..., Response], *, roles: Iterable[Role] | None,
                 posted: int = 0) -> None:
        self.roles = None if roles is None else frozenset(roles)
        super().__init__(path, _guarded(endpoint, self.roles, posted=posted), methods=["POST" if posted else "GET"],
                         name=endpoint.__name__)


def _guarded(endpoint: Callable[..., Response], roles: frozenset[Role] | None, *,
             posted: int) -> Callable[..., object]:
    async def open_door(request: Request) -> Response:
        if roles is None:
            return await run_in_threadpool(endpoint, request)
        visitor = await visitor_of(request.scope, request.state.installation.engine)
        if visitor is None:
            answer: Response = RedirectResponse(sign_in_address(request.scope), 303)
        elif visitor.viewer.role not in roles:
            answer = not_found()
        else:
            given = [await _texts(request, posted)] if posted else []
            answer = await run_in_threadpool(endpoint, request, visitor, *given)
        answer.headers["Cache-Control"] = "no-store"  # it is for this visitor, at this moment
        return answer

    return open_door


async def _texts(request: Request, most: int) -> dict[str, str]:
    """What a form says, without files. The guard has seen that it is no larger than `most` bytes."""
    form = await request.form(max_files=0, max_part_size=most)
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def visitor_of(scope: Scope, engine: Engine) -> Visitor | None:
    """Who is asking, by their cookie, or None."""
    token = token_of(scope)
    return await run_in_threadpool(sign_ins.visitor, engine, token) if token else None


def token_of(scope: Scope) -> str | None:
    """The sign-in token in a request's cookies."""
    found = [value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"]
    return cookie_parser("; ".join(found)).get(COOKIE)


def sign_in_address(scope: Scope) -> str:
    """Where to sign in so as to come back to what was asked for."""
    query = scope["query_string"].decode("latin-1")
    wanted = scope["path"] + (f"?{query}" if query else "")
    return SIGN_IN if wanted == "/" or len(wanted) > LONGEST_NEXT else f"{SIGN_IN}?next={quote(wanted, safe='')}"


def not_found() -> Response:
    """The polite answer to whoever may not see a thing, the same as if it did not exist."""
    return PlainTextResponse("Not found. It may not exist, or it may not be yours to see.", 404)


def missing(_request: Request) -> Response:
    """The answer under one of our own paths where there is no route."""
    return not_found()
