"""Dialogue: meetings with who was there, what was agreed, the actions that follow, and how often each kind is expected.

Nothing is overwritten: what is amended is a new version, so that what was known on a past day can be read.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from data_model.base import Table, stored_by_value
from data_model.words import ActionState, Attendance, MeetingKind, MeetingState


class DialogueCadence(Table, table=True):
    """How often a kind of dialogue is expected under a letter: from a first day, every so many days, until polling
    day."""

    __tablename__ = "dialogue_cadences"
    __table_args__ = (CheckConstraint("every_days > 0", name="every_days_positive"),)

    letter_id: int = Field(foreign_key="letters.id", primary_key=True)
    kind: MeetingKind = Field(sa_type=stored_by_value(MeetingKind, "kind"), primary_key=True)
    first_day: date = Field(description="The first day of the first period in which one is expected")
    every_days: int


class MeetingSeries(Table, table=True):
    """Meetings that were planned together. Each is a meeting of its own from then on."""

    __tablename__ = "meeting_series"

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letters.id", index=True)
    rule: str = Field(max_length=500, description="As RFC 5545 writes it: FREQ=WEEKLY;BYDAY=TU;UNTIL=…")
    made_by: int = Field(foreign_key="accounts.id")
    made_at: datetime


class Meeting(Table, table=True):
    """One meeting. What is known of it is in its versions."""

    __tablename__ = "meetings"
    __table_args__ = (UniqueConstraint("letter_id", "uid", "recurrence_id"),)

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letters.id")
    series_id: int | None = Field(default=None, foreign_key="meeting_series.id", index=True)
    uid: str = Field(max_length=255, description="Its UID in calendars: ours, or that of the invitation it came from")
    recurrence_id: str = Field(default="", max_length=40,
                               description="Which one of a recurring invitation: its RECURRENCE-ID in UTC, or empty")
    made_by: int = Field(foreign_key="accounts.id")
    made_at: datetime


class MeetingVersion(Table, table=True):
    """What was known of a meeting from one moment on. Never changes; the newest counts."""

    __tablename__ = "meeting_versions"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
        CheckConstraint("length(title) > 0", name="title_given"),
        CheckConstraint("state <> 'cancelled' OR length(reason) > 0", name="cancelled_for_a_reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meetings.id")
    number: int = Field(description="From 1. SEQUENCE in our calendars is one less")
    kind: MeetingKind = Field(sa_type=stored_by_value(MeetingKind, "kind"))
    state: MeetingState = Field(sa_type=stored_by_value(MeetingState, "state"))
    title: str = Field(max_length=200)
    starts_at: datetime = Field(index=True)
    ends_at: datetime
    place: str = Field(default="", max_length=300, description="A room, or the address of a call")
    agenda: str = Field(default="", sa_type=Text, description="One item a line")
    note: str = Field(default="", sa_type=Text, description="What those who were there agreed on")
    reason: str = Field(default="", sa_type=Text, description="Why it was amended or cancelled")
    source_sequence: int | None = Field(default=None, description="SEQUENCE of the invitation that this came from")
    recorded_by: int = Field(foreign_key="accounts.id")
    recorded_at: datetime = Field(index=True)


class MeetingOrganisation(Table, table=True):
    """An organisation that is asked to a meeting or, once it was held, that was there."""

    __tablename__ = "meeting_organisations"

    version_id: int = Field(foreign_key="meeting_versions.id", primary_key=True)
    organisation_id: int = Field(foreign_key="organisations.id", primary_key=True, index=True)


class MeetingCommitment(Table, table=True):
    """A commitment that a meeting bears on."""

    __tablename__ = "meeting_commitments"

    version_id: int = Field(foreign_key="meeting_versions.id", primary_key=True)
    commitment_id: int = Field(foreign_key="commitments.id", primary_key=True, index=True)


class MeetingAnswer(Table, table=True):
    """What an organisation says of one version of a meeting. Never changes; the newest counts."""

    __tablename__ = "meeting_answers"

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="meeting_versions.id", index=True)
    organisation_id: int = Field(foreign_key="organisations.id", index=True)
    answer: Attendance = Field(sa_type=stored_by_value(Attendance, "answer"))
    answered_by: int = Field(foreign_key="accounts.id")
    answered_at: datetime


class Attendee(Table, table=True):
    """A person who comes, or came, for an organisation."""

    __tablename__ = "attendees"
    __table_args__ = (CheckConstraint("length(name) > 0", name="name_given"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meetings.id", index=True)
    organisation_id: int = Field(foreign_key="organisations.id", index=True)
    name: str = Field(max_length=200)
    added_by: int = Field(foreign_key="accounts.id")
    added_at: datetime
    removed_at: datetime | None = None


class PrivateNote(Table, table=True):
    """What officials write down for themselves. Nobody else ever reads it."""

    __tablename__ = "private_notes"
    __table_args__ = (CheckConstraint("length(text) > 0", name="text_given"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meetings.id", index=True)
    text: str = Field(sa_type=Text)
    written_by: int = Field(foreign_key="accounts.id")
    written_at: datetime


class Action(Table, table=True):
    """Something that a meeting agreed somebody would do. What is known of it is in its versions."""

    __tablename__ = "actions"

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meetings.id", index=True)
    request_id: int | None = Field(default=None, foreign_key="update_requests.id", unique=True,
                                   description="The request for an update that it became")
    made_by: int = Field(foreign_key="accounts.id")
    made_at: datetime


class ActionVersion(Table, table=True):
    """What was known of an action from one moment on. Never changes; the newest counts."""

    __tablename__ = "action_versions"
    __table_args__ = (
        UniqueConstraint("action_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("length(text) > 0", name="text_given"),
        CheckConstraint("state = 'open' OR length(outcome) > 0", name="ended_with_an_outcome"),
    )

    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="actions.id")
    number: int
    text: str = Field(sa_type=Text)
    organisation_id: int = Field(foreign_key="organisations.id", index=True, description="Whose it is to do")
    person: str = Field(default="", max_length=200, description="Who of them, where named")
    due_on: date
    state: ActionState = Field(sa_type=stored_by_value(ActionState, "state"))
    outcome: str = Field(default="", sa_type=Text)
    recorded_by: int = Field(foreign_key="accounts.id")
    recorded_at: datetime = Field(index=True)


class CalendarFeed(Table, table=True):
    """An address at which a person's calendar reads their meetings. Only the SHA-256 of its secret is stored."""

    __tablename__ = "calendar_feeds"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="accounts.id", index=True)
    token_hash: str = Field(unique=True, max_length=64)
    made_at: datetime
    revoked_at: datetime | None = None
