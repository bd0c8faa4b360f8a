"""Elections, letters, commitments, criteria, and what is publicly on record about them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from data_model.base import Table, stored_by_value
from data_model.words import Marking


class Election(Table, table=True):
    """An election, with the dates that a campaign is measured against."""

    __tablename__ = "elections"
    __table_args__ = (
        CheckConstraint("dissolution <= polling_day", name="dissolution_before_polling_day"),
        CheckConstraint("candidates > 0", name="candidates_positive"),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=200)
    dissolution: date
    close_of_nominations: datetime
    polling_day: date
    candidates: int | None = None
    candidates_source: str = Field(default="", sa_type=Text)
    source: str = Field(sa_type=Text)


class Letter(Table, table=True):
    """A signed letter: its whole text and who signed it. The text never changes: spans point into it."""

    __tablename__ = "letters"
    __table_args__ = (
        CheckConstraint("returns_every_days > 0", name="returns_cadence_positive"),
        CheckConstraint("signals_kept_days >= 0", name="signals_kept_days_positive"),
        CheckConstraint("advice_checked_days > 0", name="advice_checked_days_positive"),
        CheckConstraint("(returns_first_due_on IS NULL) = (returns_every_days IS NULL)", name="returns_cadence_whole"),
    )

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True, max_length=60)
    title: str = Field(max_length=200)
    signed_on: date
    signatories: str = Field(sa_type=Text, description="One per line")
    text: str = Field(sa_type=Text)
    source: str = Field(sa_type=Text)
    marking: Marking = Field(sa_type=stored_by_value(Marking, "marking"))
    election_id: int = Field(foreign_key="elections.id", index=True)
    returns_first_due_on: date | None = Field(default=None, description="When the first incident return is due, if any")
    returns_every_days: int | None = Field(default=None, description="Days from one to the next, until polling day")
    signals_kept_days: int = Field(default=90, description="Days after polling day for which signals keep their words")
    advice_checked_days: int = Field(default=7, description="Days after which advice is to be checked again")


class Recipient(Table, table=True):
    """One platform that a letter is addressed to, and the person named on the envelope."""

    __tablename__ = "recipients"

    letter_id: int = Field(foreign_key="letters.id", primary_key=True)
    platform_id: int = Field(foreign_key="platforms.id", primary_key=True, index=True)
    addressee: str = Field(max_length=200)


class Commitment(Table, table=True):
    """One thing that a letter asks of every recipient, quoted to the character."""

    __tablename__ = "commitments"
    __table_args__ = (
        UniqueConstraint("letter_id", "number"),
        CheckConstraint("span_start >= 0 AND span_end > span_start", name="span_forward"),
        CheckConstraint("update_every_days > 0", name="cadence_positive"),
    )

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letters.id", index=True)
    number: int
    title: str = Field(max_length=200)
    quotation: str = Field(sa_type=Text)
    span_start: int = Field(description="First character of the quotation in the letter's text, from 0")
    span_end: int = Field(description="One past its last character")
    first_due_on: date = Field(description="The day on which the first update is due")
    update_every_days: int = Field(description="Days from one due date to the next, until polling day")


class Criterion(Table, table=True):
    """One testable part of a commitment."""

    __tablename__ = "criteria"
    __table_args__ = (UniqueConstraint("commitment_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitments.id", index=True)
    code: str = Field(max_length=10)
    text: str = Field(sa_type=Text)
    computed_by: str | None = Field(
        default=None, max_length=60, description="Name of the figure in coordination/figures.py, where Parley has one"
    )


class PublicRecordEntry(Table, table=True):
    """One fact on public record about a letter, with where it was published."""

    __tablename__ = "public_record"

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letters.id", index=True)
    kind: str = Field(max_length=40)
    who: str = Field(max_length=300)
    what: str = Field(sa_type=Text)
    published: str = Field(max_length=40, description="As precise as the source: 2019-11-15, 2019-11 or empty")
    source: str = Field(sa_type=Text)
    note: str = Field(default="", sa_type=Text)


class PublicRecordCriterion(Table, table=True):
    """A criterion that a public fact bears on."""

    __tablename__ = "public_record_criteria"

    entry_id: int = Field(foreign_key="public_record.id", primary_key=True)
    criterion_id: int = Field(foreign_key="criteria.id", primary_key=True, index=True)


class PublicFigure(Table, table=True):
    """One number of a published series: its value as published, under its entry's definition."""

    __tablename__ = "public_figures"
    __table_args__ = (UniqueConstraint("entry_id", "name", "period_start"),)

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="public_record.id", index=True)
    name: str = Field(max_length=100)
    period_start: date
    period_end: date
    value: float
