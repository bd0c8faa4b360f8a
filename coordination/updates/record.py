"""The record of updates as tables that a person takes away: every version in its own words, what was said and found
of each criterion, and the evidence."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from coordination.updates import reading
from coordination.viewers import Viewer, may_see
from data_model.accounts import Account
from data_model.letters import Commitment, Criterion
from data_model.organisations import Platform
from data_model.updates import Evidence, Finding, Review, Statement, Update, UpdateVersion, VersionEvidence

WORDS = ["narrative", "remaining", "delay_reason"]
COLUMNS = [*reading.COLUMNS, *WORDS]
WHOSE = ["version_id", "slug", "platform", "commitment", "due_on", "version"]
CRITERIA_COLUMNS = [*WHOSE, "code", "criterion", "statement", "finding"]
EVIDENCE_COLUMNS = [*WHOSE, "evidence_id", "evidence", "dated_on", "url", "file_name", "size_bytes", "sha256",
                    "added_by", "added_at"]
Adder = aliased(Account)


def versions(session: Session, viewer: Viewer, letter_id: int, *, as_at: datetime) -> pd.DataFrame:
    """Every version that the viewer may see, submitted by `as_at`, newest first, in its own words. Columns: COLUMNS."""
    history = reading.history(session, viewer, letter_id, as_at=as_at)
    query = _of_versions([UpdateVersion.id, *(getattr(UpdateVersion, name) for name in WORDS)])
    said = _frame(session, query.where(*_known(viewer, letter_id, as_at)), ["version_id", *WORDS])
    return history.merge(said, on="version_id", how="left")


def criteria(session: Session, viewer: Viewer, letter_id: int, *, as_at: datetime) -> pd.DataFrame:
    """What each version says of each criterion, and what was found by `as_at`; a row for each where there is either.
    Columns: CRITERIA_COLUMNS."""
    decided = and_(col(Review.version_id) == UpdateVersion.id, col(Review.decided_at) <= as_at)
    query = (
        _of_versions([*_whose(), Criterion.code, Criterion.text, Statement.text, Finding.finding])
        .join(Criterion, col(Criterion.commitment_id) == Commitment.id)
        .join(Review, decided, isouter=True)
        .join(Statement, and_(col(Statement.version_id) == UpdateVersion.id,
                              col(Statement.criterion_id) == Criterion.id), isouter=True)
        .join(Finding, and_(col(Finding.review_id) == Review.id, col(Finding.criterion_id) == Criterion.id),
              isouter=True)
        .where(*_known(viewer, letter_id, as_at))
        .order_by(col(UpdateVersion.submitted_at).desc(), col(UpdateVersion.id).desc(), col(Criterion.code))
    )
    frame = _frame(session, query, CRITERIA_COLUMNS)
    return frame[frame["statement"].notna() | frame["finding"].notna()].reset_index(drop=True)


def evidence(session: Session, viewer: Viewer, letter_id: int, *, as_at: datetime) -> pd.DataFrame:
    """The evidence submitted with each version. Columns: EVIDENCE_COLUMNS; url or file_name is None, size_bytes and
    sha256 (hex) are of files."""
    of_evidence = [Evidence.id, Evidence.title, Evidence.dated_on, Evidence.url, Evidence.file_name,
                   Evidence.size_bytes, Evidence.sha256, Adder.name, Evidence.added_at]
    query = (
        _of_versions([*_whose(), *of_evidence])
        .join(VersionEvidence, col(VersionEvidence.version_id) == UpdateVersion.id)
        .join(Evidence, col(Evidence.id) == VersionEvidence.evidence_id)
        .join(Adder, col(Adder.id) == Evidence.added_by)
        .where(*_known(viewer, letter_id, as_at))
        .order_by(col(UpdateVersion.submitted_at).desc(), col(UpdateVersion.id).desc(), col(Evidence.id))
    )
    return _frame(session, query, EVIDENCE_COLUMNS)


def _whose() -> list[Any]:
    return [UpdateVersion.id, Platform.slug, Platform.name, Commitment.number, Update.due_on, UpdateVersion.number]


def _of_versions(columns: Sequence[Any]) -> Any:
    return (
        select(*(col(column) for column in columns))
        .select_from(UpdateVersion)
        .join(Update, col(Update.id) == UpdateVersion.update_id)
        .join(Platform, col(Platform.id) == Update.platform_id)
        .join(Commitment, col(Commitment.id) == Update.commitment_id)
    )


def _known(viewer: Viewer, letter_id: int, as_at: datetime) -> tuple[ColumnElement[bool], ...]:
    """The versions of a letter that the viewer may see and that were submitted by `as_at`."""
    return (col(Commitment.letter_id) == letter_id, col(UpdateVersion.submitted_at) <= as_at,
            may_see(viewer, col(Update.platform_id)))


def _frame(session: Session, query: Any, columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(session.execute(query).all(), columns=columns, dtype=object)
