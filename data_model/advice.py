"""Advice: what each platform writes on each topic, what officials agreed, and the numbered editions that are published.

Versions, decisions, checks and editions never change, so that what was published on a past day can be read.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from data_model.base import Table, stored_by_value
from data_model.words import AdviceTopic, Agreement


class AdviceDraft(Table, table=True):
    """What a platform is still writing on one topic. `revision` rises with every save, so that two tabs cannot
    overwrite each other."""

    __tablename__ = "advice_drafts"

    letter_id: int = Field(foreign_key="letters.id", primary_key=True)
    platform_id: int = Field(foreign_key="platforms.id", primary_key=True, index=True)
    topic: AdviceTopic = Field(sa_type=stored_by_value(AdviceTopic, "topic"), primary_key=True)
    english: str = Field(default="", sa_type=Text)
    welsh: str = Field(default="", sa_type=Text)
    report_address: str = Field(default="", max_length=2000)
    responds_in_hours: int | None = None
    revision: int
    saved_by: int = Field(foreign_key="accounts.id")
    saved_at: datetime


class AdviceVersion(Table, table=True):
    """One section of advice as it was sent to officials, or as an official corrected it. Never changes."""

    __tablename__ = "advice_versions"
    __table_args__ = (
        UniqueConstraint("letter_id", "platform_id", "topic", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("length(english) > 0", name="english_given"),
        CheckConstraint("report_address = '' OR topic = 'where to report'", name="report_address_of_its_topic"),
        CheckConstraint("responds_in_hours IS NULL OR (responds_in_hours > 0 AND topic = 'what response to expect')",
                        name="response_time_of_its_topic"),
    )

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letters.id")
    platform_id: int = Field(foreign_key="platforms.id", index=True)
    topic: AdviceTopic = Field(sa_type=stored_by_value(AdviceTopic, "topic"))
    number: int = Field(description="From 1, for each platform and topic")
    english: str = Field(sa_type=Text, description="Markdown: paragraphs, lists, emphasis and links")
    welsh: str = Field(default="", sa_type=Text, description="The same in Welsh; empty where there is none yet")
    report_address: str = Field(default="", max_length=2000, description="Where a candidate reports: https or mailto")
    responds_in_hours: int | None = Field(default=None, description="By when a response can be expected, where stated")
    submitted_by: int = Field(foreign_key="accounts.id")
    submitted_at: datetime = Field(index=True)


class AdviceDecision(Table, table=True):
    """An official's decision on one exact version: one version has one decision."""

    __tablename__ = "advice_decisions"
    __table_args__ = (CheckConstraint("decision <> 'returned' OR length(reason) > 0", name="returned_for_a_reason"),)

    version_id: int = Field(foreign_key="advice_versions.id", primary_key=True)
    decision: Agreement = Field(sa_type=stored_by_value(Agreement, "decision"))
    reason: str = Field(default="", sa_type=Text)
    decided_by: int = Field(foreign_key="accounts.id")
    decided_at: datetime = Field(index=True)


class AdviceCheck(Table, table=True):
    """That somebody looked at a version again and found it still right."""

    __tablename__ = "advice_checks"

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="advice_versions.id", index=True)
    checked_by: int = Field(foreign_key="accounts.id")
    checked_at: datetime = Field(index=True)


class AdviceEdition(Table, table=True):
    """One joint piece of advice as it was published. Numbered over the whole installation, so that an address such as
    /advice/2 means the same for ever. Never changes."""

    __tablename__ = "advice_editions"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("NOT urgent OR length(note) > 0", name="urgent_for_a_reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letters.id", index=True)
    number: int = Field(unique=True)
    urgent: bool = Field(default=False, description="An official corrected it in one step")
    note: str = Field(default="", sa_type=Text, description="What readers are told has changed, in English")
    note_welsh: str = Field(default="", sa_type=Text)
    published_by: int = Field(foreign_key="accounts.id")
    published_at: datetime = Field(index=True)


class AdviceEditionSection(Table, table=True):
    """That an edition has this version of a section."""

    __tablename__ = "advice_edition_sections"

    edition_id: int = Field(foreign_key="advice_editions.id", primary_key=True)
    version_id: int = Field(foreign_key="advice_versions.id", primary_key=True, index=True)
