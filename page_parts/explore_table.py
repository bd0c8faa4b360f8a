"""The table of a figure: all of it, or the rows of the marks that are selected in the figure, or of some groups."""

from collections.abc import Collection

import streamlit as st

from coordination.exploring.views import Form, View
from page_parts import explore_address, explore_drawn, html
from page_parts.explore_drawn import Drawn
from page_parts.visit import Visit

GROUPS = "explore.groups"


def show(here: Visit, view: View, drawn: Drawn, selected: Collection[int]) -> None:
    """The table beneath the figure, and its files of exactly the rows shown."""
    html.show("explore_table.html", marks=view.form is not Form.TABLE)
    groups = _groups(drawn)
    rows = [row for row, group in enumerate(drawn.groups)
            if (not selected or row in selected) and (not groups or group in groups)]
    shown, every = len(rows), len(drawn.rows)
    html.show("explore_rows.html", shown=shown, every=every)
    if selected:
        st.button("Show all rows again", key="explore.clear", on_click=_clear)
    if rows:
        st.dataframe(drawn.table.iloc[rows], hide_index=True, key="explore.table", alt="The figures in a table",
                     placeholder="–", column_config=drawn.formats)
        some = {} if shown == every else {"row": [drawn.rows[row] for row in rows]}
        html.show("figures_links.html", links=[
            (kind.upper(), explore_address.download(here, view, kind, **some)) for kind in ("csv", "xlsx")])


def _groups(drawn: Drawn) -> list[str]:
    """Which groups to show; none chosen means all. What the figure no longer has is chosen no longer."""
    there = list(dict.fromkeys(drawn.groups))
    if len(there) < 2:
        return []
    chosen = [each for each in st.session_state.get(GROUPS, []) if each in there]
    st.session_state[GROUPS] = chosen
    return st.multiselect("Show only", there, key=GROUPS, placeholder="Everything that the figure shows")


def _clear() -> None:
    """Back to the whole table. A callback."""
    explore_drawn.clear()
    st.session_state[GROUPS] = []
