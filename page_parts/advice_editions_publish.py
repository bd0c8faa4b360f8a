"""What would be published now, and publishing it: with what changes and what is missing, and a confirmation, because an
edition is final."""

import streamlit as st

from coordination.advice import publishing
from coordination.problems import Problem
from coordination.texts import LONGEST_STATEMENT
from data_model.words import Role
from page_parts import html, parameters
from page_parts.advice_editions_kept import refuse
from page_parts.frame import tell_next
from page_parts.visit import Visit, visiting

KEY = "compare-advice.publish"


def show(here: Visit) -> None:
    """What the next edition would be; for an official, also the form that publishes it."""
    proposed = publishing.would_publish(here.session, here.viewer, here.letter, as_at=here.as_at)
    html.show("advice_proposed.html", proposed=proposed, query=parameters.kept(here), live=here.live)
    if not (here.live and here.viewer.role is Role.OFFICIAL and proposed.changes):
        return
    number = proposed.number
    with st.form(f"{KEY}.{number}", enter_to_submit=False):
        st.text_area("What readers are told has changed, in English (optional)", key=_field(number, "note"),
                     max_chars=LONGEST_STATEMENT)
        st.text_area("The same in Welsh (optional)", key=_field(number, "note_welsh"), max_chars=LONGEST_STATEMENT)
        st.checkbox(f"I have read edition {number} as it will be. It is final: it stays at its address for ever, and "
                    "only another edition can correct it.", key=_field(number, "sure"))
        st.form_submit_button(f"Publish edition {number}", type="primary", on_click=_attempt,
                              args=(here.letter.id, number))


def _attempt(letter_id: int, number: int) -> None:
    """Publish, or keep why not. A callback: it runs before the page, with a visit of its own."""
    if not st.session_state.get(_field(number, "sure")):
        refuse("Tick the box to say that you have read it. Nothing was published.")
        return
    note, welsh = (str(st.session_state.get(_field(number, name), "")) for name in ("note", "note_welsh"))
    with visiting() as here:
        if here is None:
            return
        try:
            publishing.publish(here.engine, here.viewer, letter_id, number, note, welsh)
        except Problem as refused:
            # The second click of a double click finds what the first one published.
            if not str(refused).startswith(f"{here.viewer.name} already published edition {number}"):
                refuse(str(refused), note, welsh)
            return
    tell_next(f"Edition {number} is published. Everybody reads it within seconds.")


def _field(number: int, name: str) -> str:
    return f"{KEY}.{number}.{name}"
