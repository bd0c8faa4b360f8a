"""The record of updates as tables: every version in its own words, what was said and found of each criterion, the
evidence, where each platform stood day by day, and what Parley computes for a criterion."""

from datetime import date
from typing import Annotated

import pandas as pd
from fastapi import Query
from pydantic import Field
from starlette.responses import Response

from api.v1.calling import Call, reads
from api.v1.fields import Answer, Moment
from api.v1.operations import subject
from api.v1.paging import Page, Paged
from api.v1.reading import OfALetter, snapshot
from api.v1.rows import rows
from coordination import figures, letters, standing
from coordination.updates import record
from data_model.words import Claim, FindingWord, Outcome, Role

router = subject("The record")
Reader = Annotated[Call, reads(Role.PLATFORM, Role.ANALYST)]
OfAPlatform = Annotated[str | None, Query(max_length=100, description="Slug of a platform; else all that you see")]
OfACommitment = Annotated[int | None, Query(ge=1, le=999, description="Number of a commitment; else all")]


class VersionRow(Answer):
    """One submitted version in its own words, with the decision on it."""

    version_id: int
    update_id: int
    platform: str
    platform_name: str
    commitment: int
    title: str
    period_start: date
    due_on: date
    version: int
    claim: Claim
    submitted_at: Moment
    submitted_by: str
    outcome: Outcome | None
    decided_at: Moment | None
    decided_by: str | None
    reason: str | None
    finding: FindingWord | None
    narrative: str
    remaining: str
    delay_reason: str


class CriterionRow(Answer):
    """What a version says of a criterion, and what was found."""

    version_id: int
    platform: str
    platform_name: str
    commitment: int
    due_on: date
    version: int
    code: str
    criterion: str
    statement: str | None
    finding: FindingWord | None


class EvidenceRow(Answer):
    """A piece of evidence that was submitted with a version: a link or a file."""

    version_id: int
    platform: str
    platform_name: str
    commitment: int
    due_on: date
    version: int
    evidence_id: int
    evidence: str
    dated_on: date
    url: str | None
    file_name: str | None
    size_bytes: int | None
    sha256: str | None
    added_by: str
    added_at: Moment


class DayRow(Answer):
    """Where a platform stood on a commitment at the end of a day."""

    day: date
    platform: str
    platform_name: str
    commitment: int
    title: str
    finding: FindingWord | None
    claim: Claim | None


class ComputedFigure(Answer):
    """What Parley computes for one criterion of one platform from its own tables. The official decides."""

    platform: str
    platform_name: str
    commitment: int
    code: str
    value: int
    out_of: int | None = Field(description="Null where nobody knows of how many")
    sentence: str


@router.get("/record/updates", operation_id="list_record_updates", summary="Updates in their own words",
            response_model=Page[VersionRow])
def list_record_updates(call: Reader, wanted: OfALetter, paging: Paged, platform: OfAPlatform = None,
                        commitment: OfACommitment = None) -> Response:
    """Every submitted version that you may see, the newest first."""
    with snapshot(call, wanted) as asked:
        found = record.versions(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at)
    return paging.answer(call, rows(VersionRow, _only(found, platform, commitment)), newest_first=True,
                         key=lambda each: (each.submitted_at, each.version_id))


@router.get("/record/criteria", operation_id="list_record_criteria", summary="What was said and found of criteria",
            response_model=Page[CriterionRow])
def list_record_criteria(call: Reader, wanted: OfALetter, paging: Paged, platform: OfAPlatform = None,
                         commitment: OfACommitment = None) -> Response:
    """What each version says of each criterion, and what was found; a row where there is either."""
    with snapshot(call, wanted) as asked:
        found = record.criteria(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at)
    return paging.answer(call, rows(CriterionRow, _only(found, platform, commitment)), newest_first=True,
                         key=lambda each: (each.version_id, each.code))


@router.get("/record/evidence", operation_id="list_record_evidence", summary="Evidence",
            response_model=Page[EvidenceRow])
def list_record_evidence(call: Reader, wanted: OfALetter, paging: Paged, platform: OfAPlatform = None,
                         commitment: OfACommitment = None) -> Response:
    """The evidence that was submitted with each version."""
    with snapshot(call, wanted) as asked:
        found = record.evidence(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at)
    return paging.answer(call, rows(EvidenceRow, _only(found, platform, commitment)), newest_first=True,
                         key=lambda each: (each.version_id, each.evidence_id))


@router.get("/record/days", operation_id="list_record_days", summary="Standing day by day",
            response_model=Page[DayRow])
def list_record_days(call: Reader, wanted: OfALetter, paging: Paged, platform: OfAPlatform = None,
                     commitment: OfACommitment = None) -> Response:
    """Finding and claim of each platform and commitment at the end of each day since the letter."""
    with snapshot(call, wanted) as asked:
        found = standing.over_time(asked.session, asked.viewer, asked.letter, as_at=asked.as_at)
    return paging.answer(call, rows(DayRow, _only(found, platform, commitment)),
                         key=lambda each: (each.platform, each.commitment, each.day))


@router.get("/record/figures", operation_id="list_computed_figures", summary="What Parley computes",
            response_model=Page[ComputedFigure])
def list_computed_figures(call: Reader, wanted: OfALetter, paging: Paged, platform: OfAPlatform = None,
                          commitment: OfACommitment = None) -> Response:
    """The figures that stand beside a platform's claim, criterion by criterion."""
    with snapshot(call, wanted) as asked:
        criteria = letters.criteria(asked.session, asked.letter.id).merge(
            letters.commitments(asked.session, asked.letter.id)[["id", "number"]].rename(
                columns={"id": "commitment_id", "number": "commitment"}), on="commitment_id")
        numbers = dict(zip(criteria["code"], criteria["commitment"].tolist(), strict=True))
        known = letters.recipients(asked.session, asked.viewer, asked.letter.id)
        found = [(slug, name, numbers[code], code, each.value, each.out_of, each.sentence)
                 for slug, name in zip(known["slug"], known["name"], strict=True)
                 for code, each in figures.computed(asked.session, asked.viewer, asked.letter, slug, criteria,
                                                    as_at=asked.as_at).items()]
    frame = pd.DataFrame(found, columns=["slug", "platform", "commitment", "code", "value", "out_of", "sentence"],
                         dtype=object)
    return paging.answer(call, rows(ComputedFigure, _only(frame, platform, commitment)),
                         key=lambda each: (each.platform, each.code))


def _only(frame: pd.DataFrame, slug: str | None, commitment: int | None) -> pd.DataFrame:
    """The rows of one platform and one commitment, where they are named."""
    chosen = frame[frame["slug"] == slug] if slug else frame
    return chosen[chosen["commitment"] == commitment] if commitment else chosen
