"""Signals: for a platform what it is to answer, what it shared, and all that it may know of; for officials and analysts
how long answers take or, beside it, all signals."""


import streamlit as st

from data_model.words import Role
from page_parts import html, parameters, signals_answering, signals_lag, signals_list, signals_one
from page_parts.frame import told
from page_parts.home import letter_of
from page_parts.visit import Visit

LIST = "list"


def show(here: Visit) -> None:
    """All signals about the letter in view, or the one that `?signal=` names.

    What comes and goes has a container of its own: whatever stands after it keeps its place when the page is drawn
    again by itself, and with it the words that are being typed, and the cursor.
    """
    with st.container():
        told()
    signal_id = parameters.whole_number("signal")
    if signal_id is not None:
        signals_one.show(here, signal_id)
        return
    if letter_of(here) is None:
        return
    government = here.viewer.role is not Role.PLATFORM
    listed = _listed() if government else True
    html.show("signals_head.html", listed=listed, role=here.viewer.role, live=here.live, query=parameters.kept(here))
    if not government:
        with st.container():
            signals_answering.show(here)
            signals_list.show_own(here)
    elif listed:
        st.query_params["view"] = LIST  # so that a filter can be taken back without leaving the list
    if listed:
        signals_list.show(here)
    else:
        signals_lag.show(here)


def _listed() -> bool:
    """Whether the address asks for the list: by its name, or by what only the list has."""
    return parameters.word("view") == LIST or any(parameters.word(name) for name in (*signals_list.FILTERS, "page"))
