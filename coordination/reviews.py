"""Reviews: the queue of submitted versions, and the official's decision, bound to one exact version."""

from datetime import datetime

import pandas as pd
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination.problems import Changed, Fault, Invalid, NotAllowed, NotFound, from_validation
from coordination.texts import LONGEST_TEXT, Text, storable
from coordination.updates import reading
from coordination.viewers import Viewer
from coordination.webhooks import events
from coordination.wording import moment_in_words
from coordination.writes import Write, write
from data_model.accounts import Account
from data_model.letters import Commitment, Criterion
from data_model.organisations import Platform
from data_model.updates import Finding, Review, Update, UpdateVersion
from data_model.words import FindingWord, Outcome, Role

OFFICIALS = frozenset({Role.OFFICIAL})


class Acceptance(BaseModel):
    """An official's findings: one for the commitment, one for every criterion by its code, and the reason."""

    model_config = ConfigDict(extra="forbid")

    commitment: FindingWord | None = None
    criteria: dict[str, FindingWord | None]
    reason: Text


def queue(session: Session, viewer: Viewer, letter_id: int, *, as_at: datetime) -> pd.DataFrame:
    """Submitted versions that wait for a decision, longest waiting first: the newest of each update, undecided.

    Columns: as reading.COLUMNS. Officials only.
    """
    if viewer.role is not Role.OFFICIAL:
        raise NotAllowed("Only officials review updates.")
    return waiting(reading.history(session, viewer, letter_id, as_at=as_at))


def waiting(history: pd.DataFrame) -> pd.DataFrame:
    """Of a history (reading.COLUMNS), the versions that wait for a decision, longest waiting first."""
    newest = history.sort_values("version").drop_duplicates("update_id", keep="last")
    return newest[newest["outcome"].isna()].sort_values(["submitted_at", "version_id"]).reset_index(drop=True)


def accept(engine: Engine, viewer: Viewer, version_id: int, given: dict[str, object]) -> int:
    """Accept one version with a finding for the commitment and for each criterion (`Acceptance`).

    Returns the review's id. Raises Invalid for a missing finding or reason, Changed when the version was decided
    or replaced meanwhile, NotFound.
    """
    try:
        findings = Acceptance.model_validate(given)
    except ValidationError as error:
        raise from_validation(error) from error
    with write(engine, viewer, OFFICIALS, "review updates") as w:
        version, update = _undecided(w, version_id)
        criteria = _criteria(w.session, update.commitment_id)
        found = _faults(findings, criteria)
        if found:
            raise Invalid(*found)
        review = _decide(w, version_id, Outcome.ACCEPTED, findings.reason)
        w.session.add_all(_findings(review, findings, criteria))
        w.record("review.accept", f"accepted {_described(w.session, version, update)}: {findings.commitment}.")
        return review.id or 0


def give_back(engine: Engine, viewer: Viewer, version_id: int, reason: str) -> int:
    """Return one version to its platform with a reason. Returns the review's id. Raises as `accept`."""
    reason = storable(reason)
    if not reason:
        raise Invalid(Fault("reason", "Say why you return it and what the platform should do."))
    if len(reason) > LONGEST_TEXT:
        raise Invalid(Fault("reason", f"Shorten the reason to {LONGEST_TEXT:,} characters."))
    with write(engine, viewer, OFFICIALS, "review updates") as w:
        version, update = _undecided(w, version_id)
        review = _decide(w, version_id, Outcome.RETURNED, reason)
        events.update_returned(w.session, version_id, update, w.now)
        w.record("review.return", f"returned {_described(w.session, version, update)}.")
        return review.id or 0


def _faults(findings: Acceptance, criteria: dict[str, int]) -> list[Fault]:
    found = [Fault(f"criteria.{code}", f"Choose a finding for criterion {code}.")
             for code in criteria if findings.criteria.get(code) is None]
    found += [Fault(f"criteria.{code}", f"There is no criterion {code} in this commitment.")
              for code in findings.criteria if code not in criteria]
    if findings.commitment is None:
        found.append(Fault("commitment", "Choose a finding for the commitment as a whole."))
    if not findings.reason:
        found.append(Fault("reason", "Give the reason for your findings."))
    return found


def _undecided(w: Write, version_id: int) -> tuple[UpdateVersion, Update]:
    """The version with its update, if it may still be decided. The writer's lock keeps it so."""
    version = w.session.get(UpdateVersion, version_id)
    if version is None:
        raise NotFound("There is no such update.")
    decided = select(Review, col(Account.name)).join(Account, col(Account.id) == Review.decided_by).where(
        col(Review.version_id) == version_id)
    row = w.session.execute(decided).first()
    if row:
        raise Changed(f"{row[1]} already {row[0].outcome} this version on {moment_in_words(row[0].decided_at)}. "
                      "Your decision was not stored; your text is still on your screen.")
    newest = w.session.execute(
        select(UpdateVersion).where(col(UpdateVersion.update_id) == version.update_id)
        .order_by(col(UpdateVersion.number).desc()).limit(1)).scalars().one()
    if newest.id != version.id:
        raise Changed(f"The platform submitted version {newest.number} on {moment_in_words(newest.submitted_at)}, "
                      f"after the version {version.number} that you were reading. Your decision was not stored; "
                      f"your text is still on your screen. Open version {newest.number} to decide on it.")
    return version, w.session.get_one(Update, version.update_id)


def _decide(w: Write, version_id: int, outcome: Outcome, reason: str) -> Review:
    review = Review(version_id=version_id, outcome=outcome, reason=reason, decided_by=w.account_id, decided_at=w.now)
    w.session.add(review)
    w.session.flush()
    return review


def _findings(review: Review, said: Acceptance, criteria: dict[str, int]) -> list[Finding]:
    """The rows of findings that are all there (`_faults` found none): the commitment's, then each criterion's."""
    places: list[tuple[int | None, FindingWord | None]] = [(None, said.commitment)]
    places += [(criteria[code], word) for code, word in said.criteria.items()]
    return [Finding(review_id=review.id or 0, criterion_id=criterion_id, finding=word)
            for criterion_id, word in places if word is not None]


def _criteria(session: Session, commitment_id: int) -> dict[str, int]:
    query = select(col(Criterion.code), col(Criterion.id)).where(col(Criterion.commitment_id) == commitment_id)
    return {code: id_ for code, id_ in session.execute(query.order_by(col(Criterion.code))) if id_ is not None}


def _described(session: Session, version: UpdateVersion, update: Update) -> str:
    platform = session.get_one(Platform, update.platform_id).name
    number = session.get_one(Commitment, update.commitment_id).number
    return f"version {version.number} of {platform}'s update on commitment {number}, due {update.due_on:%Y-%m-%d}"
