"""Reading updates back: one version in full, and the history of versions with what was decided on each."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from coordination.problems import NotFound
from coordination.updates import evidence
from coordination.viewers import Viewer, may_see
from data_model.accounts import Account
from data_model.letters import Commitment, Criterion, Letter
from data_model.organisations import Platform
from data_model.updates import Finding, Review, Statement, Update, UpdateVersion
from data_model.words import Claim, FindingWord, Outcome

COLUMNS = ["version_id", "update_id", "platform_id", "slug", "platform", "commitment_id", "commitment", "title",
           "period_start", "due_on", "version", "claim", "submitted_at", "submitted_by", "outcome", "decided_at",
           "decided_by", "reason", "finding"]
Submitter, Decider = aliased(Account), aliased(Account)


@dataclass(frozen=True)
class CriterionInView:
    """One criterion with what the version says of it and what the official found, as far as either did."""

    code: str
    text: str
    statement: str
    finding: FindingWord | None
    computed_by: str | None


@dataclass(frozen=True)
class VersionInView:
    """One submitted version, with its commitment's words, its evidence and the decision on it."""

    id: int
    update_id: int
    number: int
    newest: int
    letter_id: int
    letter: str
    platform_id: int
    slug: str
    platform: str
    commitment_id: int
    commitment: int
    title: str
    quotation: str
    period_start: date
    due_on: date
    claim: Claim
    narrative: str
    remaining: str
    delay_reason: str
    submitted_by: str
    submitted_at: datetime
    criteria: tuple[CriterionInView, ...]
    evidence: pd.DataFrame
    outcome: Outcome | None
    finding: FindingWord | None
    reason: str
    decided_by: str
    decided_at: datetime | None


def history(session: Session, viewer: Viewer, letter_id: int, *, as_at: datetime, slug: str | None = None,
            commitment: int | None = None) -> pd.DataFrame:
    """Every version submitted by `as_at` that the viewer may see, newest first, with the decision on it by then.

    Columns: COLUMNS. `commitment` is its number; moments are UTC; outcome, decided_*, reason and finding (of the
    commitment) are None until decided.
    """
    query = _versions(viewer, as_at).where(col(Commitment.letter_id) == letter_id)
    if slug is not None:
        query = query.where(col(Platform.slug) == slug)
    if commitment is not None:
        query = query.where(col(Commitment.number) == commitment)
    query = query.order_by(col(UpdateVersion.submitted_at).desc(), col(UpdateVersion.id).desc())
    rows = session.connection().execute(query).all()  # past the session, which adds a third where rows are many
    return pd.DataFrame(dict(zip(COLUMNS, zip(*rows, strict=True), strict=True)) if rows else None, columns=COLUMNS,
                        dtype=object)  # column by column: row by row costs a third of the whole read


def in_view(session: Session, viewer: Viewer, version_id: int, *, as_at: datetime) -> VersionInView:
    """One version in full. Raises NotFound where the viewer may not see it, or it was not submitted by `as_at`."""
    query = _versions(viewer, as_at).where(col(UpdateVersion.id) == version_id).add_columns(
        col(UpdateVersion.narrative), col(UpdateVersion.remaining), col(UpdateVersion.delay_reason),
        col(Letter.id).label("letter_id"), col(Letter.reference), col(Commitment.quotation)
    ).join(Letter, col(Letter.id) == Commitment.letter_id)
    row = session.execute(query).first()
    if row is None:
        raise NotFound("There is no such update.")
    newest = select(func.max(UpdateVersion.number)).where(col(UpdateVersion.update_id) == row.update_id,
                                                          col(UpdateVersion.submitted_at) <= as_at)
    return VersionInView(
        id=row.version_id, update_id=row.update_id, number=row.version, newest=session.scalars(newest).one(),
        letter_id=row.letter_id, letter=row.reference, platform_id=row.platform_id, slug=row.slug,
        platform=row.platform, commitment_id=row.commitment_id, commitment=row.commitment, title=row.title,
        quotation=row.quotation, period_start=row.period_start, due_on=row.due_on, claim=row.claim,
        narrative=row.narrative, remaining=row.remaining, delay_reason=row.delay_reason,
        submitted_by=row.submitted_by, submitted_at=row.submitted_at,
        criteria=_criteria(session, row.commitment_id, version_id, decided=row.outcome is not None),
        evidence=evidence.of_version(session, viewer, version_id), outcome=row.outcome, finding=row.finding,
        reason=row.reason or "", decided_by=row.decided_by or "", decided_at=row.decided_at)


