"""Reading for a call: what the address says of the letter and the day, and how what was read is answered.

    @router.get("/obligations", operation_id="list_obligations", summary="What you owe",
                response_model=Page[Obligation])
    def list_obligations(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
        with snapshot(call, wanted) as asked:
            owed = owing.listing(asked.session, asked.viewer, asked.letter, as_at=asked.as_at)
        return paging.answer(call, [Obligation.of(each) for each in owed], key=lambda each: (each.platform, …))

One record: `return answered(ADraft.model_validate(found))`; with `tag=revision` where it can be changed.
Where there is no letter to choose: `wanted: AsAt`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Annotated

from fastapi import Depends, Query
from pydantic import BaseModel
from sqlmodel import Session
from starlette.responses import Response

from api.v1.calling import Call
from api.v1.fields import Day
from coordination import audit, clock, letters
from coordination.letters import LetterInView
from coordination.texts import storable
from coordination.viewers import Viewer
from data_model.database import reading


@dataclass(frozen=True)
class Wanted:
    """As at when, and of which letter, an address asks."""

    as_at: date | None
    letter: str | None = None


@dataclass(frozen=True)
class Asked:
    """One read: the snapshot it reads, for whom and as at when."""

    session: Session
    viewer: Viewer
    wanted: Wanted
    now: datetime

    @property
    def as_at(self) -> datetime:
        """The moment whose knowledge is asked for: the end of the day `as_at`, or now."""
        return clock.as_at(self.wanted.as_at, self.now)

    @cached_property
    def letter(self) -> LetterInView:
        """The letter asked for, or the newest that the viewer sees. Raises NotFound."""
        return letters.in_view(self.session, self.viewer, storable(self.wanted.letter or "") or None)


async def _as_at(
    as_at: Annotated[Day | None, Query(
        description="A London day. What is answered is what was known at its end; without it, what is known now.",
        examples=["2019-12-02"])] = None,
) -> Wanted:
    return Wanted(as_at)


async def _of_a_letter(
    at: Annotated[Wanted, Depends(_as_at)],
    letter: Annotated[str | None, Query(
        max_length=100, description="The reference of a letter; without it, the newest that you see.")] = None,
) -> Wanted:
    return Wanted(at.as_at, letter)


AsAt = Annotated[Wanted, Depends(_as_at)]
OfALetter = Annotated[Wanted, Depends(_of_a_letter)]


@contextmanager
def snapshot(call: Call, wanted: Wanted = Wanted(None), *, kept: bool = True) -> Iterator[Asked]:
    """Read one snapshot. Where somebody has written since the call began, its answer is kept for nobody; nor where it
    is not to be `kept`: what changes without an entry in the audit, as drafts do, or as time goes by. A write reads
    back what it wrote after the call began."""
    with reading(call.engine) as session:
        if kept:
            call.request.state.version_read = audit.data_version(session)
        now = call.visitor.now if call.request.method == "GET" else clock.now(session)
        yield Asked(session, call.viewer, wanted, now)


def answered(said: BaseModel, status: int = 200, *, tag: int | None = None, location: str = "") -> Response:
    """A record as JSON. `tag` is the revision by which it can be changed, `location` the address of what was made,
    below /api/v1."""
    headers = {"ETag": f'"{tag}"'} if tag is not None else {}
    if location:
        headers["Location"] = f"/api/v1{location}"
    return Response(said.model_dump_json(), status, headers, "application/json")
