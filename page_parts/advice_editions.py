"""The editions of the letter in view, the newest first; what the next one would be; and, for officials, publishing it
and the urgent correction of what is published."""

from coordination.advice import editions
from coordination.viewers import SEES_ALL_PLATFORMS
from data_model.words import Role
from page_parts import advice_editions_correct, advice_editions_publish, html
from page_parts.advice_editions_kept import refused
from page_parts.visit import Visit


def show(here: Visit) -> None:
    """List them, each with links to what everybody reads. A platform sees no more than that."""
    refused()
    if here.viewer.role in SEES_ALL_PLATFORMS:
        advice_editions_publish.show(here)
    if here.viewer.role is Role.OFFICIAL and here.live:
        advice_editions_correct.show(here)
    found = editions.listing(here.session, here.letter.id, as_at=here.as_at)
    html.show("advice_editions.html", editions=found.to_dict("records"),
              names=here.viewer.role in SEES_ALL_PLATFORMS)
