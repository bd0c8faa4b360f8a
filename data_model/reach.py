"""Reach: who was sent which edition of the advice, by whom, when, and how many people there are to reach."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from data_model.base import Table, stored_by_value
from data_model.words import Audience, Channel, SenderKind


class Distribution(Table, table=True):
    """One sending of an edition: by whom, to whom, how, on which day. What is known of it is in its versions."""

    __tablename__ = "distributions"
    __table_args__ = (
        UniqueConstraint("edition_id", "sender_kind", "sender", "audience", "party", "channel", "sent_on",
                         name="uq_distributions_sending"),
        CheckConstraint("sender_kind <> 'party' OR length(party) > 0", name="party_named"),
        CheckConstraint("length(sender) > 0", name="sender_named"),
        CheckConstraint("party = '' OR audience <> 'electoral staff'", name="electoral_staff_of_no_party"),
    )

    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="advice_editions.id")
    sender_kind: SenderKind = Field(sa_type=stored_by_value(SenderKind, "sender_kind"))
    sender: str = Field(max_length=200, description="Who exactly: Labour Party, House of Commons, Facebook")
    audience: Audience = Field(sa_type=stored_by_value(Audience, "audience"))
    party: str = Field(default="", max_length=100,
                       description="Of which party, as the public record names it; empty for all")
    channel: Channel = Field(sa_type=stored_by_value(Channel, "channel"))
    sent_on: date


class DistributionVersion(Table, table=True):
    """To how many people a distribution went, as it was known from one moment on. Never changes; the newest counts."""

    __tablename__ = "distribution_versions"
    __table_args__ = (
        UniqueConstraint("distribution_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("people >= 0", name="people_not_negative"),
        CheckConstraint("number = 1 OR length(reason) > 0", name="restated_for_a_reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    distribution_id: int = Field(foreign_key="distributions.id")
    number: int = Field(description="From 1")
    people: int = Field(description="0 takes the distribution back")
    reason: str = Field(default="", sa_type=Text, description="Why it was restated")
    recorded_by: int = Field(foreign_key="accounts.id")
    recorded_at: datetime = Field(index=True)


class AudienceSize(Table, table=True):
    """How many people there are in an audience, and who says so. Never changes; the newest counts. How many candidates
    there are is on public record instead."""

    __tablename__ = "audience_sizes"
    __table_args__ = (
        CheckConstraint("audience <> 'candidates'", name="candidates_on_public_record"),
        CheckConstraint("people > 0", name="people_positive"),
        CheckConstraint("length(source) > 0", name="source_given"),
    )

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letters.id", index=True)
    audience: Audience = Field(sa_type=stored_by_value(Audience, "audience"))
    people: int
    source: str = Field(sa_type=Text)
    recorded_by: int = Field(foreign_key="accounts.id")
    recorded_at: datetime
