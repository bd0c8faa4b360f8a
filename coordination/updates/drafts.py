"""Drafts: what a platform is still writing. Nobody outside its company sees them."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from pydantic import ValidationError
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination import clock
from coordination.problems import Changed, NotFound, from_validation
from coordination.schedule import Cadence
from coordination.updates.inputs import DraftContent
from coordination.viewers import Viewer, own_platform
from coordination.wording import day_in_words, moment_in_words
from coordination.writes import Write, write
from data_model.accounts import Account
from data_model.letters import Commitment, Criterion, Election, Letter, Recipient
from data_model.organisations import Platform
from data_model.updates import (
    Draft,
    DraftEvidence,
    Evidence,
    EvidenceContent,
    Statement,
    Update,
    UpdateVersion,
    VersionEvidence,
)
from data_model.words import Role

PLATFORMS = frozenset({Role.PLATFORM})
LISTED = ["update_id", "platform_id", "slug", "platform", "commitment_id", "commitment", "title", "period_start",
          "due_on", "saved_at", "saved_by"]
FIRST_REVISIONS = 1_000_000_000


@dataclass(frozen=True)
class DraftInView:
    """A draft as its own platform sees it."""

    update_id: int
    platform_id: int
    slug: str
    platform: str
    letter_id: int
    letter: str
    commitment_id: int
    number: int
    title: str
    period_start: date
    due_on: date
    content: DraftContent
    revision: int
    saved_by: str
    saved_at: datetime


def cadence_of(commitment: Commitment, signed_on: date, polling_day: date) -> Cadence:
    """The schedule of a commitment's updates."""
    return Cadence(commitment.first_due_on, commitment.update_every_days, signed_on, polling_day)


def open_draft(engine: Engine, viewer: Viewer, platform_id: int, commitment_id: int, due_on: date | None = None) -> int:
    """Begin, or go on with, the draft for one commitment and reporting period. Returns the update's id.

    `due_on` names the period by its due day; None means the one that today lies in. A new draft starts from the
    platform's last submitted version for the period, if there is one. Raises NotFound for another company's
    platform, a letter not addressed to it, a day on which nothing is due, or a period that has not begun: a later
    update answers for earlier ones, so that it would answer for days that nobody can know of yet.
    """
    with write(engine, viewer, PLATFORMS, "write updates") as w:
        commitment, signed_on, polling_day, platform = _addressed(w.session, w.person, platform_id, commitment_id)
        schedule = cadence_of(commitment, signed_on, polling_day)
        current = schedule.current(clock.day(w.now))
        due = due_on or current
        if due not in schedule.due_days():
            raise NotFound("No update is due on that day.")
        if due > current:
            raise NotFound(f"The period that is due on {day_in_words(due)} has not begun yet.")
        update = _update(w.session, platform_id, commitment_id, schedule.period_of(due))
        if w.session.get(Draft, update.id) is None:
            _begin(w, update)
            w.record("draft.begin", f"began a draft for {platform} on commitment {commitment.number}, "
                                    f"due {due:%Y-%m-%d}.")
        return _id(update)


def save(engine: Engine, viewer: Viewer, update_id: int, revision: int, content: dict[str, object]) -> int:
    """Store what was written so far; an unfinished draft is fine. Returns the new revision.

    `revision` is the one that the writer started from. Raises Changed when the draft was saved from elsewhere
    meanwhile or has been submitted, Invalid for text that is too long, NotFound for somebody else's draft.
    """
    checked = _checked(content)
    with write(engine, viewer, PLATFORMS, "write updates") as w:
        draft = own_draft(w, update_id, revision)
        draft.claim, draft.narrative, draft.remaining = checked.claim, checked.narrative, checked.remaining
        draft.delay_reason, draft.statements = checked.delay_reason, dict(checked.statements)
        draft.revision, draft.saved_by, draft.saved_at = revision + 1, w.account_id, w.now
        return draft.revision


def discard(engine: Engine, viewer: Viewer, update_id: int, revision: int) -> None:
    """Throw a draft away, with evidence that was never submitted. Raises as `save`."""
    with write(engine, viewer, PLATFORMS, "write updates") as w:
        draft = own_draft(w, update_id, revision)
        attached = attached_to(w.session, update_id)
        remove(w.session, draft)
        for evidence_id in attached:
            drop_if_unused(w.session, evidence_id)
        w.record("draft.discard", f"discarded the draft of {place(w.session, update_id)}.")


