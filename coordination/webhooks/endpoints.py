"""Endpoints: the addresses at which companies want to be told. Their lead makes, rotates and stops them; everybody at
the company may read which there are."""

import base64
import secrets
from typing import Annotated

import pandas as pd
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import ColumnElement, Engine, false, func, select, update
from sqlmodel import Session, col

from coordination import api_keys
from coordination.problems import Fault, Invalid, NotAllowed, NotFound, from_validation
from coordination.texts import on_one_line
from coordination.viewers import Viewer
from coordination.webhooks import addresses
from coordination.webhooks.events import WANTS, raise_test
from coordination.writes import Write, write
from data_model.accounts import Account
from data_model.webhooks import WebhookDelivery, WebhookEndpoint
from data_model.words import EventKind, Role, SendingState

REPRESENTATIVES = frozenset({Role.PLATFORM})
DOING = "manage webhooks"
PREFIX = "whsec_"
SECRET_BYTES = 32
MOST_WORKING = 5
PENDING = (SendingState.WAITING, SendingState.SENDING)
COLUMNS = ["id", "url", "events", "made_by", "made_at", "stopped_at"]
NOT_THERE = "There is no such webhook, or it has been stopped already."


def _some(events: frozenset[EventKind]) -> frozenset[EventKind]:
    if not events:
        raise ValueError("Choose at least one thing to be told of.")
    if not events <= WANTS.keys():
        raise ValueError("A test is sent when you ask for it. Choose what else to be told of.")
    return events


class EndpointInput(BaseModel):
    """Where a company wants to be told, and of what."""

    model_config = ConfigDict(extra="forbid")

    url: Annotated[str, AfterValidator(on_one_line), Field(max_length=addresses.LONGEST)]
    events: Annotated[frozenset[EventKind], AfterValidator(_some)]


def make(engine: Engine, viewer: Viewer, given: dict[str, object], *, private: bool) -> tuple[int, str]:
    """Make an endpoint (`EndpointInput`). Returns its id and its secret, which is shown once. `private`: whether
    private addresses are allowed here. Raises NotAllowed or Invalid."""
    asked = _checked(given, private)
    with write(engine, viewer, REPRESENTATIVES, DOING) as w:
        _must_lead(w)
        working = select(func.count()).select_from(WebhookEndpoint).where(
            mine(w.person), col(WebhookEndpoint.stopped_at).is_(None))
        if w.session.scalar(working) == MOST_WORKING:
            raise Invalid(Fault("url", f"Your company has {MOST_WORKING} webhooks, which is the most. Stop one first."))
        endpoint = WebhookEndpoint(
            organisation_id=w.person.organisation_id, url=asked.url, secret=_new_secret(), made_by=w.account_id,
            made_at=w.now, on_request=EventKind.REQUEST_MADE in asked.events,
            on_return=EventKind.UPDATE_RETURNED in asked.events, on_signal=EventKind.SIGNAL_ADDRESSED in asked.events)
        w.session.add(endpoint)
        w.session.flush()
        w.record("webhook.make", f"made webhook {endpoint.id} for {', '.join(sorted(asked.events))}.")
        return endpoint.id or 0, endpoint.secret


def rotate(engine: Engine, viewer: Viewer, endpoint_id: int) -> str:
    """Give an endpoint another secret, which is returned and shown once; the one before signs nothing more. Raises
    NotFound, also where it was stopped, or NotAllowed."""
    with write(engine, viewer, REPRESENTATIVES, DOING) as w:
        endpoint = _working(w, endpoint_id)
        endpoint.secret = _new_secret()
        w.record("webhook.rotate", f"gave webhook {endpoint_id} another secret.")
        return endpoint.secret


def stop(engine: Engine, viewer: Viewer, endpoint_id: int) -> None:
    """Stop an endpoint for good: what was on its way to it is not sent any more. Raises as `rotate`."""
    with write(engine, viewer, REPRESENTATIVES, DOING) as w:
        _end(w, _working(w, endpoint_id))
        w.record("webhook.stop", f"stopped webhook {endpoint_id}.")


