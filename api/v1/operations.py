"""What every operation does before and after its endpoint, so that no endpoint has to.

    router = subject("Updates")

    @router.post("/updates", operation_id="submit_update", summary="Submit an update", status_code=201,
                 response_model=UpdateInFull)
    def submit_update(call: Writer, given: UpdateBody) -> Response:
        \"\"\"What the document says of it.\"\"\"

Before: 422 for a parameter that it does not know, 403 where the key is not good for it, 413 and 415 for a body that it
does not take. After a read: ETag, 304 for who has it already, and the answer is kept (api/v1/front.py).
"""

from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Mapping
from hashlib import sha256
from typing import Any, get_args, get_origin

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.params import Form
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from api.v1.calling import Gate
from api.v1.kept import CACHE_CONTROL, matches, unchanged
from api.v1.problems import ProblemError, Refused

JSON, MULTIPART = "application/json", "multipart/form-data"
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Operation(APIRoute):
    """One operation of the API. Its first dependency is its gate."""

    @property
    def gate(self) -> Gate:
        """What a key must be good for."""
        calls: Iterator[object] = (found.call for found in self.dependant.dependencies)
        return next(call for call in calls if isinstance(call, Gate))

    @property
    def media_types(self) -> list[str]:
        """The kinds of body that it takes; none where it takes no body."""
        named = (self.openapi_extra or {}).get("requestBody", {}).get("content", {})
        if named or self.body_field is None:
            return list(named)
        return [MULTIPART if isinstance(self.body_field.field_info, Form) else JSON]

    def get_route_handler(self) -> Handler:
        """The endpoint with all that stands around it."""
        endpoint = super().get_route_handler()
        known = dict(_parameters(self.dependant))

        async def handle(request: Request) -> Response:
            _refuse_unknown(request, known)
            self.gate.must_open(request.state.caller)
            if request.method == "GET":
                return await _read(request, endpoint)
            return await endpoint(await self._with_body(request))

        return handle

    async def _with_body(self, request: Request) -> Request:
        """The request with its body read, of a kind and size that this operation takes. Raises Refused."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        declared = request.headers.get("content-length", "0")
        if declared.isascii() and declared.isdigit() and int(declared) > self.gate.most:
            raise _too_large(self.gate.most)
        limited = Request(request.scope, _limited(request, self.gate.most))
        limited.state.body = await limited.body()
        takes = self.media_types
        if takes and kind not in takes and limited.state.body:
            raise Refused(415, f"Send the body as {' or '.join(takes)}.", [ProblemError(
                header="Content-Type", detail=f"“{kind}” is not taken here." if kind else "This header is needed.")])
        return limited


def subject(name: str) -> APIRouter:
    """A router for the operations of one subject."""
    return APIRouter(route_class=Operation, tags=[name])


async def _read(request: Request, endpoint: Handler) -> Response:
    """A read's answer: unchanged for who has it already, and otherwise kept for who asks next."""
    wanted = request.state.wanted
    has = request.headers.get("if-none-match", "")
    if matches(has, wanted.tag) and "*" not in has:
        return unchanged(wanted.tag)
    request.state.version_read = ""  # what no snapshot to keep was read for is not kept
    answer = await endpoint(request)
    if answer.status_code != 200:
        return answer
    answer.headers["Cache-Control"] = CACHE_CONTROL
    answer.headers["Vary"] = "Accept"
    if request.state.version_read == request.state.caller.visitor.data_version:  # else it is newer than its tag
        answer.headers.setdefault("ETag", wanted.tag)
        wanted.keep(answer)
    tag = answer.headers.setdefault("ETag", f'"{sha256(answer.body).hexdigest()[:32]}"')
    return unchanged(tag) if matches(has, tag) else answer


def _parameters(dependant: Dependant) -> Iterator[tuple[str, bool]]:
    """The name of every parameter that an address may have, and whether it may be given more than once."""
    for field in dependant.query_params:
        kinds = (field.field_info.annotation, *get_args(field.field_info.annotation))
        yield field.alias, any(get_origin(kind) in {list, set, frozenset, tuple} for kind in kinds)
    for inner in dependant.dependencies:
        yield from _parameters(inner)


def _refuse_unknown(request: Request, known: Mapping[str, bool]) -> None:
    """A misspelt parameter would otherwise be taken for none, and of one given twice the first for nothing."""
    given = Counter(name for name, _ in request.query_params.multi_items())
    wrong = [ProblemError(parameter=name, detail=f"There is no parameter “{name}” here." if name not in known
                          else f"Give “{name}” once.")
             for name, times in given.items() if name not in known or (times > 1 and not known[name])]
    if wrong:
        raise Refused(422, " ".join(error.detail for error in wrong), wrong)


def _limited(request: Request, most: int) -> Callable[[], Coroutine[Any, Any, Message]]:
    """Receive the body, and refuse it as soon as it is larger than `most` bytes."""
    got = 0

    async def receive() -> Message:
        nonlocal got
        message = await request.receive()
        got += len(message.get("body", b""))
        if got > most:
            raise _too_large(most)
        return message

    return receive


def _too_large(most: int) -> Refused:
    return Refused(413, f"The body is too large. The most is {most // 1024:,} KB.", headers={"Connection": "close"})
