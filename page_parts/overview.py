"""The overview's body: the matrix, what needs attention, and the days that are left. Drawn once for each version of
the data, then sent as it is."""

import pandas as pd
import streamlit as st

from coordination import attention, clock, requests, reviews, standing
from coordination.updates import reading
from page_parts import html
from page_parts.visit import Visit


def show(here: Visit) -> None:
    """Draw the overview of the letter in view."""
    st.html(_drawn(here.key, here))


@st.cache_data(max_entries=100, show_spinner=False)
def _drawn(key: tuple[object, ...], _here: Visit) -> str:
    letter, as_at = _here.letter, _here.as_at
    history = reading.history(_here.session, _here.viewer, letter.id, as_at=as_at)
    matrix = standing.matrix(_here.session, _here.viewer, letter, as_at=as_at, history=history)
    asked = requests.pairs(_here.session, _here.viewer, letter.id, as_at=as_at, history=history)
    today = clock.day(as_at)
    needed = attention.needed(matrix, reviews.waiting(history), asked, today)
    return html.rendered("overview.html", {
        "letter": letter, "platforms": _by_platform(matrix), "commitments": _commitments(matrix), "needed": needed,
        "today": today, "days_left": (letter.polling_day - today).days, "role": _here.viewer.role,
        "query": {"letter": _here.reference, "as_at": None if _here.live else _here.as_at_day}})


def _by_platform(matrix: pd.DataFrame) -> list[tuple[str, str, list[dict[str, object]]]]:
    """(name, slug, its cells in the commitments' order) for each platform."""
    return [(str(group["platform"].iloc[0]), str(slug), group.to_dict("records"))
            for slug, group in matrix.groupby("slug", sort=False)]


def _commitments(matrix: pd.DataFrame) -> list[tuple[int, str]]:
    return list(matrix[["commitment", "title"]].drop_duplicates().itertuples(index=False, name=None))

