"""Signals: one platform's notice to others of what may migrate, what each addressee did with it, and when.

The indicator and every word that people wrote about it are erased when their retention ends; the times stay.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text
from sqlmodel import Field

from data_model.base import Table, stored_by_value
from data_model.words import AnswerStep, IndicatorKind, Opinion, SignalKind, Tlp


class Signal(Table, table=True):
    """One notice, as it was shared."""

    __tablename__ = "signals"
    __table_args__ = (
        CheckConstraint("observed_at <= shared_at", name="observed_before_shared"),
        CheckConstraint("erased_at IS NOT NULL OR length(summary) > 0", name="summary_given"),
        CheckConstraint("erased_at IS NULL OR (summary = '' AND withdrawn_reason = '')", name="erased_has_no_words"),
        Index(None, "letter_id", "shared_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letters.id")
    platform_id: int = Field(foreign_key="platforms.id", index=True, description="Who shares it")
    stix_id: str = Field(max_length=60, index=True, description="indicator--…: its own, or as it was imported")
    kind: SignalKind = Field(sa_type=stored_by_value(SignalKind, "kind"))
    category_id: int = Field(foreign_key="categories.id", index=True)
    tlp: Tlp = Field(sa_type=stored_by_value(Tlp, "tlp"))
    summary: str = Field(sa_type=Text)
    observed_at: datetime
    shared_at: datetime
    shared_by: int = Field(foreign_key="accounts.id")
    withdrawn_at: datetime | None = Field(default=None, index=True)
    withdrawn_reason: str = Field(default="", sa_type=Text)
    erased_at: datetime | None = None


class SignalIndicator(Table, table=True):
    """What another platform needs to find it, in its normal form. The row is deleted when retention ends."""

    __tablename__ = "signal_indicators"
    __table_args__ = (Index(None, "kind", "value"),)

    signal_id: int = Field(foreign_key="signals.id", primary_key=True)
    kind: IndicatorKind = Field(sa_type=stored_by_value(IndicatorKind, "kind"))
    value: str = Field(max_length=2000)


class SignalAddressee(Table, table=True):
    """Whom a signal is addressed to: a platform or a department; under TLP:RED, one person of it."""

    __tablename__ = "signal_addressees"
    __table_args__ = (
        CheckConstraint("(platform_id IS NULL) <> (organisation_id IS NULL)", name="platform_or_department"),
    )

    id: int | None = Field(default=None, primary_key=True)
    signal_id: int = Field(foreign_key="signals.id", index=True)
    platform_id: int | None = Field(default=None, foreign_key="platforms.id", index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisations.id", index=True,
                                        description="A department")
    account_id: int | None = Field(default=None, foreign_key="accounts.id", index=True,
                                   description="The one person whom TLP:RED names")


class SignalAnswer(Table, table=True):
    """One thing that an addressed platform did with a signal. Never changes but for its words, which are erased with
    the signal's; of each step the newest counts."""

    __tablename__ = "signal_answers"
    __table_args__ = (
        CheckConstraint("(step = 'opinion') = (opinion IS NOT NULL)", name="opinion_of_its_step"),
        Index(None, "signal_id", "platform_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    signal_id: int = Field(foreign_key="signals.id")
    platform_id: int = Field(foreign_key="platforms.id", index=True)
    step: AnswerStep = Field(sa_type=stored_by_value(AnswerStep, "step"))
    opinion: Opinion | None = Field(default=None, sa_type=stored_by_value(Opinion, "opinion"))
    happened_at: datetime = Field(description="When it was done; for an action as its platform states it")
    words: str = Field(default="", sa_type=Text, description="What was done, or why")
    recorded_by: int = Field(foreign_key="accounts.id")
    recorded_at: datetime = Field(index=True)


class SignalMatch(Table, table=True):
    """That a signal's indicator is that of an earlier one of another platform. Found when it was shared; both are
    told only to those who may read both."""

    __tablename__ = "signal_matches"
    __table_args__ = (CheckConstraint("earlier_id < signal_id", name="earlier_first"),)

    signal_id: int = Field(foreign_key="signals.id", primary_key=True)
    earlier_id: int = Field(foreign_key="signals.id", primary_key=True, index=True)
    distance: int = Field(description="0 for the same; bits that differ between two perceptual hashes")
