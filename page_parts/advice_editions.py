"""The editions of the letter in view, the newest first."""

from coordination.advice import editions
from page_parts import html
from page_parts.visit import Visit


def show(here: Visit) -> None:
    """List them, each with a link to what everybody reads."""
    found = editions.listing(here.session, here.letter.id, as_at=here.as_at)
    html.show("advice_editions.html", editions=found.to_dict("records"))
