"""Sign-in with the organisation's identity provider. Streamlit and Authlib do OpenID Connect; what they learn is
exchanged here, at once and once, for a visit of ours, which can be ended.

/sign-in/organisation (POST) → a page of Streamlit's that calls st.login → /auth/login → the provider →
/oauth2callback → /sign-in/organisation (GET) → what was asked for.
"""

import re
from urllib.parse import quote, unquote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.doors import LONGEST_NEXT, SIGN_IN, Provider, missing
from api.plain import NO_STORE, local_address, plain_page, text, welcome
from api.sign_in import STREAMLITS, forget_provider
from coordination import identities
from coordination.identities import Refused

EXCHANGE = f"{SIGN_IN}/organisation"
CALLBACK = "/oauth2callback"
STREAMLIT_ROUTES = frozenset({"/auth/login", CALLBACK})
NEXT = "parley_next"  # the cookie that knows what was asked for
LASTS_S = 15 * 60  # to sign in at the provider
LASTING = re.compile(rb"Max-Age=[1-9][0-9]*", re.IGNORECASE)
NOTHING_CAME = "You are not signed in: nothing came back that says who you are. Try again."


class StreamlitSignIn:
    """ASGI middleware around Streamlit's own routes of sign-in: they lead to the exchange, and their cookies, made to
    last for weeks, last for minutes, and are Secure where ours are."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in STREAMLIT_ROUTES:
            await self.app(scope, receive, send)
            return

        async def send_changed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [_shortened(name, value, secure=scope["state"]["installation"].secure)
                                      for name, value in message["headers"]]
                if scope["path"] == CALLBACK:
                    MutableHeaders(scope=message)["location"] = EXCHANGE
            await send(message)

        await self.app(scope, receive, send_changed)


async def begin(request: Request) -> Response:
    """Off to the provider, by the page that calls st.login; what was asked for waits in a cookie."""
    provider: Provider | None = request.state.installation.provider
    if provider is None:
        return missing(request)
    wanted = local_address(text(await request.form(), "next"))
    answer = RedirectResponse(provider.page, 303, headers=NO_STORE)
    answer.set_cookie(NEXT, quote(wanted if len(wanted) <= LONGEST_NEXT else "/", safe=""), max_age=LASTS_S,
                      path=SIGN_IN, httponly=True, samesite="lax", secure=request.state.installation.secure)
    return answer


async def exchange(request: Request) -> Response:
    """A visit for what the provider said. It is the provider's redirect that comes here, so this is a GET."""
    installation = request.state.installation
    provider: Provider | None = installation.provider
    if provider is None:
        return missing(request)
    wanted = local_address(unquote(request.cookies.get(NEXT, "/")))
    try:
        said = provider.said(request.cookies)
        if said is None:
            raise Refused(NOTHING_CAME)
        token = await run_in_threadpool(identities.sign_in, installation.engine, provider.issuer, said,
                                        installation.sign_in_lasts)
        answer = welcome(request, token, wanted)
        answer.delete_cookie(NEXT, path=SIGN_IN, httponly=True, samesite="lax", secure=installation.secure)
    except Refused as refused:
        answer = plain_page(request, "organisation_refused.html",
                            {"problem": str(refused), "provider": provider.name, "next": wanted,
                             "local": installation.local_sign_in}, 403)
    forget_provider(request, answer)
    return answer


def _shortened(name: bytes, value: bytes, *, secure: bool) -> tuple[bytes, bytes]:
    if name.lower() != b"set-cookie" or not value.decode("latin-1").startswith(STREAMLITS):
        return name, value
    return name, LASTING.sub(b"Max-Age=%d" % LASTS_S, value) + (b"; Secure" if secure else b"")


ROUTES = [
    Route(EXCHANGE, begin, methods=["POST"]),
    Route(EXCHANGE, exchange, methods=["GET"]),
]
