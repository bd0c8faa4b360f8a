"""Where everyone stands: the overview, and every finding."""

from datetime import date
from typing import Annotated

from pydantic import Field
from starlette.responses import Response

from api.v1.calling import Call, reads
from api.v1.fields import Answer, Moment
from api.v1.operations import subject
from api.v1.paging import Page, Paged
from api.v1.reading import OfALetter, snapshot
from coordination import standing
from coordination.schedule import Timeliness
from coordination.updates import record
from data_model.words import Claim, FindingWord, Outcome, Role

router = subject("Standing")
Analyst = Annotated[Call, reads(Role.ANALYST)]
Reader = Annotated[Call, reads(Role.PLATFORM, Role.ANALYST)]


class Standing(Answer):
    """One platform and commitment: what was found, what is claimed, how timely it is. Finding and timeliness are two
    facts."""

    platform: str = Field(description="The platform's slug")
    platform_name: str
    commitment: int
    title: str
    finding: FindingWord | None = Field(description="Of the newest accepted update")
    found_at: Moment | None
    finding_version_id: int | None = Field(description="The version that the finding judges")
    claim: Claim | None = Field(description="Of the newest update")
    version_id: int | None
    version: int | None
    submitted_at: Moment | None
    outcome: Outcome | None
    reason: str
    timeliness: Timeliness
    due_on: date = Field(description="By when the platform must act next")
    differs: bool = Field(description="Whether the newest claim is not what the finding bears out")


class FindingRow(Answer):
    """One criterion of one submitted version: what was said and what was found of it."""

    version_id: int
    platform: str = Field(description="The platform's slug")
    platform_name: str
    commitment: int
    due_on: date
    version: int
    code: str
    criterion: str
    statement: str
    finding: FindingWord | None


@router.get("/overview", operation_id="read_overview", summary="Where the platforms stand",
            response_model=Page[Standing])
def read_overview(call: Analyst, wanted: OfALetter, paging: Paged) -> Response:
    """One row for each platform and commitment of a letter: by the platform's name, then the commitment's number."""
    with snapshot(call, wanted) as asked:
        found = standing.matrix(asked.session, asked.viewer, asked.letter, as_at=asked.as_at)
    rows = [Standing.of(row, platform=row["slug"], platform_name=row["platform"], reason=row["reason"] or "")
            for row in found.to_dict("records")]
    return paging.answer(call, rows, key=lambda each: (each.platform_name.lower(), each.platform, each.commitment))


@router.get("/findings", operation_id="list_findings", summary="What was said and found of each criterion",
            response_model=Page[FindingRow])
def list_findings(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """What each submitted version says of each criterion, and what the official found; a row for each where there is
    either. By version, then criterion."""
    with snapshot(call, wanted) as asked:
        found = record.criteria(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at)
    rows = [FindingRow.of(row, platform=row["slug"], platform_name=row["platform"], statement=row["statement"] or "")
            for row in found.to_dict("records")]
    return paging.answer(call, rows, key=lambda each: (each.version_id, each.code))
