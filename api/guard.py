"""In front of every request, Streamlit's own included: who may come in, what headers go out, one log line each."""

import re
import time
from collections.abc import Mapping
from importlib.resources import files
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.calendar import without_secret
from api.doors import Installation, not_found, sign_in_address, visitor_of
from api.organisation_sign_in import STREAMLIT_ROUTES
from api.returns import LARGEST_ROWS, ROWS
from data_model.words import Role

log = structlog.get_logger()

ASSETS = ("/_stcore/", "/static/", "/media/", "/component/", "/app/static/", "/assets/")
ICONS = frozenset({"/favicon.png", "/favicon.ico", "/manifest.json"})
HIDDEN = ("/_stcore/metrics", "/_stcore/agent", "/auth/", "/oauth2callback")
UPLOADS = "/_stcore/upload_file"
API = "/api/"  # there a key says who is asking, and each operation what it takes
LARGEST_FORM = 64 * 1024  # bytes
LARGEST_FORMS = {ROWS: LARGEST_ROWS}
SCRIPT = "/assets/parley.js"
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FAILED = "Parley could not do this. What went wrong is in its log. Try again, or tell an administrator."
HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
RAW_HEADERS = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
NAMES = {name for name, _ in RAW_HEADERS} - {b"content-security-policy"}


class SecurityHeaders:
    """ASGI middleware, outermost: the headers that every answer carries, whoever gives it. What fails is answered
    here too, and raised on for the log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = False

        async def send_with_headers(message: Message) -> None:
            nonlocal began
            began = True
            if message["type"] == "http.response.start":
                _set_headers(message, scope)
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception:
            if not began:
                await PlainTextResponse(FAILED, 500)(scope, receive, send_with_headers)
            raise


class Guard:
    """ASGI middleware. `own_paths` are the first segments of our own routes (“downloads”, “sign-in”); `first_pages`
    say under which name each role's first page, whose address is “/”, may be asked for too; `api` answers programs,
    without going through all that stands around a page."""

    def __init__(self, app: ASGIApp, installation: Installation, own_paths: frozenset[str],
                 first_pages: Mapping[Role, str], api: ASGIApp) -> None:
        self.app, self.installation, self.own_paths, self.first_pages = app, installation, own_paths, first_pages
        self.api = api
        self.index = HTMLResponse(streamlit_page(), headers={"Cache-Control": "no-cache"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})["installation"] = self.installation
        began = time.perf_counter()
        status = 500

        async def send_noting_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            ours = scope["path"].startswith(API)
            answer = self.api if ours else await self._answer(scope) or self.app
            await answer(scope, receive, send_noting_status)
        finally:
            if not scope["path"].startswith(ASSETS):
                milliseconds = round((time.perf_counter() - began) * 1000, 1)
                log.info("http", method=scope["method"], path=without_secret(scope["path"]), status=status,
                         ms=milliseconds)

    async def _answer(self, scope: Scope) -> Response | None:
        """What the guard says itself, or None to let the request through."""
        path = scope["path"]
        if self.installation.provider and path in STREAMLIT_ROUTES:
            return None
        # Opened at /letter, the browser looks for Streamlit under /letter/_stcore first; not found there, it finds it.
        if path.startswith(HIDDEN) or path.find("/_stcore/") > 0:
            return not_found()
        if scope["method"] not in {"GET", "HEAD", "OPTIONS"}:
            refused = _refuse_form(scope) if not path.startswith("/_stcore/") else None
            if refused:
                return refused
        if path.startswith(UPLOADS):
            return None if await self._known(scope) else PlainTextResponse("Sign in first.", 403)
        if path.startswith(ASSETS) or path in ICONS or path.split("/")[1] in self.own_paths:
            return None
        if scope["method"] not in {"GET", "HEAD"}:
            return PlainTextResponse("Method not allowed", 405)
        return await self._page(scope)

    async def _page(self, scope: Scope) -> Response:
        """Streamlit's page for who is signed in, or on the way to the identity provider; else the way to sign in."""
        path, provider = scope["path"], self.installation.provider
        to_provider = provider is not None and path == provider.page
        visitor = await visitor_of(scope, self.installation.engine)
        if visitor is None:
            return self.index if to_provider else RedirectResponse(sign_in_address(scope), 303)
        if to_provider:
            return RedirectResponse("/", 303)
        if path == f"/{self.first_pages.get(visitor.viewer.role)}":  # Streamlit would not find it under its name
            return RedirectResponse(f"/?{scope['query_string'].decode('latin-1')}".rstrip("?"), 303)
        return self.index

    async def _known(self, scope: Scope) -> bool:
        """Whether the request comes with a sign-in that is good at this moment."""
        return await visitor_of(scope, self.installation.engine) is not None


def streamlit_page() -> str:
    """Streamlit's index.html with our language and title, our script in place of its inline one (which the
    content security policy refuses), and nothing fetched before it is needed."""
    page = files("streamlit").joinpath("static/index.html").read_text(encoding="utf-8")
    page = page.replace('<html lang="en">', '<html lang="en-GB">', 1)
    page = page.replace("<title>Streamlit</title>", "<title>Parley</title>", 1)
    page = re.sub(r"<script>\s*window\.prerenderReady = false\s*</script>", "", page, count=1)
    page = re.sub(r'<link rel="service-desc"[^>]*>', "", page, count=1)
    return page.replace("</head>", f'<script src="{SCRIPT}" defer></script></head>', 1)


def _refuse_form(scope: Scope) -> Response | None:
    """A form from another site, or one larger than any of ours. Reads headers only, never the body."""
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    elsewhere = origin is not None and urlsplit(origin).netloc != headers.get("host")
    if elsewhere or headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return PlainTextResponse("This form was sent from another site. Open Parley and try again.", 403)
    length = headers.get("content-length", "")
    if not length.isdigit() or int(length) > LARGEST_FORMS.get(scope["path"], LARGEST_FORM):
        return PlainTextResponse("This form is too large.", 413)
    return None


def _set_headers(message: Message, scope: Scope) -> None:
    """Ours in place of others of the same name; of two content security policies, both hold."""
    kept = [header for header in message["headers"] if header[0].lower() not in NAMES]
    message["headers"] = [*RAW_HEADERS, *kept, *([HSTS] if scope["scheme"] == "https" else [])]