def in_view(session: Session, viewer: Viewer, update_id: int) -> DraftInView:
    """One draft, for its own platform. Raises NotFound for everybody else."""
    query = (
        select(Draft, Update, Platform, Commitment, col(Letter.reference), col(Account.name))
        .join(Update, col(Update.id) == Draft.update_id)
        .join(Platform, col(Platform.id) == Update.platform_id)
        .join(Commitment, col(Commitment.id) == Update.commitment_id)
        .join(Letter, col(Letter.id) == Commitment.letter_id)
        .join(Account, col(Account.id) == Draft.saved_by)
        .where(col(Draft.update_id) == update_id, own_platform(viewer, col(Update.platform_id)))
    )
    row = session.execute(query).first()
    if row is None:
        raise NotFound("There is no such draft. It may have been submitted or discarded.")
    draft, update, platform, commitment, reference, saved_by = row
    content = DraftContent(claim=draft.claim, narrative=draft.narrative, remaining=draft.remaining,
                           delay_reason=draft.delay_reason, statements=draft.statements)
    return DraftInView(draft.update_id, platform.id, platform.slug, platform.name, commitment.letter_id, reference,
                       commitment.id, commitment.number, commitment.title, update.period_start, update.due_on, content,
                       draft.revision, saved_by, draft.saved_at)


def listing(session: Session, viewer: Viewer, letter_id: int) -> pd.DataFrame:
    """The viewer's own company's drafts on a letter, the last saved first; empty for everybody else.
    Columns: LISTED; `commitment` is its number, `saved_by` a name."""
    query = (
        select(col(Draft.update_id), col(Update.platform_id), col(Platform.slug), col(Platform.name),
               col(Update.commitment_id), col(Commitment.number), col(Commitment.title), col(Update.period_start),
               col(Update.due_on), col(Draft.saved_at), col(Account.name))
        .join(Update, col(Update.id) == Draft.update_id)
        .join(Platform, col(Platform.id) == Update.platform_id)
        .join(Commitment, col(Commitment.id) == Update.commitment_id)
        .join(Account, col(Account.id) == Draft.saved_by)
        .where(col(Commitment.letter_id) == letter_id, own_platform(viewer, col(Update.platform_id)))
        .order_by(col(Draft.saved_at).desc(), col(Draft.update_id))
    )
    return pd.DataFrame(session.execute(query).all(), columns=LISTED, dtype=object)


def own_draft(w: Write, update_id: int, revision: int) -> Draft:
    """The draft for writing, if it is the acting person's company's now, and still at `revision`. Raises NotFound or
    Changed."""
    return at_revision(w.session, w.person, update_id, revision)


def at_revision(session: Session, viewer: Viewer, update_id: int, revision: int) -> Draft:
    """The draft, if it is the viewer's company's and still at `revision`. Raises NotFound or Changed."""
    query = (
        select(Draft, col(Account.name))
        .join(Update, col(Update.id) == Draft.update_id)
        .join(Account, col(Account.id) == Draft.saved_by)
        .where(col(Draft.update_id) == update_id, own_platform(viewer, col(Update.platform_id)))
    )
    found = session.execute(query).first()
    if found is None:
        raise _gone(session, viewer, update_id)
    draft: Draft = found[0]
    if draft.revision != revision:
        raise Changed(f"{found[1]} saved this draft from another window on {moment_in_words(draft.saved_at)}. "
                      "Your text is still on your screen. Copy what you need, then load the saved draft.")
    return draft


def attached_to(session: Session, update_id: int) -> list[int]:
    """Ids of the evidence attached to a draft."""
    query = select(col(DraftEvidence.evidence_id)).where(col(DraftEvidence.update_id) == update_id)
    return list(session.scalars(query.order_by(col(DraftEvidence.evidence_id))))


def remove(session: Session, draft: Draft) -> None:
    """Delete a draft and its links to evidence; the evidence stays."""
    for link in session.scalars(select(DraftEvidence).where(col(DraftEvidence.update_id) == draft.update_id)).all():
        session.delete(link)
    session.flush()
    session.delete(draft)
    session.flush()


