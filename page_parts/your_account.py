"""A person's own account: who they are here, and what they set for themselves, a section each."""

from coordination.viewers import ROLE_NAMES
from page_parts import html, second_factor, your_account_reminders
from page_parts.visit import Visit


def show(here: Visit) -> None:
    """Draw the page."""
    html.show("your_account.html", person=here.viewer, role=ROLE_NAMES[here.viewer.role])
    your_account_reminders.show(here)
    second_factor.show(here)
