"""Keeping a view: its address to copy, a name for it, who may open it, and a board to put it on."""

import streamlit as st

from coordination.exploring import boards, saved
from coordination.exploring.owned import LONGEST_NAME
from coordination.exploring.views import View
from coordination.problems import Problem
from data_model.exploring import MOST_ON_A_BOARD
from page_parts import explore_address, html, parameters
from page_parts.frame import problem, tell_next, told
from page_parts.once import again, once
from page_parts.visit import Visit
from settings import load_settings

PLACE = "explore.keep"
NO_BOARD = 0
"""The choice of no board: boards are numbered from 1."""


def show(here: Visit, view: View) -> None:
    """The address; and, on the page of today, the form that saves the view."""
    html.show("explore_keep.html", day=here.today if here.live else here.as_at_day)
    st.code(f"{load_settings().public_url}{explore_address.lasting(here, view)}", language=None, wrap_lines=True)
    told(PLACE)
    if here.live:
        _form(here, view)
    html.show("explore_kept.html", role=here.viewer.role, query=parameters.kept(here))


def _form(here: Visit, view: View) -> None:
    known = boards.listing(here.session, here.viewer, here.letter.id)
    mine = known[known["own"] & (known["figures"] < MOST_ON_A_BOARD)]
    names = {NO_BOARD: "No board", **dict(zip(mine["id"], mine["name"], strict=True))}
    revisions = dict(zip(mine["id"], mine["revision"], strict=True))
    key = f"{PLACE}.{st.session_state.get(PLACE, 0)}"
    with st.form(f"{key}.form", enter_to_submit=False):
        left, right = st.columns([2, 1])
        name = left.text_input("Name of this view", key=f"{key}.name", max_chars=LONGEST_NAME, autocomplete="off")
        board = right.selectbox("Put it on a board of yours", list(names), format_func=names.__getitem__,
                                key=f"{key}.board")
        shared = st.checkbox(f"Share it with {html.plain(here.viewer.organisation)}", key=f"{key}.shared")
        pressed = st.form_submit_button("Save this view")
    if once(pressed, PLACE):
        _save(here, view, name, shared, (board, revisions.get(board, 0)))


def _save(here: Visit, view: View, name: str, shared: bool, board: tuple[int, int]) -> None:
    """Save it, and put it on the board of that number and revision, if any."""
    try:
        if board[0] == NO_BOARD:
            saved.save(here.engine, here.viewer, here.letter.id, name, view, shared)
        else:
            boards.save_on(here.engine, here.viewer, *board, name, view, shared)
    except Problem as refused:
        again(PLACE)
        problem(str(refused))
        return
    st.session_state[PLACE] = st.session_state.get(PLACE, 0) + 1
    who = f"You and {here.viewer.organisation} find it" if shared else "You find it"
    tell_next(f"The view is saved. {who} under Views and boards.", PLACE)
    st.rerun()
