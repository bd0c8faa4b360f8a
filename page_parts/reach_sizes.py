"""Entering how many agents and electoral staff there are, and who says so. Candidates are on public record."""

import streamlit as st

from coordination.problems import Invalid
from coordination.reach import audiences
from coordination.texts import LONGEST_STATEMENT
from data_model.words import Audience
from page_parts import reach_form
from page_parts.frame import faults, problem, tell_next
from page_parts.once import again, once
from page_parts.visit import Visit

NAME = "reach.size"
CAN_BE_ENTERED = (Audience.ELECTORAL_STAFF, Audience.AGENTS)


def show(here: Visit) -> None:
    """The form; the newest entry counts, and earlier ones stay readable as at their time."""
    key = f"{NAME}.{st.session_state.get(NAME, 0)}"
    with st.expander("Enter how many electoral staff or agents there are"):
        with st.form(f"{key}.form", border=False, enter_to_submit=False):
            left, right = st.columns(2)
            with left:
                audience = st.selectbox("Of whom", CAN_BE_ENTERED, key=f"{key}.audience", format_func=str.capitalize)
            with right:
                number = reach_form.people("How many there are", f"{key}.people", 1)
            source = st.text_area("Who says so: a document with its date, or a person with their office",
                                  key=f"{key}.source", max_chars=LONGEST_STATEMENT)
            sent = st.form_submit_button("Enter this number")
        if once(sent, NAME):
            _store(here, audience, number, source)


def _store(here: Visit, audience: Audience, number: int | None, source: str) -> None:
    if number is None or not source.strip():
        again(NAME)
        problem("Enter how many there are, and who says so. Nothing was stored.")
        return
    try:
        audiences.set_size(here.engine, here.viewer, here.letter.id, audience, number, source)
    except Invalid as invalid:
        again(NAME)
        faults(invalid)
        return
    st.session_state[NAME] = st.session_state.get(NAME, 0) + 1
    tell_next(f"There are {number:,} {audience}, from now on.")
    st.rerun()
