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


@router.get("/obligations", operation_id="list_obligations", summary="What is owed, and by when",
            response_model=Page[Obligation])
def list_obligations(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """What each platform that you may see owes on each commitment of a letter: how timely it is, by when it must act
    next, what was returned and why, what was asked for. By the platform's name, then the commitment's number."""
    with snapshot(call, wanted) as asked:
        owed = owing.listing(asked.session, asked.viewer, asked.letter, as_at=asked.as_at)
    return paging.answer(call, [_obligation(each) for each in owed],
                         key=lambda each: (each.platform_name.lower(), each.platform, each.commitment))


def _obligation(owed: Owing) -> Obligation:
    period = PeriodToWrite.of(owed.period, version_id=owed.period.version_id or None,
                              version=owed.period.version or None)
    return Obligation.of(owed, platform=owed.slug, platform_name=owed.platform, period=period,
                         requests=sorted(each.id for each in owed.asked))
