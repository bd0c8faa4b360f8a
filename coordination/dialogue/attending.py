"""Who comes to a meeting: what each organisation answers, and the people who come for it."""

from sqlalchemy import Engine, func, select
from sqlmodel import col

from coordination.dialogue import versions
from coordination.dialogue.versions import described
from coordination.problems import Fault, Invalid, NotFound
from coordination.texts import LONGEST_LINE, on_one_line
from coordination.viewers import Viewer
from coordination.writes import Write, write
from data_model.dialogue import Attendee, MeetingAnswer, MeetingVersion
from data_model.organisations import Organisation
from data_model.words import Attendance, MeetingState, Role

ROLES = frozenset({Role.OFFICIAL, Role.PLATFORM})


def answer(engine: Engine, viewer: Viewer, meeting_id: int, number: int, given: Attendance) -> None:
    """Say whether the viewer's own organisation comes to a meeting that is planned, as version `number` has it.

    Raises Changed where that version is no longer the newest, NotFound, Invalid, NotAllowed.
    """
    with write(engine, viewer, ROLES, "answer for an organisation") as w:
        version = versions.unchanged(w, meeting_id, number)
        if version.state is not MeetingState.PLANNED:
            raise Invalid(Fault("state", f"This meeting was {version.state}. There is nothing to answer."))
        _must_be_asked(w, version, w.person.organisation_id)
        w.session.add(MeetingAnswer(version_id=version.id or 0, organisation_id=w.person.organisation_id, answer=given,
                                    answered_by=w.account_id, answered_at=w.now))
        w.record("meeting.answer", f"answered for {w.person.organisation} to {described(version)}: {given}.")


def add(engine: Engine, viewer: Viewer, meeting_id: int, organisation_id: int, name: str) -> int:
    """Add a person who comes, or came, for an organisation; a platform for its own company alone. Returns their id.

    Raises Invalid, NotFound, NotAllowed.
    """
    name = on_one_line(name)
    if not 0 < len(name) <= LONGEST_LINE:
        raise Invalid(Fault("name", f"Enter the person's name, of at most {LONGEST_LINE} characters."))
    with write(engine, viewer, ROLES, "add people to a meeting") as w:
        version = versions.newest(w, meeting_id)
        _must_be_own(w, organisation_id)
        if version.state is MeetingState.CANCELLED:
            raise Invalid(Fault("state", "This meeting was cancelled. Nobody can be added to it."))
        _must_be_asked(w, version, organisation_id)
        same = select(Attendee).where(
            col(Attendee.meeting_id) == meeting_id, col(Attendee.organisation_id) == organisation_id,
            func.lower(col(Attendee.name)) == name.lower(), col(Attendee.removed_at).is_(None))
        if w.session.scalars(same).first():
            raise Invalid(Fault("name", "There is already somebody of this name for this organisation."))
        attendee = Attendee(meeting_id=meeting_id, organisation_id=organisation_id, name=name, added_by=w.account_id,
                            added_at=w.now)
        w.session.add(attendee)
        w.session.flush()
        w.record("meeting.attendee", f"added a person to {described(version)}.")
        return attendee.id or 0


def remove(engine: Engine, viewer: Viewer, attendee_id: int) -> None:
    """Take a person off a meeting; a platform its own company's alone. They stay on record for moments before.
    Raises NotFound, NotAllowed."""
    with write(engine, viewer, ROLES, "take people off a meeting") as w:
        attendee = w.session.get(Attendee, attendee_id)
        if attendee is None or attendee.removed_at or not _is_own(w, attendee.organisation_id):
            raise NotFound("There is no such person on a meeting.")
        version = versions.newest(w, attendee.meeting_id)
        attendee.removed_at = w.now
        w.record("meeting.attendee", f"took a person off {described(version)}.")


def _is_own(w: Write, organisation_id: int) -> bool:
    return w.person.role is Role.OFFICIAL or w.person.organisation_id == organisation_id


def _must_be_own(w: Write, organisation_id: int) -> None:
    if not _is_own(w, organisation_id):
        raise Invalid(Fault("organisation_id", "You can add people of your own company alone."))


def _must_be_asked(w: Write, version: MeetingVersion, organisation_id: int) -> None:
    if organisation_id not in versions.said_in(w.session, version).organisation_ids:
        name = w.session.get(Organisation, organisation_id)
        raise Invalid(Fault("organisation_id", f"{name.name if name else 'This organisation'} is not among those of "
                                               "this meeting."))
