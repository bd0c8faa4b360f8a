"""The address at which a person's own calendar reads their meetings: making it, replacing it and stopping it."""

from datetime import datetime

import streamlit as st

from coordination.dialogue import feeds
from coordination.problems import NotFound
from page_parts import html
from page_parts.frame import problem, tell_next, told
from page_parts.visit import Visit
from settings import load_settings

PLACE = "dialogue.feed"
SHOWN_ONCE = "dialogue.feed.shown_once"


def show(here: Visit) -> None:
    """What the viewer's address is good for, and what can be done about it. Nothing of it is kept between reruns: it is
    this person's alone."""
    if not here.live or here.viewer.role not in feeds.SEES_MEETINGS:
        return
    made_at = feeds.mine(here.session, here.viewer)
    token = st.session_state.pop(SHOWN_ONCE, None)
    with st.expander("Subscribe from your own calendar", expanded=token is not None):
        told(PLACE)
        html.show("dialogue_feed.html", made_at=made_at, shown=token is not None)
        if token:
            st.code(f"{load_settings().public_url}/calendar/{token}.ics", language=None, wrap_lines=True)
        if made_at is None:
            if st.button("Make an address for my calendar", key="dialogue.feed.make"):
                _make(here, "The address is made.")
        else:
            _change(here, made_at)


def _change(here: Visit, made_at: datetime) -> None:
    """Replacing and stopping want a tick first: calendars that use the address get nothing more. The tick is about the
    address of that moment, and not about the one that replaces it."""
    with st.form("dialogue.feed.change", border=False, enter_to_submit=False):
        sure = st.checkbox("Yes, the address that I have now shall stop working", key=f"dialogue.feed.sure.{made_at}")
        replaces = st.form_submit_button("Replace the address")
        stops = st.form_submit_button("Stop the address")
    if not (replaces or stops):
        return
    if not sure:
        problem("Tick the box first, to confirm. Nothing was changed.")
    elif replaces:
        _make(here, "The address is replaced. The one before has stopped working.")
    else:
        _stop(here)


def _make(here: Visit, done: str) -> None:
    st.session_state[SHOWN_ONCE] = feeds.make(here.engine, here.viewer)
    tell_next(done, PLACE)
    st.rerun()


def _stop(here: Visit) -> None:
    try:
        feeds.revoke(here.engine, here.viewer)
    except NotFound as missing:  # stopped in another window
        problem(str(missing))
        return
    tell_next("The address is stopped. Calendars that use it get nothing more.", PLACE)
    st.rerun()