def send_test(engine: Engine, viewer: Viewer, endpoint_id: int) -> int:
    """Have an event sent to an endpoint that tells of nothing, as any other: whoever sets a server up sees that it
    works. Returns the id of its delivery. Raises NotFound, also where the endpoint was stopped, or NotAllowed."""
    with write(engine, viewer, REPRESENTATIVES, DOING) as w:
        delivery_id = raise_test(w.session, _working(w, endpoint_id), w.now)
        w.record("webhook.test", f"had a test sent to webhook {endpoint_id}.")
        return delivery_id


def gone(engine: Engine, endpoint_id: int) -> None:
    """Stop an endpoint whose server answered that it is gone, unless it was stopped meanwhile."""
    with write(engine, "webhooks") as w:
        endpoint = w.session.get_one(WebhookEndpoint, endpoint_id)
        if endpoint.stopped_at is None:
            _end(w, endpoint)
            w.record("webhook.stop", f"stopped webhook {endpoint_id}, whose server answered 410 Gone.")


def manages(session: Session, viewer: Viewer) -> bool:
    """Whether the viewer may make, rotate and stop their company's endpoints, and have events sent again."""
    return viewer.role is Role.PLATFORM and api_keys.manages(session, viewer)


def listing(session: Session, viewer: Viewer) -> pd.DataFrame:
    """The endpoints of the viewer's company, working ones first, then the newest. Columns: COLUMNS; `events` are their
    words with commas between, `made_by` is a name."""
    query = (select(col(WebhookEndpoint.id), col(WebhookEndpoint.url), col(WebhookEndpoint.on_request),
                    col(WebhookEndpoint.on_return), col(WebhookEndpoint.on_signal), col(Account.name),
                    col(WebhookEndpoint.made_at), col(WebhookEndpoint.stopped_at))
             .join(Account, col(Account.id) == WebhookEndpoint.made_by).where(mine(viewer))
             .order_by(col(WebhookEndpoint.stopped_at).is_not(None), col(WebhookEndpoint.id).desc()))
    rows = [(*row[:2], ", ".join(kind for kind, wanted in zip(WANTS, row[2:5], strict=True) if wanted), *row[5:])
            for row in session.execute(query)]
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def mine(viewer: Viewer) -> ColumnElement[bool]:
    """The condition under which an endpoint is of the viewer's own company."""
    return (col(WebhookEndpoint.organisation_id) == viewer.organisation_id if viewer.role is Role.PLATFORM
            else false())


def _working(w: Write, endpoint_id: int) -> WebhookEndpoint:
    """A working endpoint of the viewer's company, if they lead it."""
    _must_lead(w)
    query = select(WebhookEndpoint).where(col(WebhookEndpoint.id) == endpoint_id, mine(w.person),
                                          col(WebhookEndpoint.stopped_at).is_(None))
    endpoint = w.session.scalars(query).first()
    if endpoint is None:
        raise NotFound(NOT_THERE)
    return endpoint


def _end(w: Write, endpoint: WebhookEndpoint) -> None:
    endpoint.stopped_at = w.now
    w.session.execute(update(WebhookDelivery).where(
        col(WebhookDelivery.endpoint_id) == endpoint.id, col(WebhookDelivery.state).in_(PENDING)).values(
        state=SendingState.FAILED, claimed_until=None))


def _must_lead(w: Write) -> None:
    if not manages(w.session, w.person):
        raise NotAllowed("Only your company's lead can manage webhooks. Ask them, or an administrator.")


def _checked(given: dict[str, object], private: bool) -> EndpointInput:
    try:
        asked = EndpointInput.model_validate(given)
    except ValidationError as error:
        raise from_validation(error) from error
    if sentence := addresses.wrong(asked.url, private=private):
        raise Invalid(Fault("url", sentence))
    return asked


def _new_secret() -> str:
    """As Standard Webhooks has it: what signs, in base64, after a prefix."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
