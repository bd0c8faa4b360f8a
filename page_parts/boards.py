"""Views and boards: what was kept under a name, one's own and what colleagues share; and a board, opened."""

import streamlit as st

from coordination.exploring import boards, saved
from coordination.exploring.owned import LONGEST_NAME
from page_parts import boards_change, boards_one, html, parameters
from page_parts.frame import told
from page_parts.visit import Visit

MAKE = "boards.make"


def show(here: Visit) -> None:
    """The board that `?board=` names; or all boards and views, and what changes one's own."""
    told()
    id_ = parameters.whole_number("board")
    if id_ is not None:
        boards_one.show(here, boards.opened(here.session, here.viewer, id_))
        return
    every = boards.listing(here.session, here.viewer, here.letter.id)
    views = saved.listing(here.session, here.viewer, here.letter.id)
    html.show("boards.html", boards=every.to_dict("records"), views=views.to_dict("records"), role=here.viewer.role,
              organisation=here.viewer.organisation, letter=here.letter.reference, live=here.live,
              query=parameters.kept(here))
    if here.live:
        _make(here)
        boards_change.of_view(here, views[views["own"]])


def _make(here: Visit) -> None:
    key = boards_change.fresh(MAKE)
    with st.expander("Make a board"), st.form(f"{key}.form", border=False, enter_to_submit=False):
        name = st.text_input("Name of the board", key=f"{key}.name", max_chars=LONGEST_NAME, autocomplete="off")
        shared = st.checkbox(f"Share it, and your views on it, with {html.plain(here.viewer.organisation)}",
                             key=f"{key}.shared")
        pressed = st.form_submit_button("Make this board")
    boards_change.attempt(pressed, MAKE, lambda: boards.make(here.engine, here.viewer, here.letter.id, name, shared),
                          "The board is made. Put views on it here, or from Explore.")
