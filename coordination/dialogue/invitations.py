"""Invitations from other calendars: a dry run of what a file would do, and storing it, all of it or nothing.

The addresses of the people in it only suggest organisations. They are kept nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from pydantic import Field
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination import clock
from coordination.dialogue import checking, inputs, versions
from coordination.dialogue.calendars.files import CalendarFile
from coordination.dialogue.comparing import Fate, Known, Line, Seen, compared
from coordination.dialogue.inputs import Given, Id
from coordination.dialogue.versions import OFFICIALS, Said, described, with_organisations
from coordination.problems import Changed, Fault, Invalid, NotFound
from coordination.viewers import Viewer
from coordination.wording import counted
from coordination.writes import Write, write
from data_model.accounts import Account
from data_model.dialogue import Meeting, MeetingSeries, MeetingVersion
from data_model.letters import Election, Letter
from data_model.words import MeetingKind, MeetingState

DOING = "import invitations"
CHANGED, CANCELLED = "The invitation was changed.", "The invitation was cancelled."


class InvitationInput(Given):
    """What an official chooses for the meetings that a file adds; and which of its invitations to take, by UID."""

    uids: list[str]
    kind: MeetingKind | None = None
    organisation_ids: list[Id] = Field(default_factory=list)
    commitment_ids: list[Id] = Field(default_factory=list)


@dataclass(frozen=True)
class DryRun:
    """What storing a file would do. `suggested` are the ids of the organisations of the people asked that have an
    account."""

    file: CalendarFile
    lines: tuple[Line, ...]
    suggested: tuple[int, ...]

    def of(self, fate: Fate, uids: Iterable[str]) -> list[Line]:
        """The lines of these invitations with this fate."""
        chosen = set(uids)
        return [line for line in self.lines if line.fate is fate and line.uid in chosen]

    @property
    def seen(self) -> Seen:
        """What a person who stores it has seen."""
        return tuple(line.seen for line in self.lines)


@dataclass(frozen=True)
class Stored:
    """How many meetings were added, amended and cancelled."""

    added: int
    amended: int
    cancelled: int


def dry_run(session: Session, viewer: Viewer, letter_id: int, file: CalendarFile) -> DryRun:
    """What storing a file as meetings of a letter would do. Raises NotAllowed for all but officials, or NotFound."""
    viewer.must_be(OFFICIALS, DOING)
    signed_on, polling_day = _days(session, letter_id)
    uids = {each.uid for each in file.occurrences} | {each.uid for each in file.cancellations}
    query = select(Meeting, MeetingVersion).join(MeetingVersion, col(MeetingVersion.meeting_id) == Meeting.id).where(
        col(Meeting.letter_id) == letter_id, col(Meeting.uid).in_(uids), versions.counts())
    known = [Known(meeting, version) for meeting, version in session.execute(query.order_by(col(Meeting.id)))]
    lines = compared(file, known, signed_on, polling_day, clock.now(session))
    return DryRun(file, tuple(lines), _suggested(session, file))


def store(engine: Engine, viewer: Viewer, letter_id: int, file: CalendarFile, given: dict[str, object],
          seen: Seen) -> Stored:
    """Store what a file says, as `given` chooses (`InvitationInput`). `seen` is that of the dry run that the person
    had before them.

    Raises Changed where it would no longer do the same, Invalid with every fault, NotFound, NotAllowed.
    """
    chosen = inputs.read(InvitationInput, given)
    with write(engine, viewer, OFFICIALS, DOING) as w:
        run = dry_run(w.session, w.person, letter_id, file)
        if run.seen != seen:
            raise Changed("Somebody changed these meetings since you checked the file. Nothing was stored. Check it "
                          "again.")
        added = run.of(Fate.ADD, chosen.uids)
        amended, cancelled = run.of(Fate.AMEND, chosen.uids), run.of(Fate.CANCEL, chosen.uids)
        if not added + amended + cancelled:
            raise Invalid(Fault("uids", "Choose an invitation that changes something."))
        if added:
            _add(w, letter_id, file, added, chosen)
        for line in amended:
            _amend(w, line)
        for line in cancelled:
            _cancel(w, line)
        return Stored(len(added), len(amended), len(cancelled))


def _days(session: Session, letter_id: int) -> tuple[date, date]:
    query = select(col(Letter.signed_on), col(Election.polling_day)).join(
        Election, col(Election.id) == Letter.election_id).where(col(Letter.id) == letter_id)
    found = session.execute(query).first()
    if found is None:
        raise NotFound("There is no such letter.")
    return found.signed_on, found.polling_day


def _suggested(session: Session, file: CalendarFile) -> tuple[int, ...]:
    addresses = {address for each in file.occurrences for address in each.addresses}
    active = session.execute(select(col(Account.email), col(Account.organisation_id)).where(col(Account.active)))
    return tuple(sorted({organisation_id for email, organisation_id in active if email in addresses}))


def _add(w: Write, letter_id: int, file: CalendarFile, lines: list[Line], chosen: InvitationInput) -> None:
    found = checking.chosen(w.session, letter_id, chosen.organisation_ids, chosen.commitment_ids)
    if chosen.kind is None:
        found.insert(0, Fault("kind", "Choose the kind of dialogue."))
    if found:
        raise Invalid(*found)
    assert chosen.kind
    series = {uid: _series(w, letter_id, uid, rule) for uid, rule in file.rules.items()
              if any(line.uid == uid for line in lines)}
    first = None
    for line in lines:
        assert line.said
        said = Said(chosen.kind, line.said.title, line.said.starts_at, line.said.ends_at, line.said.place,
                    line.said.agenda, frozenset(chosen.organisation_ids), frozenset(chosen.commitment_ids),
                    source_sequence=line.said.sequence)
        versions.begin(w, letter_id, said, series_id=series.get(line.uid), uid=line.uid,
                       recurrence_id=line.said.recurrence_id)
        first = first or said
    assert first
    w.record("meeting.import", f"imported {counted(len(lines), 'meeting')} from an invitation"
                               f"{', the first of them' if len(lines) > 1 else ':'} {with_organisations(first)}.")


def _series(w: Write, letter_id: int, uid: str, rule: str) -> int:
    """The series of an invitation that repeats: the one that its earlier meetings are in, or a new one."""
    query = select(col(Meeting.series_id)).where(
        col(Meeting.letter_id) == letter_id, col(Meeting.uid) == uid, col(Meeting.series_id).is_not(None))
    found = w.session.scalars(query).first()
    if found is not None:
        return found
    series = MeetingSeries(letter_id=letter_id, rule=rule, made_by=w.account_id, made_at=w.now)
    w.session.add(series)
    w.session.flush()
    assert series.id is not None
    return series.id


def _amend(w: Write, line: Line) -> None:
    assert line.known
    assert line.said
    version, said = line.known.version, line.said
    now = replace(versions.said_in(w.session, version), title=said.title, starts_at=said.starts_at,
                  ends_at=said.ends_at, place=said.place, agenda=said.agenda, state=MeetingState.PLANNED,
                  reason=CHANGED, source_sequence=said.sequence)
    versions.follow(w, version, now)
    w.record("meeting.amend", f"changed {described(version)} by its invitation: now {with_organisations(now)}.")


def _cancel(w: Write, line: Line) -> None:
    assert line.known
    version = line.known.version
    now = replace(versions.said_in(w.session, version), state=MeetingState.CANCELLED, reason=line.why or CANCELLED,
                  source_sequence=line.sequence)
    versions.follow(w, version, now)
    w.record("meeting.cancel", f"cancelled {described(version)} by its invitation.")
