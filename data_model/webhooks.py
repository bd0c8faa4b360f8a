"""Webhooks: where companies want to be told, of what they were told, and how each attempt ended."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from data_model.base import Table, stored_by_value
from data_model.words import EventKind, SendingState


class WebhookEndpoint(Table, table=True):
    """An address of a company's own to which events are posted, signed with its secret (Standard Webhooks)."""

    __tablename__ = "webhook_endpoints"
    __table_args__ = (CheckConstraint("on_request OR on_return OR on_signal", name="told_of_something"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisations.id", index=True)
    url: str = Field(max_length=2000)
    secret: str = Field(max_length=100, description="Needed to sign, so it is stored as it is; shown once")
    on_request: bool
    on_return: bool
    on_signal: bool
    made_by: int = Field(foreign_key="accounts.id")
    made_at: datetime
    stopped_at: datetime | None = None


class WebhookEvent(Table, table=True):
    """Something that happened, which one company is told of. Only numbers and addresses, nothing that people wrote."""

    __tablename__ = "webhook_events"

    id: int | None = Field(default=None, primary_key=True)
    uuid: str = Field(unique=True, max_length=36)
    organisation_id: int = Field(foreign_key="organisations.id", index=True)
    kind: EventKind = Field(sa_type=stored_by_value(EventKind, "kind"))
    data: dict[str, Any] = Field(sa_type=JSON)
    raised_at: datetime


class WebhookDelivery(Table, table=True):
    """One event on its way to one endpoint."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "event_id"),
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at_a_time"),
    )

    id: int | None = Field(default=None, primary_key=True)
    endpoint_id: int = Field(foreign_key="webhook_endpoints.id")
    event_id: int = Field(foreign_key="webhook_events.id", index=True)
    state: SendingState = Field(sa_type=stored_by_value(SendingState, "state"))
    attempts: int = 0
    next_attempt_at: datetime = Field(index=True)
    claimed_until: datetime | None = Field(default=None, description="Until when one worker has it for itself")
    sent_at: datetime | None = None


class WebhookAttempt(Table, table=True):
    """How one attempt to deliver ended."""

    __tablename__ = "webhook_attempts"
    __table_args__ = (CheckConstraint("status IS NOT NULL OR length(problem) > 0", name="ended_somehow"),)

    id: int | None = Field(default=None, primary_key=True)
    delivery_id: int = Field(foreign_key="webhook_deliveries.id", index=True)
    attempted_at: datetime
    status: int | None = Field(default=None, description="Of the answer, where there was one")
    problem: str = Field(default="", sa_type=Text)
    milliseconds: int
