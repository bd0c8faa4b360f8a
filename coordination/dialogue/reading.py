"""Reading meetings back: all of a letter's, and one in full, as known at a moment and to the viewer."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from coordination.dialogue.versions import action_counts, counts, seen_by
from coordination.problems import NotFound
from coordination.viewers import Viewer
from data_model.accounts import Account
from data_model.dialogue import (
    Action,
    ActionVersion,
    Attendee,
    Meeting,
    MeetingAnswer,
    MeetingCommitment,
    MeetingOrganisation,
    MeetingVersion,
)
from data_model.letters import Commitment
from data_model.organisations import Organisation
from data_model.words import ActionState, Attendance, MeetingKind, MeetingState

COLUMNS = ["id", "series_id", "number", "kind", "state", "title", "starts_at", "ends_at", "place", "organisations",
           "organisation_ids", "commitments", "open_actions", "answers", "own_answer", "needs_record", "agenda", "note"]
NO_RECORD = "no record yet"  # what screens and files say of a planned meeting that is over
VERSION_COLUMNS = ["number", "state", "kind", "title", "starts_at", "ends_at", "place", "reason", "recorded_by",
                   "recorded_at"]
IN_LISTS = ("number", "kind", "state", "title", "starts_at", "ends_at", "place", "agenda", "note")
IN_FULL = (*IN_LISTS, "reason", "recorded_at")
Query = Select[*tuple[Any, ...]]
Answered = aliased(MeetingVersion)


@dataclass(frozen=True)
class OrganisationInView:
    """An organisation that is asked to a meeting or was there, and what it answered, if anything."""

    id: int
    name: str
    answer: Attendance | None


@dataclass(frozen=True)
class AttendeeInView:
    """A person who comes, or came, for an organisation."""

    id: int
    organisation_id: int
    organisation: str
    name: str


@dataclass(frozen=True)
class MeetingInView:
    """One meeting in full. `versions` has VERSION_COLUMNS, the newest first; moments are UTC."""

    id: int
    letter_id: int
    series_id: int | None
    uid: str
    recurrence_id: str
    number: int
    kind: MeetingKind
    state: MeetingState
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    agenda: str
    note: str
    reason: str
    recorded_by: str
    recorded_at: datetime
    organisations: tuple[OrganisationInView, ...]
    attendees: tuple[AttendeeInView, ...]
    commitments: tuple[int, ...]
    commitment_ids: tuple[int, ...]
    versions: pd.DataFrame


def listing(session: Session, viewer: Viewer, letter_id: int, *, as_at: datetime) -> pd.DataFrame:
    """A letter's meetings that the viewer may see, one row each as it counts at `as_at`, in the order of time.

    Columns: COLUMNS. `organisations` are names and `commitments` numbers, as tuples; `answers` is how many confirmed
    and how many cannot attend; `own_answer` is the viewer's own organisation's, None before it answered for this time;
    `needs_record` says that a planned meeting is over and nobody said what became of it. Moments are UTC.
    """
    of_letter = _counting(viewer, as_at).where(col(Meeting.letter_id) == letter_id)
    query = of_letter.with_only_columns(col(Meeting.id), col(Meeting.series_id),
                                        col(MeetingVersion.id).label("version_id"),
                                        *(getattr(MeetingVersion, name) for name in IN_LISTS))
    # Past the session, which adds a third where rows are many.
    rows = session.connection().execute(query.order_by(col(MeetingVersion.starts_at), col(Meeting.id))).all()
    organisations, commitments = _organisations(session, of_letter), _commitments(session, of_letter)
    answers, actions = _answers(session, of_letter, as_at), _open_actions(session, of_letter, as_at)
    found = []
    for row in rows:
        asked, said = organisations[row.version_id], answers[row.id]
        told = list(said.values())
        found.append((
            row.id, row.series_id, row.number, row.kind, row.state, row.title, row.starts_at, row.ends_at, row.place,
            tuple(asked.values()), tuple(asked), tuple(commitments[row.version_id].values()), actions.get(row.id, 0),
            (told.count(Attendance.CONFIRMED), told.count(Attendance.CANNOT_ATTEND)), said.get(viewer.organisation_id),
            row.state is MeetingState.PLANNED and row.ends_at <= as_at, row.agenda, row.note))
    return pd.DataFrame(found, columns=COLUMNS, dtype=object)


def in_view(session: Session, viewer: Viewer, meeting_id: int, *, as_at: datetime) -> MeetingInView:
    """One meeting as it counts at `as_at`. Raises NotFound where the viewer may not see it, or it was not known."""
    this = _counting(viewer, as_at).where(col(Meeting.id) == meeting_id)
    row = session.execute(this).first()
    if row is None:
        raise NotFound("There is no such meeting.")
    asked, said = _organisations(session, this)[row.version_id], _answers(session, this, as_at)[row.id]
    commitments = _commitments(session, this)[row.version_id]
    return MeetingInView(
        id=row.id, letter_id=row.letter_id, series_id=row.series_id, uid=row.uid, recurrence_id=row.recurrence_id,
        number=row.number, kind=row.kind, state=row.state, title=row.title, starts_at=row.starts_at,
        ends_at=row.ends_at, place=row.place, agenda=row.agenda, note=row.note, reason=row.reason,
        recorded_by=row.recorded_by, recorded_at=row.recorded_at,
        organisations=tuple(OrganisationInView(id_, name, said.get(id_)) for id_, name in asked.items()),
        attendees=_attendees(session, meeting_id, asked, as_at), commitments=tuple(commitments.values()),
        commitment_ids=tuple(commitments), versions=_versions(session, viewer, meeting_id, as_at))


def _counting(viewer: Viewer, as_at: datetime) -> Query:
    """The versions that count at a moment and that the viewer may see, one row a meeting."""
    return (
        select(col(Meeting.id), col(Meeting.letter_id), col(Meeting.series_id), col(Meeting.uid),
               col(Meeting.recurrence_id), col(MeetingVersion.id).label("version_id"),
               *(getattr(MeetingVersion, name) for name in IN_FULL), col(Account.name).label("recorded_by"))
        .join(MeetingVersion, col(MeetingVersion.meeting_id) == Meeting.id)
        .join(Account, col(Account.id) == MeetingVersion.recorded_by)
        .where(counts(as_at), seen_by(viewer, col(MeetingVersion.id)))
    )


def _organisations(session: Session, chosen: Query) -> dict[int, dict[int, str]]:
    """By version: the organisations of meetings, names by ids, by name."""
    query = (
        chosen.with_only_columns(col(MeetingVersion.id), col(Organisation.id), col(Organisation.name))
        .join(MeetingOrganisation, col(MeetingOrganisation.version_id) == MeetingVersion.id)
        .join(Organisation, col(Organisation.id) == MeetingOrganisation.organisation_id)
        .order_by(func.lower(col(Organisation.name)))
    )
    return _grouped(session.connection().execute(query))


def _commitments(session: Session, chosen: Query) -> dict[int, dict[int, int]]:
    """By version: the commitments that meetings bear on, numbers by ids, in order."""
    query = (
        chosen.with_only_columns(col(MeetingVersion.id), col(Commitment.id), col(Commitment.number))
        .join(MeetingCommitment, col(MeetingCommitment.version_id) == MeetingVersion.id)
        .join(Commitment, col(Commitment.id) == MeetingCommitment.commitment_id)
        .order_by(col(Commitment.number))
    )
    return _grouped(session.connection().execute(query))


def _answers(session: Session, chosen: Query, as_at: datetime) -> dict[int, dict[int, Attendance]]:
    """By meeting: what each organisation of it says, by its id. An answer holds while the time stays the same."""
    query = (
        chosen.with_only_columns(col(Meeting.id), col(MeetingAnswer.organisation_id), col(MeetingAnswer.answer))
        .join(Answered, and_(col(Answered.meeting_id) == Meeting.id,
                             col(Answered.starts_at) == MeetingVersion.starts_at,
                             col(Answered.ends_at) == MeetingVersion.ends_at))
        .join(MeetingAnswer, col(MeetingAnswer.version_id) == Answered.id)
        .join(MeetingOrganisation, and_(col(MeetingOrganisation.version_id) == MeetingVersion.id,
                                        col(MeetingOrganisation.organisation_id) == MeetingAnswer.organisation_id))
        .where(col(MeetingAnswer.answered_at) <= as_at)
        .order_by(col(MeetingAnswer.answered_at), col(MeetingAnswer.id))
    )
    return _grouped(session.execute(query))  # the newest of an organisation comes last, and stays


def _open_actions(session: Session, chosen: Query, as_at: datetime) -> dict[int, int]:
    """By meeting, how many of its actions are open."""
    query = (
        chosen.with_only_columns(col(Meeting.id), func.count())
        .join(Action, col(Action.meeting_id) == Meeting.id)
        .join(ActionVersion, col(ActionVersion.action_id) == Action.id)
        .where(action_counts(as_at), col(ActionVersion.state) == ActionState.OPEN)
        .group_by(col(Meeting.id))
    )
    return dict(session.execute(query).all())


def _attendees(session: Session, meeting_id: int, asked: dict[int, str],
               as_at: datetime) -> tuple[AttendeeInView, ...]:
    query = select(Attendee).where(
        col(Attendee.meeting_id) == meeting_id, col(Attendee.organisation_id).in_(asked),
        col(Attendee.added_at) <= as_at, or_(col(Attendee.removed_at).is_(None), col(Attendee.removed_at) > as_at))
    found = [AttendeeInView(row.id or 0, row.organisation_id, asked[row.organisation_id], row.name)
             for row in session.scalars(query)]
    return tuple(sorted(found, key=lambda each: (each.organisation.lower(), each.name.lower(), each.id)))


def _versions(session: Session, viewer: Viewer, meeting_id: int, as_at: datetime) -> pd.DataFrame:
    """The versions of a meeting that the viewer may see: a platform those that its own company was asked to."""
    query = (
        select(*(getattr(MeetingVersion, name) for name in VERSION_COLUMNS[:-2]), col(Account.name),
               col(MeetingVersion.recorded_at))
        .join(Account, col(Account.id) == MeetingVersion.recorded_by)
        .where(col(MeetingVersion.meeting_id) == meeting_id, col(MeetingVersion.recorded_at) <= as_at,
               seen_by(viewer, col(MeetingVersion.id)))
        .order_by(col(MeetingVersion.number).desc())
    )
    return pd.DataFrame(session.execute(query).all(), columns=VERSION_COLUMNS, dtype=object)


def _grouped(rows: Iterable[Any]) -> dict[int, dict[Any, Any]]:
    found: dict[int, dict[Any, Any]] = defaultdict(dict)
    for where, key, value in rows:
        found[where][key] = value
    return found
