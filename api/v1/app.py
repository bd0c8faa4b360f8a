"""The API as one application, which answers under /api/v1."""

from collections.abc import Sequence

import structlog
from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope

from api.doors import Installation
from api.v1 import (
    advice,
    boards,
    briefings,
    bundles,
    calendar,
    counts,
    dialogue,
    document,
    drafts,
    evidence,
    explore,
    jobs,
    letters,
    mappings,
    me,
    obligations,
    public_record,
    reach,
    record,
    reminders,
    requests,
    returns,
    signals,
    standing,
    updates,
    views,
    workbooks,
)
from api.v1.front import Front
from api.v1.operations import Operation
from api.v1.problems import FAILED, ProblemError, Refused, pointer, refusal
from coordination.problems import Problem, fault

SUBJECTS: Sequence[APIRouter] = (
    me.router, letters.router, obligations.router, requests.router, updates.router, drafts.router, evidence.router,
    standing.router, bundles.router, signals.router, dialogue.router, advice.router, reach.router, explore.router,
    views.router, boards.router, briefings.router, record.router, public_record.router, calendar.router,
    reminders.router, mappings.router, returns.router, jobs.router, counts.router, workbooks.router,
)
OPERATIONS = [route for router in SUBJECTS for route in router.routes if isinstance(route, Operation)]
NOT_FOUND = "There is nothing at this address. It may not exist, or it may not be yours to see."


def make_api(installation: Installation) -> Front:
    """The API of an installation."""
    api = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False, root_path="/api/v1",
                  exception_handlers={
                      Problem: _problem, Refused: _refused, RequestValidationError: _invalid,
                      HTTPException: _of_http, Exception: _failed})
    for router in SUBJECTS:
        api.router.routes.extend(router.routes)
    api.router.add_route("/openapi.json", document.answer, methods=["GET"], include_in_schema=False)
    return Front(api, installation)  # outermost: what is at hand is handed out before anything else is done


async def _problem(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)
    return refusal(problem, request.scope).answer(request.scope)


async def _refused(request: Request, refused: Exception) -> Response:
    assert isinstance(refused, Refused)
    return refused.answer(request.scope)


async def _invalid(request: Request, wrong: Exception) -> Response:
    """What the models found wrong, each in its place."""
    assert isinstance(wrong, RequestValidationError)
    found: Sequence[ErrorDetails] = wrong.errors()
    if any(item["type"] == "json_invalid" for item in found):
        at = found[0]["loc"][-1]
        detail = f"The body is not JSON: {found[0]['ctx']['error']} (at character {at})."
        return Refused(400, detail).answer(request.scope)
    errors = [_error(item) for item in found]
    detail = " ".join(error.detail for error in errors)
    return Refused(422, detail, errors).answer(request.scope)


def _error(item: ErrorDetails) -> ProblemError:
    """One finding of the models, as a sentence in its place."""
    kind, *place = item["loc"]
    sentence = fault(item, skip=len(place)).sentence  # named by its last part: the pointer says the rest
    if kind == "body":
        return ProblemError(pointer=pointer(place), detail=sentence)
    name = str(place[0]) if place else str(kind)
    return ProblemError(header=name.title(), detail=sentence) if kind == "header" else ProblemError(
        parameter=name, detail=sentence)


async def _of_http(request: Request, error: Exception) -> Response:
    """What the router refuses: an address or method that is none, or a body that cannot be read."""
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        allowed = ", ".join(sorted(_methods(request.app, request.scope)))
        return Refused(405, f"At this address: {allowed}.", headers={"Allow": allowed}).answer(request.scope)
    if error.status_code == 400:
        return Refused(400, "The body cannot be read. Check how it was encoded.").answer(request.scope)
    return Refused(404, NOT_FOUND).answer(request.scope)


async def _failed(request: Request, error: Exception) -> Response:
    """The answer where something is wrong with Parley itself. The server's log says what."""
    structlog.get_logger().error("api.failed", exc_info=error)
    return Refused(500, FAILED).answer(request.scope)


def _methods(api: FastAPI, scope: Scope) -> set[str]:
    """Every method that is good at an address."""
    return {method for route in api.routes if isinstance(route, APIRoute) and route.matches(scope)[0] is not Match.NONE
            for method in route.methods or ()}
