"""What platforms owe."""

from datetime import date
from typing import Annotated

from pydantic import Field
from starlette.responses import Response

from api.v1.calling import Call, reads
from api.v1.fields import Answer, Moment
from api.v1.operations import subject
from api.v1.paging import Page, Paged
from api.v1.reading import OfALetter, snapshot
from api.v1.rows import rows
from coordination.incidents import due
from coordination.schedule import Timeliness
from coordination.updates import owing
from coordination.updates.owing import Owing
from coordination.updates.periods import State
from data_model.words import FindingWord, Role

router = subject("What is owed")
Reader = Annotated[Call, reads(Role.PLATFORM, Role.ANALYST)]


class PeriodToWrite(Answer):
    """The reporting period to write for next, with its newest version where there is one."""

    start: date
    due_on: date
    state: State
    version_id: int | None = Field(description="Of the newest version; null where nothing was submitted")
    version: int | None
    submitted_at: Moment | None
    reason: str = Field(description="Why it was returned or how it was accepted, in the official's words")


class Obligation(Answer):
    """What one platform owes on one commitment."""

    platform: str = Field(description="The platform's slug, by which addresses and bodies name it")
    platform_name: str
    commitment: int = Field(description="The commitment's number in the letter")
    title: str
    timeliness: Timeliness
    due_on: date = Field(description="By when the platform must act next")
    finding: FindingWord | None = Field(description="Of the newest accepted update")
    returned: bool = Field(description="Whether the update to write next is one that was returned")
    late: bool
    open: bool = Field(description="Whether there is something to do now")
    period: PeriodToWrite
    requests: list[int] = Field(description="Numbers of the requests that wait for an answer")


class ReturnDue(Answer):
    """One return that is asked of a platform."""

    platform: str = Field(description="The platform's slug")
    platform_name: str
    first_day: date = Field(description="The first of the days that it covers")
    last_day: date
    due_on: date
    timeliness: Timeliness
    late: bool = Field(description="Whether days were missing when the due day was over")
    missing: int = Field(description="Days that no count is on record for, in whatever state")
    missing_days: list[date]


@router.get("/obligations", operation_id="list_obligations", summary="What is owed, and by when",
            response_model=Page[Obligation])
def list_obligations(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """What each platform that you may see owes on each commitment of a letter: how timely it is, by when it must act
    next, what was returned and why, what was asked for. By the platform's name, then the commitment's number."""
    with snapshot(call, wanted) as asked:
        owed = owing.listing(asked.session, asked.viewer, asked.letter, as_at=asked.as_at)
    return paging.answer(call, [_obligation(each) for each in owed],
                         key=lambda each: (each.platform_name.lower(), each.platform, each.commitment))


@router.get("/returns/due", operation_id="list_returns_due", summary="Returns that are due, and what is missing",
            response_model=Page[ReturnDue])
def list_returns_due(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """The incident returns that a letter asks of each platform that you may see, up to the one that is due next, the
    earliest due first, with the days of which no count is on record."""
    with snapshot(call, wanted) as asked:
        found = due.listing(asked.session, asked.viewer, asked.letter, as_at=asked.as_at)
    return paging.answer(call, rows(ReturnDue, found), key=lambda each: (
        each.due_on, each.platform_name.lower(), each.platform))


def _obligation(owed: Owing) -> Obligation:
    period = PeriodToWrite.of(owed.period, version_id=owed.period.version_id or None,
                              version=owed.period.version or None)
    return Obligation.of(owed, platform=owed.slug, platform_name=owed.platform, period=period,
                         requests=sorted(each.id for each in owed.asked))
