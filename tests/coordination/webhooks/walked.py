"""API keys and webhooks in the walk of who sees what: those of Facebook, for Facebook alone."""

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from coordination import api_keys
from coordination.webhooks import deliveries, endpoints
from tests.cast import Cast
from tests.webhooks import an_endpoint

if TYPE_CHECKING:
    from tests.coordination.asking import Asking, Call

# Parts of a write.
WITHIN = {"idempotency.forget", "webhooks.events.raise_test", "webhooks.events.raised",
          "webhooks.events.request_made", "webhooks.events.signal_addressed", "webhooks.events.update_returned"}


def calls(ask: "Asking") -> dict[str, list["Call"]]:
    """By module and name, every way in which the viewer may call a read of keys and webhooks."""
    who = (ask.session, ask.viewer)
    return {
        "api_keys.holders": [lambda: list(api_keys.holders(*who))],  # administrators read everybody's name
        "api_keys.leads": [lambda: api_keys.leads(*who)],
        "api_keys.listing": [lambda: api_keys.listing(*who, now=ask.at)],
        "api_keys.manages": [lambda: api_keys.manages(*who)],
        "webhooks.deliveries.attempts": [lambda: deliveries.attempts(*who, list(range(1, 9)))],
        "webhooks.deliveries.listing": [lambda: deliveries.listing(*who, first=0, most=100)[0]],
        "webhooks.deliveries.opened": [partial(deliveries.opened, *who, id_) for id_ in range(1, 9)],
        "webhooks.endpoints.listing": [lambda: endpoints.listing(*who)],
        "webhooks.endpoints.manages": [lambda: endpoints.manages(*who)],
    }


def write(engine: Engine, cast: Cast) -> None:
    """A key and an endpoint of Facebook's, before anything happens that it is told of."""
    api_keys.make(engine, cast.facebook, {"name": "Reporting", "scopes": ["read"]})
    an_endpoint(engine, cast.facebook, "https://example.com/facebook-draft")
