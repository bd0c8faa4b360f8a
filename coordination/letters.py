"""Letters as they stand: which ones a viewer sees, their commitments and criteria, and the public record."""

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from sqlalchemy import ColumnElement, func, select, true
from sqlmodel import Session, col

from coordination.problems import NotFound
from coordination.viewers import Viewer, may_see
from data_model.letters import (
    Commitment,
    Criterion,
    Election,
    Letter,
    PublicRecordCriterion,
    PublicRecordEntry,
    Recipient,
)
from data_model.organisations import Organisation, Platform
from data_model.words import Marking, Role


@dataclass(frozen=True)
class LetterInView:
    """One letter with its election, as a page shows it."""

    id: int
    reference: str
    title: str
    signed_on: date
    signatories: tuple[str, ...]
    text: str
    source: str
    marking: Marking
    election: str
    dissolution: date
    close_of_nominations: datetime
    polling_day: date
    returns_first_due_on: date | None
    returns_every_days: int | None
    signals_kept_days: int
    advice_checked_days: int


def addressed(viewer: Viewer) -> ColumnElement[bool]:
    """The condition under which `viewer` sees a letter: a platform sees those addressed to it; others see all."""
    if viewer.role is Role.PLATFORM:
        mine = select(col(Recipient.letter_id)).where(may_see(viewer, col(Recipient.platform_id)))
        return col(Letter.id).in_(mine)
    return true()


def listing(session: Session, viewer: Viewer) -> pd.DataFrame:
    """The letters a viewer sees, newest first. Columns: id, reference, title, signed_on."""
    query = select(col(Letter.id), col(Letter.reference), col(Letter.title), col(Letter.signed_on)).where(
        addressed(viewer))
    rows = session.execute(query.order_by(col(Letter.signed_on).desc(), col(Letter.id).desc())).all()
    return pd.DataFrame(rows, columns=["id", "reference", "title", "signed_on"])


def in_view(session: Session, viewer: Viewer, reference: str | None = None) -> LetterInView:
    """The letter with this reference, or the newest. Raises NotFound where the viewer sees no such letter."""
    query = select(Letter, Election).join(Election, col(Election.id) == Letter.election_id).where(addressed(viewer))
    if reference:
        query = query.where(col(Letter.reference) == reference)
    found = session.execute(query.order_by(col(Letter.signed_on).desc(), col(Letter.id).desc()).limit(1)).first()
    if found is None:
        raise NotFound("There is no such letter." if reference else "No letter is on record yet.")
    letter, election = found
    return LetterInView(letter.id, letter.reference, letter.title, letter.signed_on,
                        tuple(letter.signatories.splitlines()), letter.text, letter.source, letter.marking,
                        election.name, election.dissolution, election.close_of_nominations, election.polling_day,
                        letter.returns_first_due_on, letter.returns_every_days, letter.signals_kept_days,
                        letter.advice_checked_days)


def commitments(session: Session, letter_id: int) -> pd.DataFrame:
    """A letter's commitments in order. Columns: id, number, title, quotation, span_start, span_end,
    first_due_on, update_every_days."""
    names = ["id", "number", "title", "quotation", "span_start", "span_end", "first_due_on", "update_every_days"]
    query = select(*(getattr(Commitment, name) for name in names)).where(col(Commitment.letter_id) == letter_id)
    return pd.DataFrame(session.execute(query.order_by(col(Commitment.number))).all(), columns=names)


def criteria(session: Session, letter_id: int) -> pd.DataFrame:
    """A letter's criteria in order. Columns: id, commitment_id, code, text, computed_by (figure or None)."""
    names = ["id", "commitment_id", "code", "text", "computed_by"]
    query = (
        select(*(getattr(Criterion, name) for name in names))
        .join(Commitment, col(Commitment.id) == Criterion.commitment_id)
        .where(col(Commitment.letter_id) == letter_id)
        .order_by(col(Commitment.number), col(Criterion.code))
    )
    frame = pd.DataFrame(session.execute(query).all(), columns=names)
    return frame.astype({"computed_by": object}).where(frame.notna(), None)


def recipients(session: Session, viewer: Viewer, letter_id: int) -> pd.DataFrame:
    """The platforms a letter is addressed to, of those the viewer may see, by name.
    Columns: id, slug, name, company, addressee."""
    query = (
        select(col(Platform.id), col(Platform.slug), col(Platform.name), col(Organisation.name),
               col(Recipient.addressee))
        .join(Recipient, col(Recipient.platform_id) == Platform.id)
        .join(Organisation, col(Organisation.id) == Platform.organisation_id)
        .where(col(Recipient.letter_id) == letter_id, may_see(viewer, col(Platform.id)))
        .order_by(func.lower(col(Platform.name)))
    )
    return pd.DataFrame(session.execute(query).all(), columns=["id", "slug", "name", "company", "addressee"])


def public_record(session: Session, letter_id: int) -> pd.DataFrame:
    """What is publicly on record about a letter, oldest first. It is public: every viewer sees all of it.
    Columns: id, kind, who, what, published, source, note, codes (criteria it bears on, comma-separated)."""
    names = ["id", "kind", "who", "what", "published", "source", "note"]
    entries = session.execute(
        select(*(getattr(PublicRecordEntry, name) for name in names))
        .where(col(PublicRecordEntry.letter_id) == letter_id)
        .order_by(col(PublicRecordEntry.published), col(PublicRecordEntry.id))
    ).all()
    frame = pd.DataFrame(entries, columns=names)
    links = session.execute(
        select(col(PublicRecordCriterion.entry_id), col(Criterion.code))
        .join(Criterion, col(Criterion.id) == PublicRecordCriterion.criterion_id)
        .order_by(col(Criterion.code))
    ).all()
    frame["codes"] = [", ".join(code for entry, code in links if entry == id_) for id_ in frame["id"]]
    return frame
