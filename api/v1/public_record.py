"""What is on public record about a letter and its election: facts, each with where it was published, and published
series, each under its own definition. Nothing of it is ever added to what platforms returned."""

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import Field
from starlette.responses import Response

from api.v1.calling import Call, reads
from api.v1.fields import Answer
from api.v1.operations import subject
from api.v1.paging import Page, Paged
from api.v1.reading import OfALetter, snapshot
from api.v1.rows import rows
from coordination import letters
from coordination.incidents import public
from data_model.words import Role

router = subject("The public record")
Reader = Annotated[Call, reads(Role.PLATFORM, Role.ANALYST)]
ENTRY = "Number of the fact, as /public-record lists it"


class PublicFact(Answer):
    """Something that somebody published."""

    id: int
    kind: str = Field(description="Such as: answer to the letter, authority, incident figures, candidates")
    who: str
    what: str
    published: str = Field(description="A day, a month (2019-11) or a year, as precise as the source is; or empty")
    source: str
    note: str
    criteria: list[str] = Field(description="Codes of the letter's criteria that it bears on")


class PublicFigureRow(Answer):
    """One number as it was published."""

    entry_id: int = Field(description=ENTRY)
    title: str
    name: str = Field(description="Of the figure, in its source")
    first_day: date
    last_day: date
    value: float
    definition: str
    source: str
    note: str


class PublicShare(Answer):
    """One published figure as a share of the one that it is a part of."""

    entry_id: int = Field(description=ENTRY)
    title: str
    name: str
    first_day: date
    last_day: date
    value: float = Field(description="Per cent")
    part: float = Field(description="As published")
    whole: float = Field(description="As published")
    definition: str
    source: str
    note: str


@router.get("/public-record", operation_id="list_public_facts", summary="Facts on public record",
            response_model=Page[PublicFact])
def list_public_facts(
    call: Reader, wanted: OfALetter, paging: Paged,
    criterion: Annotated[str | None, Query(max_length=20, description="Only what bears on the criterion of this code",
                                           examples=["2a"])] = None,
) -> Response:
    """What is publicly on record about a letter and its election, the oldest first, each with its source: as the
    letter's page and the trails show it beside a commitment. It is the same for everybody and on every day."""
    with snapshot(call, wanted) as asked:
        found = letters.public_record(asked.session, asked.letter.id)
    facts = rows(PublicFact, found.assign(criteria=found["codes"].map(_codes)))
    return paging.answer(call, [each for each in facts if criterion is None or criterion in each.criteria],
                         key=lambda each: (each.published, each.id))


def _codes(listed: str) -> list[str]:
    return listed.split(", ") if listed else []


@router.get("/public-record/figures", operation_id="list_public_figures", summary="Figures on public record",
            response_model=Page[PublicFigureRow])
def list_public_figures(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """The figures on incidents that others published, series by series, each under its own definition."""
    with snapshot(call, wanted) as asked:
        found = public.series(asked.session, asked.letter.id)
    return paging.answer(call, rows(PublicFigureRow, found), key=lambda each: (
        each.entry_id, each.name, each.first_day, each.last_day))


@router.get("/public-record/shares", operation_id="list_public_shares", summary="Shares on public record",
            response_model=Page[PublicShare])
def list_public_shares(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """What share the abusive are of all, in the published series that say both: as the page Incidents draws it."""
    with snapshot(call, wanted) as asked:
        found = public.shares(public.series(asked.session, asked.letter.id))
    return paging.answer(call, rows(PublicShare, found), key=lambda each: (
        each.entry_id, each.name, each.first_day, each.last_day))
