"""Deleting what was delivered, answered and sent, once nobody needs it any more. The audit, which says who did what,
stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, and_, delete, exists, not_, select, update
from sqlmodel import Session, col

from coordination import clock, idempotency
from coordination.reminders.composing import DIGEST
from data_model.database import writing
from data_model.reminders import Message
from data_model.webhooks import WebhookAttempt, WebhookDelivery, WebhookEvent
from data_model.words import SendingState

KEPT = timedelta(days=90)
ENDED = (SendingState.SENT, SendingState.FAILED)
AT_ONCE = 500  # nobody else can write to an SQLite file meanwhile


@dataclass(frozen=True)
class Tidied:
    """How many deliveries and answers were deleted, and how many messages were deleted or say nothing any more."""

    deliveries: int
    answers: int
    messages: int


def run(engine: Engine) -> Tidied:
    """Delete what ended KEPT ago: deliveries of webhooks with their attempts and events, and what messages said; and
    stored answers whose time is up. Running it again changes nothing."""
    deliveries = 0
    while found := _some_deliveries(engine):
        deliveries += found
    with writing(engine) as session:
        now = clock.now(session)
        return Tidied(deliveries, idempotency.forget(session, now), _messages(session, now - KEPT))


def _some_deliveries(engine: Engine) -> int:
    """Delete so many. One that is being had sent again is locked, and left."""
    with writing(engine) as session:
        before = clock.now(session) - KEPT
        query = (select(col(WebhookDelivery.id), col(WebhookDelivery.event_id))
                 .where(col(WebhookDelivery.state).in_(ENDED), col(WebhookDelivery.next_attempt_at) <= before)
                 .order_by(col(WebhookDelivery.id)).limit(AT_ONCE).with_for_update(skip_locked=True))
        found = session.execute(query).all()
        _delete(session, [row.id for row in found], {row.event_id for row in found})
        return len(found)


def _delete(session: Session, deliveries: Sequence[int], events: set[int]) -> None:
    """Delete deliveries, and of their events those that no other delivery is of."""
    session.execute(delete(WebhookAttempt).where(col(WebhookAttempt.delivery_id).in_(deliveries)))
    session.execute(delete(WebhookDelivery).where(col(WebhookDelivery.id).in_(deliveries)))
    session.execute(delete(WebhookEvent).where(
        col(WebhookEvent.id).in_(events), ~exists().where(col(WebhookDelivery.event_id) == WebhookEvent.id)))


def _messages(session: Session, before: datetime) -> int:
    """The day's messages are deleted, as their day never comes again. Of others it stays what they were about: of the
    same, nobody is told twice."""
    old: ColumnElement[bool] = and_(col(Message.state).in_(ENDED), col(Message.next_attempt_at) <= before)
    daily = col(Message.about).startswith(DIGEST)
    deleted = session.connection().execute(delete(Message).where(old, daily))
    emptied = session.connection().execute(
        update(Message).where(old, not_(daily), col(Message.text) != "").values(subject="", text="", html=""))
    return deleted.rowcount + emptied.rowcount
