"""An open page that notices by itself what others shared, answered or withdrew meanwhile.

The only fragment of the house: why this one is safe is in docs/decisions/0007-one-fragment.md.
"""

from dataclasses import dataclass

import streamlit as st
from sqlalchemy import exc

from coordination import audit
from coordination.signals import reading
from page_parts.visit import Visit, visiting

SECONDS_BETWEEN = 2
SEEN = "live.seen"


@dataclass(frozen=True)
class Seen:
    """What the page on screen was drawn from. `newest` is None where the page may be older than the number was."""

    data_version: str
    newest: int | None


def watch(here: Visit) -> None:
    """Look every two seconds whether there is something new for the viewer; draw the page again if so. A page that
    shows a past day never changes, and is not watched."""
    if not here.live:
        return
    st.session_state.pop(SEEN, None)  # so that the first look, which is part of this run, finds nothing to compare
    _look()
    whole = audit.data_version(here.session) == here.visitor.data_version
    newest = reading.newest(here.session, here.viewer) if whole else None
    st.session_state[SEEN] = Seen(here.visitor.data_version, newest)


@st.fragment(run_every=SECONDS_BETWEEN)
def _look() -> None:
    """One look. It takes nothing from the page that it is on: who is visiting is looked up anew, each time."""
    seen = st.session_state.get(SEEN)
    if seen is None:
        return
    try:
        moved = _moved(seen)
    except (exc.OperationalError, exc.TimeoutError):
        return  # nobody asked for this look; the next one, or the person's own next click, tells
    if moved:
        st.rerun(scope="app")


def _moved(seen: Seen) -> bool:
    """Whether the page is to be drawn again: for something new, or because the sign-in has ended."""
    with visiting() as here:
        if here is None:
            return True
        if here.visitor.data_version == seen.data_version:
            return False
        if reading.newest(here.session, here.viewer) != seen.newest:
            return True
        st.session_state[SEEN] = Seen(here.visitor.data_version, seen.newest)
        return False
