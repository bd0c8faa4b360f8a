"""In front of the API: whose key it is, whether they call too often, and the answer itself where it is at hand."""

from sqlalchemy import QueuePool
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.doors import Installation
from api.v1.kept import Shelf, Wanted, matches, unchanged
from api.v1.limits import Limits
from api.v1.problems import Refused
from api.v1.tables import wants_csv
from coordination.api_keys import Caller, Keyring

DOCUMENT = "/api/v1/openapi.json"  # open to everybody
CHALLENGE = 'Bearer realm="Parley"'
MISSING = "Send an API key: Authorization: Bearer parley_…"
ENDED = "This API key is unknown, has expired or was revoked, or its person's account has ended. Ask for a new one."


class Front:
    """ASGI middleware. Puts `caller` on the request and, for a read, `wanted`."""

    def __init__(self, app: ASGIApp, installation: Installation) -> None:
        self.app, self.engine, self.keyring = app, installation.engine, Keyring(installation.engine)
        self.shelf, self.limits = Shelf(), Limits(installation.api_calls_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == DOCUMENT:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            caller = await self._caller(scope, headers)
        except Refused as refused:
            await refused.answer(scope)(scope, receive, send)
            return
        scope["state"]["caller"] = caller
        answer: ASGIApp = self.app
        if scope["method"] == "GET":
            accept = b"csv" if wants_csv(headers.get("accept", "")) else b"json"
            wanted = scope["state"]["wanted"] = Wanted.of(self.shelf, scope, caller, accept)
            has = headers.get("if-none-match", "")
            kept = wanted.at_hand()
            if kept:
                answer = unchanged(kept.tag) if matches(has, kept.tag) else kept
        await answer(scope, receive, send)

    async def _caller(self, scope: Scope, headers: Headers) -> Caller:
        """Who calls. Raises Refused."""
        kind, _, secret = headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not secret.strip():
            raise Refused(401, MISSING, headers={"WWW-Authenticate": CHALLENGE})
        address = scope["client"][0] if scope["client"] else ""
        self.limits.must_not_guess(address)
        caller = await self._known(secret.strip())
        if caller is None:
            self.limits.count_wrong(address)
            raise Refused(401, ENDED, headers={"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'})
        self.limits.count_call(caller.viewer.key_id or 0)
        return caller

    async def _known(self, secret: str) -> Caller | None:
        """Who calls with this secret. On SQLite a thread would cost more than the query, which waits for no writer."""
        pool = self.engine.pool
        at_hand = self.engine.dialect.name == "sqlite" and isinstance(pool, QueuePool) and pool.checkedin() > 0
        found = self.keyring.known(secret) if at_hand else await run_in_threadpool(self.keyring.known, secret)
        if found and not found.noted:
            await run_in_threadpool(self.keyring.note_use, secret, found)
        return found
