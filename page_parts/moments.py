"""Asking for a day and a time by London's clocks."""

from datetime import UTC, datetime

import streamlit as st

from coordination.clock import LONDON
from page_parts.visit import Visit


def ask(here: Visit, label: str, key: str) -> datetime | None:
    """A field for a moment that is past, to the minute; it offers now. Returns an aware UTC moment, or None where it
    was emptied. A time that the clocks show twice in October is the first of the two."""
    st.session_state.setdefault(key, here.visitor.now.astimezone(LONDON).replace(tzinfo=None, second=0, microsecond=0))
    given = st.datetime_input(f"{label} (London time)", format="DD/MM/YYYY", step=60, key=key)
    return given.replace(tzinfo=LONDON).astimezone(UTC) if given else None
