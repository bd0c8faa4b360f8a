"""Reminders: what each person wants to be told, and the outbox of messages to them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from data_model.base import Table, stored_by_value
from data_model.words import ReminderKind, ReminderTime, SendingState


class ReminderChoice(Table, table=True):
    """When a person wants to be told of one kind of thing, where that is not the usual time."""

    __tablename__ = "reminder_choices"

    account_id: int = Field(primary_key=True, foreign_key="accounts.id", sa_column_kwargs={"autoincrement": False})
    kind: ReminderKind = Field(primary_key=True, sa_type=stored_by_value(ReminderKind, "kind"))
    time: ReminderTime = Field(sa_type=stored_by_value(ReminderTime, "time"))


class Message(Table, table=True):
    """One message to one person. `about` says what it is of (“digest 2019-12-02”): of the same, a person gets one."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("account_id", "about"),
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at_a_time"),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="accounts.id")
    about: str = Field(max_length=120)
    uuid: str = Field(unique=True, max_length=36, description="Its Message-ID, or its reference for GOV.UK Notify")
    subject: str = Field(max_length=200)
    text: str = Field(sa_type=Text)
    html: str = Field(sa_type=Text)
    state: SendingState = Field(sa_type=stored_by_value(SendingState, "state"))
    attempts: int = 0
    made_at: datetime
    next_attempt_at: datetime = Field(index=True)
    claimed_until: datetime | None = Field(default=None, description="Until when one worker has it for itself")
    sent_at: datetime | None = None
    problem: str = Field(default="", sa_type=Text)
