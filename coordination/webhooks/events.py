"""Events: what happened to a platform, for the endpoints of its company, raised in the transaction of what happened.

They say which record it is and where to read it, and nothing that people wrote: whoever reads it there is asked who
they are.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from sqlalchemy import select
from sqlmodel import Session, col

from coordination.signals import rules
from data_model.letters import Commitment, Letter
from data_model.organisations import Platform
from data_model.requests import UpdateRequest
from data_model.signals import Signal
from data_model.updates import Update
from data_model.webhooks import WebhookDelivery, WebhookEndpoint, WebhookEvent
from data_model.words import EventKind, SendingState

# What an endpoint can be told of, and where it says that it wants to be.
WANTS = {
    EventKind.REQUEST_MADE: col(WebhookEndpoint.on_request),
    EventKind.UPDATE_RETURNED: col(WebhookEndpoint.on_return),
    EventKind.SIGNAL_ADDRESSED: col(WebhookEndpoint.on_signal),
}


@dataclass(frozen=True)
class Happened:
    """One event: when, about which letter, and where the record is read, by a program and by a person (paths with
    queries). `data` are its numbers and days."""

    kind: EventKind
    at: datetime
    letter: str
    api: str
    page: str
    data: Mapping[str, object]


def request_made(session: Session, request: UpdateRequest, platform_ids: Iterable[int],
                 commitments: Iterable[int]) -> None:
    """Tell the platforms asked, by the numbers of the commitments."""
    letter = session.get_one(Letter, request.letter_id).reference
    raised(session, platform_ids, Happened(
        EventKind.REQUEST_MADE, request.asked_at, letter, f"/api/v1/requests/{request.id}",
        f"/requests?{urlencode({'letter': letter, 'request': request.id})}",
        {"request_id": request.id, "commitments": sorted(commitments), "due_on": _day(request.due_on)}))


def update_returned(session: Session, version_id: int, update: Update, at: datetime) -> None:
    """Tell a platform that an official returned this version of its update."""
    commitment = session.get_one(Commitment, update.commitment_id)
    letter = session.get_one(Letter, commitment.letter_id).reference
    raised(session, [update.platform_id], Happened(
        EventKind.UPDATE_RETURNED, at, letter, f"/api/v1/updates/{version_id}",
        f"/update?{urlencode({'letter': letter, 'version': version_id})}",
        {"version_id": version_id, "commitment": commitment.number, "due_on": _day(update.due_on)}))


def signal_addressed(session: Session, signal: Signal, platform_ids: Iterable[int]) -> None:
    """Tell the platforms addressed. A marking that is for named people raises nothing: who is not named is not to know
    of the signal, and what an endpoint receives is for the whole company."""
    if rules.RULES[signal.tlp].to_people:
        return
    letter = session.get_one(Letter, signal.letter_id).reference
    raised(session, platform_ids, Happened(
        EventKind.SIGNAL_ADDRESSED, signal.shared_at, letter, f"/api/v1/signals/{signal.id}",
        f"/signals?{urlencode({'letter': letter, 'signal': signal.id})}", {"signal_id": signal.id}))


def raised(session: Session, platform_ids: Iterable[int], happened: Happened) -> None:
    """Store an event for each of these platforms whose company has a working endpoint that wants it, and its delivery
    to each of them, within the caller's write."""
    query = (select(col(Platform.id), col(Platform.slug), col(Platform.organisation_id), col(WebhookEndpoint.id))
             .join(WebhookEndpoint, col(WebhookEndpoint.organisation_id) == Platform.organisation_id)
             .where(col(Platform.id).in_(platform_ids), col(WebhookEndpoint.stopped_at).is_(None),
                    WANTS[happened.kind])
             .order_by(col(Platform.id), col(WebhookEndpoint.id)))
    events: dict[int, int] = {}
    for platform_id, slug, organisation_id, endpoint_id in session.execute(query).all():
        if platform_id not in events:
            data = {"platform": slug, "letter": happened.letter, **happened.data, "api_url": happened.api,
                    "page_url": happened.page}
            events[platform_id] = _event(session, organisation_id, happened.kind, data, happened.at)
        _deliver(session, endpoint_id, events[platform_id], happened.at)


def raise_test(session: Session, endpoint: WebhookEndpoint, at: datetime) -> int:
    """Store an event that says nothing but that it arrived, for one endpoint. It is of no platform and no letter.
    Returns the id of its delivery."""
    data = {"webhook_id": endpoint.id, "api_url": "/api/v1/me",
            "page_url": f"/webhooks?{urlencode({'webhook': endpoint.id})}"}
    event_id = _event(session, endpoint.organisation_id, EventKind.TEST, data, at)
    return _deliver(session, endpoint.id or 0, event_id, at)


def _event(session: Session, organisation_id: int, kind: EventKind, data: Mapping[str, object], at: datetime) -> int:
    event = WebhookEvent(uuid=str(uuid.uuid4()), organisation_id=organisation_id, kind=kind, data=dict(data),
                         raised_at=at)
    session.add(event)
    session.flush()
    return event.id or 0


def _deliver(session: Session, endpoint_id: int, event_id: int, at: datetime) -> int:
    delivery = WebhookDelivery(endpoint_id=endpoint_id, event_id=event_id, state=SendingState.WAITING,
                               next_attempt_at=at)
    session.add(delivery)
    session.flush()
    return delivery.id or 0


def _day(value: date) -> str:
    return value.isoformat()
