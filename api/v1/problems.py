"""What the API says where it refuses: problem details (RFC 9457), with the sentence that the screen would show.

An endpoint raises what coordination/ raises (NotFound, NotAllowed, Invalid, Changed) and need not catch any of it; for
the rest it raises `Refused(415, "…")`. `within("evidence", 0)` moves what is wrong with a part of a body to its place
in the whole:

    with within("evidence", place):
        revision = evidence.add_link(…)
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response
from starlette.types import Scope

from coordination.problems import Changed, Fault, Invalid, NotAllowed, NotFound, Problem
from coordination.programs import REFUSALS

MEDIA_TYPE = "application/problem+json"
FAILED = "What went wrong is in Parley's log. Try again, or tell an administrator."


class ProblemError(BaseModel):
    """One thing that is wrong, and where: a place in the JSON body, a parameter, a header, or a row and column."""

    model_config = ConfigDict(extra="forbid")

    pointer: str | None = Field(default=None, description="JSON Pointer into the body, as a URI fragment",
                                examples=["#/statements/1a"])
    parameter: str | None = Field(default=None, description="A parameter of the address")
    header: str | None = Field(default=None, description="A header of the request")
    row: int | None = Field(default=None, description="Row of a table as spreadsheets count, its header being row 1; "
                                                      "of rows of JSON, the first being 1")
    column: str | None = Field(default=None, description="Column of a table, by its own name for it")
    value: str | None = Field(default=None, description="What stands there")
    detail: str = Field(description="What is wrong, and what to do about it")
    remedy: str | None = Field(default=None, description="What to do, where `detail` only says what is wrong")


class ProblemDetails(BaseModel):
    """Why Parley did not do what was asked (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="An address that names the kind of problem and explains it")
    title: str
    status: int
    detail: str
    instance: str = Field(description="The address that was asked for")
    errors: list[ProblemError] = Field(default_factory=list)


@dataclass
class Refused(Exception):
    """A refusal with its status. `detail` is the sentence to show."""

    status: int
    detail: str
    errors: Sequence[ProblemError] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def answer(self, scope: Scope) -> Response:
        """The answer to the request that `scope` is of."""
        kind = REFUSALS[self.status]
        public_url = scope["state"]["installation"].public_url
        said = ProblemDetails(type=f"{public_url}/for-developers#problem-{kind.slug}", title=kind.title,
                              status=self.status, detail=self.detail, instance=quote(scope["path"]),
                              errors=list(self.errors))
        return Response(said.model_dump_json(exclude_none=True), self.status,
                        {**self.headers, "Cache-Control": "no-store"}, MEDIA_TYPE)


def refusal(problem: Problem, scope: Scope) -> Refused:
    """What a problem is to a program: a revision that has moved on is 412 where the program named one."""
    if isinstance(problem, Invalid):
        place = pointed if scope["method"] in {"POST", "PUT", "PATCH"} else parameter
        return Refused(422, str(problem), [place(fault) for fault in problem.faults])
    if isinstance(problem, Changed):
        conditional = any(name == b"if-match" for name, _ in scope["headers"])
        return Refused(412 if conditional else 409, str(problem))
    status = {NotFound: 404, NotAllowed: 403}.get(type(problem), 409)
    return Refused(status, str(problem))


def pointed(fault: Fault) -> ProblemError:
    """A fault of the body: `statements.1a` is at #/statements/1a."""
    return ProblemError(pointer=pointer(fault.where.split(".") if fault.where else []), detail=fault.sentence)


def parameter(fault: Fault) -> ProblemError:
    """A fault of the address."""
    return ProblemError(parameter=fault.where, detail=fault.sentence)


def pointer(parts: Sequence[str | int]) -> str:
    """A place in a JSON body (RFC 6901, section 6)."""
    return "#" + "".join("/" + quote(str(part).replace("~", "~0").replace("/", "~1"), safe="~") for part in parts)


@contextmanager
def within(*place: str | int) -> Iterator[None]:
    """Say of what is wrong with a part of the body where in the whole it stands."""
    try:
        yield
    except Invalid as invalid:
        start = ".".join(map(str, place))
        raise Invalid(*(Fault(f"{start}.{fault.where}" if fault.where else start, fault.sentence)
                        for fault in invalid.faults)) from invalid
