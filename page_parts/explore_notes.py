"""What is written on the figure: the campaign's dates, and a person's own notes on days. Both are in the address."""

from dataclasses import replace

import streamlit as st

from coordination.exploring import views
from coordination.exploring.views import LONGEST_NOTE, MOST_NOTES, Note, View
from page_parts import explore_address, html
from page_parts.explore_choices import Controls

DAY, TEXT = "explore.note.day", "explore.note.text"


def show(controls: Controls) -> None:
    """Whether the campaign's dates are marked, and notes to add and to remove."""
    view = controls.view
    with st.expander("Dates and notes on the figure", expanded=bool(view.notes)):
        controls.tick("dates", "Mark the campaign’s dates: the letter, the close of nominations, polling day")
        html.show("explore_notes.html", most=MOST_NOTES, notes=view.notes)
        for number, note in enumerate(view.notes):
            st.button(f"Remove note {number + 1}", key=f"explore.note.remove.{number}", on_click=_remove,
                      args=(view, note))
        if len(view.notes) < MOST_NOTES:
            _form(view)


def _form(view: View) -> None:
    with st.form("explore.note", border=False, clear_on_submit=True):
        left, right = st.columns([1, 3])
        left.date_input("Day of the note", view.last_day, view.first_day, view.last_day, format="DD/MM/YYYY", key=DAY)
        right.text_input("Note", key=TEXT, max_chars=LONGEST_NOTE, autocomplete="off")
        st.form_submit_button("Write it on the figure", on_click=_add, args=(view,))


def _add(view: View) -> None:
    """Put the note into the address. A callback of the form."""
    day, text = st.session_state.get(DAY), st.session_state.get(TEXT, "")
    if day is None:
        return
    note = views.note(day, text)
    if note.text and note not in view.notes:
        explore_address.go(replace(view, notes=tuple(sorted((*view.notes, note), key=_place))))


def _remove(view: View, note: Note) -> None:
    explore_address.go(replace(view, notes=tuple(each for each in view.notes if each != note)))


def _place(note: Note) -> tuple[str, str]:
    return note.day.isoformat(), note.text