def before(session: Session, viewer: Viewer, version: VersionInView, *, as_at: datetime) -> VersionInView | None:
    """The version that the platform submitted before this one on the same commitment, of whatever period."""
    query = (
        _versions(viewer, as_at)
        .where(col(Update.platform_id) == version.platform_id, col(Update.commitment_id) == version.commitment_id,
               or_(col(UpdateVersion.submitted_at) < version.submitted_at,
                   and_(col(UpdateVersion.submitted_at) == version.submitted_at,
                        col(UpdateVersion.id) < version.id)))
        .order_by(col(UpdateVersion.submitted_at).desc(), col(UpdateVersion.id).desc())
    )
    row = session.execute(query.limit(1)).first()
    return in_view(session, viewer, row.version_id, as_at=as_at) if row else None


def counting(history: pd.DataFrame) -> pd.DataFrame:
    """Of a history, the versions that answer what is owed: those that came after the last returned one of their update
    (to return a version is to return what it replaced). Order is kept."""
    returned: dict[int, int] = {}
    for update_id, version, outcome in zip(history["update_id"], history["version"], history["outcome"], strict=True):
        if outcome is Outcome.RETURNED:
            returned[update_id] = max(returned.get(update_id, 0), version)
    return history.loc[[version > returned.get(update_id, 0)
                        for update_id, version in zip(history["update_id"], history["version"], strict=True)]]


def _versions(viewer: Viewer, as_at: datetime) -> Select[*tuple[Any, ...]]:
    """One row a version, in the order of COLUMNS, for what the viewer may see and was known by `as_at`."""
    decided = and_(col(Review.version_id) == UpdateVersion.id, col(Review.decided_at) <= as_at)
    overall = and_(col(Finding.review_id) == Review.id, col(Finding.criterion_id).is_(None))
    return (
        select(col(UpdateVersion.id).label("version_id"), col(Update.id).label("update_id"),
               col(Platform.id).label("platform_id"), col(Platform.slug), col(Platform.name).label("platform"),
               col(Commitment.id).label("commitment_id"), col(Commitment.number).label("commitment"),
               col(Commitment.title), col(Update.period_start), col(Update.due_on),
               col(UpdateVersion.number).label("version"), col(UpdateVersion.claim), col(UpdateVersion.submitted_at),
               col(Submitter.name).label("submitted_by"), col(Review.outcome), col(Review.decided_at),
               col(Decider.name).label("decided_by"), col(Review.reason), col(Finding.finding))
        .join(Update, col(Update.id) == UpdateVersion.update_id)
        .join(Platform, col(Platform.id) == Update.platform_id)
        .join(Commitment, col(Commitment.id) == Update.commitment_id)
        .join(Submitter, col(Submitter.id) == UpdateVersion.submitted_by)
        .join(Review, decided, isouter=True)
        .join(Decider, col(Decider.id) == Review.decided_by, isouter=True)
        .join(Finding, overall, isouter=True)
        .where(col(UpdateVersion.submitted_at) <= as_at, may_see(viewer, col(Update.platform_id)))
    )


def _criteria(session: Session, commitment_id: int, version_id: int, *, decided: bool) -> tuple[CriterionInView, ...]:
    found = select(col(Finding.criterion_id), col(Finding.finding)).join(
        Review, col(Review.id) == Finding.review_id).where(col(Review.version_id) == version_id)
    findings = dict(session.execute(found).all()) if decided else {}
    said = and_(col(Statement.criterion_id) == Criterion.id, col(Statement.version_id) == version_id)
    query: Select[*tuple[Any, ...]] = (
        select(col(Criterion.id), col(Criterion.code), col(Criterion.text), col(Statement.text).label("said"),
               col(Criterion.computed_by))
        .join(Statement, said, isouter=True)
        .where(col(Criterion.commitment_id) == commitment_id)
        .order_by(col(Criterion.code))
    )
    return tuple(CriterionInView(row.code, row.text, row.said or "", findings.get(row.id), row.computed_by)
                 for row in session.execute(query))
