"""The section of “Your account” in which a person says when they want to be reminded of what."""

import streamlit as st

from coordination.reminders import choices
from coordination.reminders.choices import USUAL
from coordination.reminders.items import Times
from data_model.words import ReminderKind, ReminderTime, Role
from page_parts import frame, html
from page_parts.visit import Visit
from settings import load_settings

FORM_WIDTH = 640  # pixels, or what there is
LABELS = {
    Role.PLATFORM: {
        ReminderKind.RETURNED: "An update or a section of advice was returned to you",
        ReminderKind.SIGNAL_UNACKNOWLEDGED: "A signal waits for you to acknowledge it",
        ReminderKind.OVERDUE: "An update or an incident return is overdue",
        ReminderKind.DUE_TODAY: "An update, an incident return or an action is due today",
        ReminderKind.DUE_SOON: "An update, an incident return or an action is due soon, or is asked for",
        ReminderKind.ACTION_OVERDUE: "An action of your company is overdue",
        ReminderKind.ADVICE_STALE: "Your advice needs another look",
    },
    Role.OFFICIAL: {
        ReminderKind.OVERDUE: "An update, an incident return or an answer to a request is overdue, or an update has "
                              "waited long for review",
        ReminderKind.SIGNAL_UNACKNOWLEDGED: "Platforms have not acknowledged signals",
        ReminderKind.ACTION_OVERDUE: "An action of your department is overdue",
        ReminderKind.ADVICE_STALE: "Published advice needs another look",
    },
}
WORDS = {ReminderTime.AT_ONCE: "At once", ReminderTime.DAILY: "Daily", ReminderTime.NEVER: "Never"}


def show(here: Visit) -> None:
    """Draw the section: the times as they are, to be changed."""
    reminded = here.viewer.role in USUAL
    settings = load_settings()
    html.show("your_account_reminders.html", reminded=reminded, sends=settings.reminders != "off",
              hour=f"{settings.digest_hour:02}:00", live=here.live)
    if not reminded or not here.live:
        return
    frame.told("your-account.reminders")
    times = _form(choices.mine(here.session, here.viewer), LABELS[here.viewer.role])
    if times is None:
        return
    choices.choose(here.engine, here.viewer, times)
    frame.tell_next("Your choices are saved.", "your-account.reminders")
    st.rerun()


def _form(now: Times, labels: dict[ReminderKind, str]) -> Times | None:
    """The times that were sent, or None while none are."""
    options = list(WORDS)
    with st.form("your-account.reminders", border=False, width=FORM_WIDTH):
        times = {kind: st.radio(labels[kind], options, options.index(time), format_func=WORDS.__getitem__,
                                horizontal=True, key=f"your-account.reminders.{kind}")
                 for kind, time in now.items()}
        sent = st.form_submit_button("Save choices", type="primary")
    return times if sent else None
