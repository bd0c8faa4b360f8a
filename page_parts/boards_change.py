"""Changing one's own views: their name, whether they are shared, and deleting them. And how all changes of views and
boards are made: once, with what refuses them said."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from coordination.exploring import saved
from coordination.exploring.owned import LONGEST_NAME
from coordination.problems import Problem
from coordination.wording import listed
from page_parts import html
from page_parts.frame import problem, tell_next
from page_parts.once import again, once
from page_parts.visit import Visit

CHANGE, DELETE = "boards.view.change", "boards.view.delete"


def attempt(pressed: bool, name: str, write: Callable[[], object], done: str) -> None:
    """Where it was pressed, store it and say so, or say why not; what was typed stays until it is stored."""
    if not once(pressed, name):
        return
    try:
        write()
    except Problem as refused:
        again(name)
        problem(str(refused))
        return
    st.session_state[name] = st.session_state.get(name, 0) + 1
    tell_next(done)
    st.rerun()


def fresh(name: str) -> str:
    """What the keys of a form begin with: others after it was sent, so that its fields are as at first."""
    return f"{name}.{st.session_state.get(name, 0)}"


def of_view(here: Visit, own: pd.DataFrame) -> None:
    """Rename, share and delete one of the viewer's own views (saved.COLUMNS)."""
    if own.empty:
        return
    rows = {int(row["id"]): row for row in own.to_dict("records")}
    with st.expander("Rename, share or delete a view of yours"):
        id_ = st.selectbox("View", list(rows), format_func=lambda each: str(rows[each]["name"]), key="boards.view")
        row = rows[id_]
        # With the revision in its key, a press after the view changed is not taken for one on what it is then.
        key = f"boards.view.{id_}.{row['revision']}"
        with st.form(f"{key}.form", border=False, enter_to_submit=False):
            name = st.text_input("Name of the view", row["name"], key=f"{key}.name", max_chars=LONGEST_NAME,
                                 autocomplete="off")
            shared = st.checkbox(f"Shared with {html.plain(here.viewer.organisation)}", row["shared"],
                                 key=f"{key}.shared")
            changed = st.form_submit_button("Change this view")
        with st.form(f"{key}.delete", border=False, enter_to_submit=False):
            on = f", and take it off every board that it is on: {listed(row['boards'])}" if row["boards"] else ""
            sure = st.checkbox(f"Yes, delete this view{html.plain(on)}", key=f"{key}.sure")
            deleted = st.form_submit_button("Delete this view")
    attempt(changed, CHANGE, lambda: saved.change(here.engine, here.viewer, id_, row["revision"], name, shared),
            "The view is changed.")
    if deleted and not sure:
        problem("Tick the box to delete the view. Nothing was changed.")
        return
    attempt(deleted, DELETE, lambda: saved.remove(here.engine, here.viewer, id_, row["revision"], off_boards=True),
            "The view is deleted.")