def drop_if_unused(session: Session, evidence_id: int) -> None:
    """Delete evidence that no version and no draft has. What was once submitted is never deleted."""
    for user in (col(VersionEvidence.evidence_id), col(DraftEvidence.evidence_id)):
        if session.execute(select(user).where(user == evidence_id)).first():
            return
    content = session.get(EvidenceContent, evidence_id)
    if content:
        session.delete(content)
        session.flush()
    session.delete(session.get_one(Evidence, evidence_id))


def _checked(content: dict[str, object]) -> DraftContent:
    try:
        return DraftContent.model_validate(content)
    except ValidationError as error:
        raise from_validation(error) from error


def _addressed(session: Session, viewer: Viewer, platform_id: int,
               commitment_id: int) -> tuple[Commitment, date, date, str]:
    query = (
        select(Commitment, col(Letter.signed_on), col(Election.polling_day), col(Platform.name))
        .join(Letter, col(Letter.id) == Commitment.letter_id)
        .join(Election, col(Election.id) == Letter.election_id)
        .join(Recipient, col(Recipient.letter_id) == Letter.id)
        .join(Platform, col(Platform.id) == Recipient.platform_id)
        .where(col(Commitment.id) == commitment_id, col(Platform.id) == platform_id,
               own_platform(viewer, col(Platform.id)))
    )
    row = session.execute(query).first()
    if row is None:
        raise NotFound("There is no such commitment for your platform.")
    commitment, signed_on, polling_day, platform = row
    return commitment, signed_on, polling_day, platform


def _update(session: Session, platform_id: int, commitment_id: int, period: tuple[date, date]) -> Update:
    query = select(Update).where(col(Update.platform_id) == platform_id, col(Update.commitment_id) == commitment_id,
                                 col(Update.due_on) == period[1])
    update = session.scalars(query).first()
    if update is None:
        update = Update(platform_id=platform_id, commitment_id=commitment_id, period_start=period[0], due_on=period[1])
        session.add(update)
        session.flush()
    return update


def _begin(w: Write, update: Update) -> None:
    """A new draft, from the period's last version where there is one."""
    last = w.session.scalars(select(UpdateVersion).where(col(UpdateVersion.update_id) == update.id)
                             .order_by(col(UpdateVersion.number).desc())).first()
    # Not from 1: a tab left open on an earlier draft of this update must not be taken for one open on this draft.
    draft = Draft(update_id=_id(update), saved_by=w.account_id, saved_at=w.now,
                  revision=secrets.randbelow(FIRST_REVISIONS))
    if last:
        draft.claim, draft.narrative, draft.remaining = last.claim, last.narrative, last.remaining
        draft.delay_reason = last.delay_reason
        said = select(col(Criterion.code), col(Statement.text)).join(
            Statement, col(Statement.criterion_id) == Criterion.id).where(col(Statement.version_id) == last.id)
        draft.statements = dict(w.session.execute(said).all())
    w.session.add(draft)
    w.session.flush()
    if last:
        kept = select(col(VersionEvidence.evidence_id)).where(col(VersionEvidence.version_id) == last.id)
        for evidence_id in w.session.scalars(kept):
            w.session.add(DraftEvidence(update_id=_id(update), evidence_id=evidence_id))


def _gone(session: Session, viewer: Viewer, update_id: int) -> NotFound | Changed:
    query = (
        select(col(UpdateVersion.number), col(UpdateVersion.submitted_at))
        .join(Update, col(Update.id) == UpdateVersion.update_id)
        .where(col(Update.id) == update_id, own_platform(viewer, col(Update.platform_id)))
        .order_by(col(UpdateVersion.number).desc())
    )
    last = session.execute(query).first()
    if last is None:
        return NotFound("There is no such draft. It may have been discarded.")
    return Changed(f"This update was already submitted as version {last.number} on "
                   f"{moment_in_words(last.submitted_at)}. Nothing was submitted twice.")


def place(session: Session, update_id: int) -> str:
    """Which update this is, for the audit: “Facebook on commitment 3, due 2019-12-06”. Nothing that people wrote."""
    query = (
        select(col(Platform.name), col(Commitment.number), col(Update.due_on))
        .join(Update, col(Update.platform_id) == Platform.id)
        .join(Commitment, col(Commitment.id) == Update.commitment_id)
        .where(col(Update.id) == update_id)
    )
    platform, number, due_on = session.execute(query).one()
    return f"{platform} on commitment {number}, due {due_on:%Y-%m-%d}"


def _id(update: Update) -> int:
    assert update.id is not None  # it was flushed
    return update.id
