"""The OpenAPI document: what FastAPI reads from the operations, and what each of them has without saying so: its
refusals, its headers, CSV, and the roles that may call it."""

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema
from starlette.requests import Request
from starlette.responses import Response

from api.v1.operations import Operation
from api.v1.paging import Page
from api.v1.problems import MEDIA_TYPE, ProblemDetails
from coordination.programs import REFUSALS
from coordination.version import VERSION
from coordination.viewers import ROLE_NAMES

DESCRIPTION = """What platforms do in Parley, and what analysts read and keep, for programs. API keys, webhooks and
second factors are managed on screen alone.

Calls carry an API key: `Authorization: Bearer parley_…`. Reads carry an `ETag`; sent back in `If-None-Match` it gets
304 where nothing has changed. Writes may carry an `Idempotency-Key`: the same key and body get the same answer, and
nothing is done twice. Lists come in pages, as JSON or, for `Accept: text/csv`, as CSV. Every refusal is
`application/problem+json` (RFC 9457) with the sentence that the screen would show. Files are those that screens offer,
made anew at each call; that one was taken is on the audit. Lengths of texts count without white space around them, and
without characters that nothing can store.
"""
REFERENCE = "#/components/schemas/"
ALWAYS = (401, 403, 422, 429, 500)
Json = dict[str, Any]
TEXT: Json = {"schema": {"type": "string"}}
UNUSED = {"HTTPValidationError", "ValidationError"}
REFUSED_WITH = {401: ["WWW-Authenticate"], 405: ["Allow"], 429: ["Retry-After", "RateLimit", "RateLimit-Policy"]}
REPLAYED = "“true” where this is the stored answer to a request that was carried out before"


def answer(request: Request) -> Response:
    """The document, made once."""
    api: FastAPI = request.app
    if api.openapi_schema is None:
        api.openapi_schema = made(api)
    servers = [{"url": f"{request.state.installation.public_url}/api/v1"}]
    return Response(json.dumps(api.openapi_schema | {"servers": servers}, ensure_ascii=False),
                    headers={"Cache-Control": "no-cache"}, media_type="application/json")


def made(api: FastAPI) -> Json:
    """The document of all operations."""
    found = get_openapi(title="Parley", version=VERSION, description=DESCRIPTION, routes=api.routes)
    for route in api.routes:
        if isinstance(route, Operation):
            for method in route.methods or ():
                _complete(found["paths"][route.path_format][method.lower()], route, method)
    _, schemas = models_json_schema([(ProblemDetails, "serialization")], ref_template=REFERENCE + "{model}")
    found["components"]["schemas"] |= schemas["$defs"]
    return _named(found)


def _named(document: Json) -> Json:
    """The document with names of schemas that a client's classes can have, and without FastAPI's own refusals, which
    no operation answers with. Raises ValueError where two schemas would get the same name."""
    schemas, text = document["components"]["schemas"], json.dumps(document)
    if len({_name(name) for name in schemas}) < len(schemas):
        raise ValueError(f"Two of these schemas would have one name: {', '.join(sorted(schemas))}")
    for name in schemas:
        text = text.replace(f'"{REFERENCE}{name}"', f'"{REFERENCE}{_name(name)}"')
    named: Json = json.loads(text)
    named["components"]["schemas"] = {
        _name(name): schema | {"title": _name(name)} for name, schema in named["components"]["schemas"].items()
        if name not in UNUSED}
    return named


def _name(given: str) -> str:
    """`PageOfSignal` of a page, and `AttachFileBody` of a form; and where two models have the same name, so that
    pydantic adds where each is from, the subject: `AdviceState` of coordination__advice__reading__State."""
    if given.startswith("Page_"):
        return f"PageOf{_name(given.removeprefix('Page_').removesuffix('_'))}"
    if given.startswith("Body_"):
        return "".join(word.title() for word in [*given.removeprefix("Body_").split("_"), "body"])
    parts = given.split("__")
    return given if len(parts) == 1 else f"{parts[1].removesuffix('s').title()}{parts[-1]}"


def _complete(operation: Json, route: Operation, method: str) -> None:
    """Add to one operation what it has without saying so."""
    scope = f"Needs a key that is good for **{route.gate.scope}**" if route.gate.scope else "Any key"
    roles = ", ".join(ROLE_NAMES[role].lower() + "s" for role in ROLE_NAMES if role in route.gate.roles)
    operation["description"] = f"{operation.get('description', '')}\n\n{scope}; for {roles}.".strip()
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "header":
            parameter["name"] = parameter["name"].title()  # as people write it: Idempotency-Key
    names = {parameter["name"] for parameter in operation.get("parameters", ())}
    known = [status for status in map(int, operation["responses"]) if status in REFUSALS]  # that it names itself
    for status in sorted({*ALWAYS, *known, *_sometimes(route, method, names)}):
        operation["responses"][str(status)] = _refused(status)
    for status, found in operation["responses"].items():
        if status[0] == "2":
            found["headers"] = _headers(route, method, names) | found.get("headers", {})
    if _is_list(route):
        operation["responses"]["200"]["content"]["text/csv"] = {"schema": {"type": "string"}}


def _sometimes(route: Operation, method: str, names: set[str]) -> list[int]:
    """The refusals that not every operation has."""
    found = [404] if route.param_convertors or names & {"letter", "cursor"} or method != "GET" else []
    if method == "GET":
        return found
    found += [409, 413] if "Idempotency-Key" in names else []
    found += [400, 415] if route.media_types else []
    return found + ([412, 428] if "If-Match" in names else [])


def _refused(status: int) -> Json:
    return {"description": REFUSALS[status].title, "headers": dict.fromkeys(REFUSED_WITH.get(status, ()), TEXT),
            "content": {MEDIA_TYPE: {"schema": {"$ref": f"{REFERENCE}ProblemDetails"}}}}


def _headers(route: Operation, method: str, names: set[str]) -> Json:
    """The headers of what an operation answers."""
    if method == "GET":
        said = {"ETag": TEXT | {"description": "For If-None-Match, and for If-Match where this can be changed"}}
        return said | ({"Link": TEXT | {"description": "The next page"}} if _is_list(route) else {})
    return {"Idempotency-Replayed": TEXT | {"description": REPLAYED}} if "Idempotency-Key" in names else {}


def _is_list(route: Operation) -> bool:
    return isinstance(route.response_model, type) and issubclass(route.response_model, Page)
