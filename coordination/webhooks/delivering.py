"""Delivering events: claimed, posted, and tried again where nobody took them.

One worker has a delivery for itself while its claim lasts; of a worker that was killed, another takes it up when the
claim has run out. So an event may come twice, and always under the same id.
"""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import SystemRandom
from threading import Event
from typing import Any

import structlog
from sqlalchemy import Engine, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col
from standardwebhooks import Webhook

from coordination import clock
from coordination.webhooks import endpoints, posting
from coordination.webhooks.posting import Ended
from data_model.database import reading, writing
from data_model.webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookEvent
from data_model.words import SendingState

log = structlog.get_logger()

AT_ONCE = 8
CLAIM = timedelta(minutes=2)  # an attempt, and the name server's own patience before it
# After each attempt that failed. There is one attempt more than there are waits.
WAITS = (timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2),
         timedelta(hours=6), timedelta(hours=24))
JITTER = 0.2  # a wait is so much longer or shorter, so that those who failed together do not come back together
GONE = 410
AGENT = "Parley-Webhooks/1"
Post = Callable[[str, bytes, Mapping[str, str]], Ended]


@dataclass(frozen=True)
class Claimed:
    """A delivery that is this worker's until a moment, and what is to be sent where."""

    delivery_id: int
    endpoint_id: int
    url: str
    secret: str
    event: str
    body: bytes
    began_at: datetime
    until: datetime


def deliver(engine: Engine, public_url: str, *, private: bool, stopping: Event) -> None:
    """Deliver all that is due, until nothing is or `stopping` is set. `private`: whether private addresses may be
    called. No company waits for another's slow server while there are workers."""
    with reading(engine) as session:
        if session.execute(_due(clock.now(session)).limit(1)).first() is None:
            return
    post = partial(posting.post, private=private)
    with ThreadPoolExecutor(AT_ONCE) as workers:
        for _ in workers.map(lambda _: _work_off(engine, public_url, post, stopping), range(AT_ONCE)):
            pass


def one(engine: Engine, public_url: str, post: Post) -> bool:
    """Deliver one event that is due. False where none is."""
    claimed = claim(engine, public_url)
    if claimed is None:
        return False
    ended = post(claimed.url, claimed.body, signed(claimed, clock.real_now()))
    finish(engine, claimed, ended)
    log.info("webhook", endpoint=claimed.endpoint_id, id=claimed.event, status=ended.status, ms=ended.milliseconds)
    return True


def claim(engine: Engine, public_url: str) -> Claimed | None:
    """Take up the delivery that has been due for longest, for CLAIM. None where none is due."""
    with writing(engine) as session:
        now = clock.now(session)
        row = session.execute(_due(now).limit(1).with_for_update(skip_locked=True, of=WebhookDelivery)).first()
        if row is None:
            return None
        delivery, endpoint, event = row
        delivery.state, delivery.claimed_until = SendingState.SENDING, now + CLAIM
        delivery.attempts += 1
        return Claimed(delivery.id, endpoint.id, endpoint.url, endpoint.secret, event.uuid, body(event, public_url),
                       now, now + CLAIM)


def body(event: WebhookEvent, public_url: str) -> bytes:
    """What is posted, the same at every attempt: JSON with `type`, `timestamp` and `data`."""
    data = {name: f"{public_url}{value}" if name in {"api_url", "page_url"} else value
            for name, value in event.data.items()}
    at = event.raised_at.isoformat(timespec="seconds").replace("+00:00", "Z")
    return json.dumps({"type": event.kind, "timestamp": at, "data": data}).encode()


def signed(claimed: Claimed, at: datetime) -> dict[str, str]:
    """The headers that come with it: signed now, so that whoever gets it can refuse what is old."""
    return {"Content-Type": "application/json", "User-Agent": AGENT, "webhook-id": claimed.event,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(claimed.secret).sign(claimed.event, at, claimed.body.decode())}


def finish(engine: Engine, claimed: Claimed, ended: Ended) -> None:
    """Store how an attempt ended and what comes next. What was taken is delivered, whoever has the claim now."""
    with writing(engine) as session:
        session.add(WebhookAttempt(delivery_id=claimed.delivery_id, attempted_at=claimed.began_at, status=ended.status,
                                   problem=ended.problem, milliseconds=ended.milliseconds))
        delivery = session.get_one(WebhookDelivery, claimed.delivery_id, with_for_update=True)
        now = clock.now(session)
        if ended.delivered:
            delivery.state, delivery.sent_at, delivery.claimed_until = SendingState.SENT, now, None
        elif delivery.claimed_until == claimed.until:
            wait = None if ended.status == GONE else wait_after(delivery.attempts, SystemRandom().uniform(-1, 1))
            delivery.state = SendingState.WAITING if wait else SendingState.FAILED
            delivery.next_attempt_at, delivery.claimed_until = now + (wait or timedelta()), None
    if ended.status == GONE:
        endpoints.gone(engine, claimed.endpoint_id)


def wait_after(attempts: int, share: float) -> timedelta | None:
    """How long to wait after so many attempts, or None where there are no more. `share`, from -1 to 1, says where
    between the longest and the shortest of it."""
    return WAITS[attempts - 1] * (1 + JITTER * share) if attempts <= len(WAITS) else None


def _work_off(engine: Engine, public_url: str, post: Post, stopping: Event) -> None:
    while not stopping.is_set() and one(engine, public_url, post):
        pass


def _due(now: datetime) -> Select[*tuple[Any, ...]]:
    """Deliveries that are due, longest first, with their endpoint and event. Of those to one endpoint, one at a time:
    in order, and a slow server takes up one worker."""
    other = aliased(WebhookDelivery)
    # Asked of the row itself too: PostgreSQL looks at it anew where another worker had it locked, and not at others.
    free = or_(col(WebhookDelivery.state) == SendingState.WAITING,
               and_(col(WebhookDelivery.state) == SendingState.SENDING, col(WebhookDelivery.claimed_until) <= now))
    under_way = exists().where(col(other.endpoint_id) == WebhookDelivery.endpoint_id,
                                col(other.state) == SendingState.SENDING, col(other.claimed_until) > now)
    return (select(WebhookDelivery, WebhookEndpoint, WebhookEvent)
            .join(WebhookEndpoint, col(WebhookEndpoint.id) == WebhookDelivery.endpoint_id)
            .join(WebhookEvent, col(WebhookEvent.id) == WebhookDelivery.event_id)
            .where(free, col(WebhookDelivery.next_attempt_at) <= now,
                   col(WebhookEndpoint.stopped_at).is_(None), ~under_way)
            .order_by(col(WebhookDelivery.next_attempt_at), col(WebhookDelivery.id)))

