"""What a company's endpoints were told, how each attempt ended, and telling them once more."""

from typing import Any

import pandas as pd
from sqlalchemy import Engine, ScalarSelect, Select, func, select
from sqlmodel import Session, col

from coordination.problems import Changed, NotAllowed, NotFound
from coordination.viewers import Viewer
from coordination.webhooks.endpoints import DOING, REPRESENTATIVES, manages, mine
from coordination.writes import write
from data_model.webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookEvent
from data_model.words import SendingState

COLUMNS = ["id", "event", "kind", "data", "raised_at", "endpoint_id", "url", "stopped_at", "state", "attempts",
           "next_attempt_at", "sent_at"]
NOT_THERE = "There is no such delivery."
ATTEMPT_COLUMNS = ["delivery_id", "attempted_at", "status", "problem", "milliseconds"]


def listing(session: Session, viewer: Viewer, *, first: int, most: int) -> tuple[pd.DataFrame, int]:
    """Deliveries to the endpoints of the viewer's company, the newest event first: `most` of them from the `first` on,
    counted from 0; and how many there are. Columns: COLUMNS; `attempts` are those that ended."""
    query = _mine(viewer)
    newest = query.order_by(col(WebhookEvent.raised_at).desc(), col(WebhookDelivery.id).desc())
    rows = session.execute(newest.offset(first).limit(most)).all()
    count = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object), count


def opened(session: Session, viewer: Viewer, delivery_id: int) -> pd.Series:
    """One delivery: COLUMNS. Raises NotFound where it is not to an endpoint of the viewer's company."""
    row = session.execute(_mine(viewer).where(col(WebhookDelivery.id) == delivery_id)).first()
    if row is None:
        raise NotFound(NOT_THERE)
    return pd.Series(tuple(row), COLUMNS, dtype=object)


def attempts(session: Session, viewer: Viewer, delivery_ids: list[int]) -> pd.DataFrame:
    """How attempts at these deliveries ended, the newest first. Columns: ATTEMPT_COLUMNS; there is a `status` or a
    `problem`. Deliveries of other companies are left out."""
    query = (select(*(col(getattr(WebhookAttempt, name)) for name in ATTEMPT_COLUMNS))
             .join(WebhookDelivery, col(WebhookDelivery.id) == WebhookAttempt.delivery_id)
             .join(WebhookEndpoint, col(WebhookEndpoint.id) == WebhookDelivery.endpoint_id)
             .where(col(WebhookAttempt.delivery_id).in_(delivery_ids), mine(viewer))
             .order_by(col(WebhookAttempt.id).desc()))
    return pd.DataFrame(session.execute(query).all(), columns=ATTEMPT_COLUMNS, dtype=object)


def send_again(engine: Engine, viewer: Viewer, delivery_id: int) -> None:
    """Have an event sent again, under its id, now, and then as often as a new one. Raises NotFound, NotAllowed, or
    Changed where the endpoint was stopped or it is being sent."""
    with write(engine, viewer, REPRESENTATIVES, DOING) as w:
        if not manages(w.session, w.person):
            raise NotAllowed("Only your company's lead can have events sent again. Ask them.")
        query = (select(WebhookDelivery, WebhookEndpoint)
                 .join(WebhookEndpoint, col(WebhookEndpoint.id) == WebhookDelivery.endpoint_id)
                 .where(col(WebhookDelivery.id) == delivery_id, mine(w.person)).with_for_update(of=WebhookDelivery))
        row = w.session.execute(query).first()
        if row is None:
            raise NotFound(NOT_THERE)
        delivery, endpoint = row
        if endpoint.stopped_at:
            raise Changed("This webhook has been stopped. Nothing more is sent to it.")
        if delivery.state is SendingState.SENDING and delivery.claimed_until and delivery.claimed_until > w.now:
            raise Changed("This event is being sent at this moment. Look again in a minute.")
        delivery.state, delivery.next_attempt_at, delivery.attempts = SendingState.WAITING, w.now, 0
        delivery.sent_at = delivery.claimed_until = None
        w.record("webhook.send_again", f"had delivery {delivery_id} to webhook {endpoint.id} sent again.")


def _mine(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    """Deliveries to endpoints of the viewer's company, with COLUMNS."""
    return (select(col(WebhookDelivery.id), col(WebhookEvent.uuid), col(WebhookEvent.kind), col(WebhookEvent.data),
                   col(WebhookEvent.raised_at), col(WebhookEndpoint.id).label("endpoint_id"), col(WebhookEndpoint.url),
                   col(WebhookEndpoint.stopped_at), col(WebhookDelivery.state), _ended().label("ended"),
                   col(WebhookDelivery.next_attempt_at), col(WebhookDelivery.sent_at))
            .join(WebhookEvent, col(WebhookEvent.id) == WebhookDelivery.event_id)
            .join(WebhookEndpoint, col(WebhookEndpoint.id) == WebhookDelivery.endpoint_id).where(mine(viewer)))


def _ended() -> ScalarSelect[int]:
    return (select(func.count()).select_from(WebhookAttempt)
            .where(col(WebhookAttempt.delivery_id) == WebhookDelivery.id).scalar_subquery())
