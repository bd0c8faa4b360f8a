"""The versions of a meeting: which one counts, who sees it, and how the next one is put on record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, exists, false, func, select, true
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col

from coordination.clock import day
from coordination.dialogue.kinds import named
from coordination.problems import Changed, NotFound
from coordination.viewers import SEES_ALL_PLATFORMS, Viewer
from coordination.wording import counted, london, moment_in_words
from coordination.writes import Write
from data_model.accounts import Account
from data_model.dialogue import ActionVersion, Meeting, MeetingCommitment, MeetingOrganisation, MeetingVersion
from data_model.words import MeetingKind, MeetingState, Role

OFFICIALS = frozenset({Role.OFFICIAL})
UID_HOST = "parley"
# Under names of their own, so that a query that has the same table is never taken for the one that is asked about.
Own = aliased(MeetingOrganisation)
Other, OtherAction = aliased(MeetingVersion), aliased(ActionVersion)


@dataclass(frozen=True)
class Said:
    """What one version says of a meeting. Moments are UTC."""

    kind: MeetingKind
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    agenda: str
    organisation_ids: frozenset[int]
    commitment_ids: frozenset[int]
    state: MeetingState = MeetingState.PLANNED
    note: str = ""
    reason: str = ""
    source_sequence: int | None = None


def counts(as_at: datetime | None = None) -> ColumnElement[bool]:
    """The condition under which a version is the one that counted at a moment: the newest of those known by then; or,
    for a write, the newest of all."""
    others = select(func.max(col(Other.number))).where(col(Other.meeting_id) == MeetingVersion.meeting_id)
    if as_at is not None:
        others = others.where(col(Other.recorded_at) <= as_at)
    return col(MeetingVersion.number) == others.scalar_subquery()


def action_counts(as_at: datetime | None = None) -> ColumnElement[bool]:
    """The same for the versions of actions."""
    others = select(func.max(col(OtherAction.number))).where(col(OtherAction.action_id) == ActionVersion.action_id)
    if as_at is not None:
        others = others.where(col(OtherAction.recorded_at) <= as_at)
    return col(ActionVersion.number) == others.scalar_subquery()


def seen_by(viewer: Viewer, version_id: Mapped[Any]) -> ColumnElement[bool]:
    """The condition under which `viewer` may see the version in this column: officials and analysts see every one, a
    platform those that its own company is asked to or was at."""
    if viewer.role in SEES_ALL_PLATFORMS:
        return true()
    if viewer.role is not Role.PLATFORM:
        return false()
    return exists().where(col(Own.version_id) == version_id, col(Own.organisation_id) == viewer.organisation_id)


def newest(w: Write, meeting_id: int) -> MeetingVersion:
    """The version that counts now. Raises NotFound where the acting person may not see it."""
    query = select(MeetingVersion).where(col(MeetingVersion.meeting_id) == meeting_id, counts(),
                                         seen_by(w.person, col(MeetingVersion.id)))
    found = w.session.scalars(query).first()
    if found is None:
        raise NotFound("There is no such meeting.")
    return found


def unchanged(w: Write, meeting_id: int, number: int) -> MeetingVersion:
    """The version that counts now, which must be the one that the person had before them. Raises Changed otherwise,
    saying what there is now; or NotFound."""
    version = newest(w, meeting_id)
    if version.number != number:
        who = w.session.get_one(Account, version.recorded_by).name
        raise Changed(f"{who} changed this meeting on {moment_in_words(version.recorded_at)}: it is now {version.state}"
                      f", for {moment_in_words(version.starts_at)}. Nothing was stored; what you wrote is still on "
                      "your screen.")
    return version


def said_in(session: Session, version: MeetingVersion) -> Said:
    """What a version says."""
    organisations = select(col(MeetingOrganisation.organisation_id)).where(
        col(MeetingOrganisation.version_id) == version.id)
    commitments = select(col(MeetingCommitment.commitment_id)).where(col(MeetingCommitment.version_id) == version.id)
    return Said(version.kind, version.title, version.starts_at, version.ends_at, version.place, version.agenda,
                frozenset(session.scalars(organisations)), frozenset(session.scalars(commitments)), version.state,
                version.note, version.reason, version.source_sequence)


def begin(w: Write, letter_id: int, said: Said, *, series_id: int | None = None, uid: str | None = None,
          recurrence_id: str = "") -> int:
    """Put a new meeting on record, with a UID of our own where it comes with none. Returns its id."""
    meeting = Meeting(letter_id=letter_id, series_id=series_id, uid=uid or f"{uuid4()}@{UID_HOST}",
                      recurrence_id=recurrence_id, made_by=w.account_id, made_at=w.now)
    w.session.add(meeting)
    w.session.flush()
    assert meeting.id is not None
    put(w.session, meeting.id, 1, said, w.account_id, w.now)
    return meeting.id


def follow(w: Write, version: MeetingVersion, said: Said) -> None:
    """Put the next version after `version`, which must be the newest."""
    put(w.session, version.meeting_id, version.number + 1, said, w.account_id, w.now)


def put(session: Session, meeting_id: int, number: int, said: Said, by: int, at: datetime) -> int:
    """Store a version. Returns its id."""
    version = MeetingVersion(
        meeting_id=meeting_id, number=number, kind=said.kind, state=said.state, title=said.title,
        starts_at=said.starts_at, ends_at=said.ends_at, place=said.place, agenda=said.agenda, note=said.note,
        reason=said.reason, source_sequence=said.source_sequence, recorded_by=by, recorded_at=at)
    session.add(version)
    session.flush()
    assert version.id is not None
    session.add_all(MeetingOrganisation(version_id=version.id, organisation_id=id_)
                    for id_ in sorted(said.organisation_ids))
    session.add_all(MeetingCommitment(version_id=version.id, commitment_id=id_) for id_ in sorted(said.commitment_ids))
    session.flush()
    return version.id


def described(what: Said | MeetingVersion) -> str:
    """“the policing meeting of 2019-11-12 at 10:00”, as the audit says it: nothing that people wrote."""
    return f"the {named('meeting', what.kind)} of {day(what.starts_at)} at {london(what.starts_at):%H:%M}"


def with_organisations(said: Said) -> str:
    """“the policing meeting of 2019-11-12 at 10:00, with 3 organisations”"""
    return f"{described(said)}, with {counted(len(said.organisation_ids), 'organisation')}"
