"""The part of the page of accounts that says which reminders did not arrive, and why."""

from datetime import timedelta

from coordination.reminders import outbox
from page_parts import html
from page_parts.visit import Visit

SINCE = timedelta(days=14)
MOST_SHOWN = 20


def show(here: Visit) -> None:
    """Draw it; nothing where every reminder went out."""
    found = outbox.not_delivered(here.session, here.viewer, since=here.visitor.now - SINCE)
    if not found.empty:
        html.show("accounts_messages.html", messages=found.head(MOST_SHOWN).to_dict("records"), count=len(found),
                  days=SINCE.days, role=here.viewer.role)
