"""One board: its figures side by side, each leading to Explore; and what its owner may change of it."""

import streamlit as st

from coordination.exploring import boards, choices, saved
from coordination.exploring.boards import BoardInView, FigureOnBoard
from coordination.exploring.owned import LONGEST_NAME
from coordination.exploring.views import View
from coordination.problems import NotFound
from data_model.exploring import MOST_ON_A_BOARD
from page_parts import explore_address, explore_drawn, html, parameters
from page_parts.boards_change import attempt
from page_parts.explore_known import known_of
from page_parts.frame import problem
from page_parts.visit import Visit

SIDE_BY_SIDE = 2
CHANGE, DELETE, PUT, MOVE = "boards.change", "boards.delete", "boards.put", "boards.move"
EARLIER, LATER = -1, 1


def show(here: Visit, board: BoardInView) -> None:
    """The board's name and figures; for its owner, on the page of today, what changes it."""
    if board.letter_id != here.letter.id:
        raise NotFound("This board is of another letter than the one in view.")
    html.show("boards_head.html", board=board, role=here.viewer.role, organisation=here.viewer.organisation,
              live=here.live, query=parameters.kept(here))
    figures = board.figures
    for first in range(0, len(figures), SIDE_BY_SIDE):
        for place, figure in zip(st.columns(SIDE_BY_SIDE), figures[first:first + SIDE_BY_SIDE], strict=False):
            with place:
                _figure(here, figure)
    if board.own and here.live:
        _put(here, board)
        if figures:
            _arrange(here, board)
        _change(here, board)


def _figure(here: Visit, figure: FigureOnBoard) -> None:
    """One figure under its name, which leads to Explore."""
    view = _view(here, figure)
    html.show("boards_figure.html", name=figure.name, href=explore_address.link(here, view) if view else None)
    if view:
        with st.spinner("Drawing…"):
            drawn = explore_drawn.drawn(here, view)
        explore_drawn.look(drawn, key=f"boards.figure.{figure.view_id}")


def _view(here: Visit, figure: FigureOnBoard) -> View | None:
    """The view as far as it still fits what there is."""
    if figure.query is None:
        return None
    known = known_of(here)
    return choices.fitted(known.catalogue, explore_address.of_query(figure.query, known.usual))[0]


def _put(here: Visit, board: BoardInView) -> None:
    """Put a view on it that is not on it yet."""
    views = saved.listing(here.session, here.viewer, board.letter_id)
    there = {each.view_id for each in board.figures}
    names = {int(row["id"]): _name(row["name"], row["owner"], row["own"])
             for row in views.to_dict("records") if row["id"] not in there}
    if not names or len(there) >= MOST_ON_A_BOARD:
        return
    key = f"boards.put.{board.id}.{board.revision}"
    with st.expander("Put a view on this board", expanded=not there), st.form(f"{key}.form", border=False):
        view_id = st.selectbox("View", list(names), format_func=names.__getitem__, key=f"{key}.view")
        pressed = st.form_submit_button("Put it on this board")
    attempt(pressed, PUT, lambda: boards.put(here.engine, here.viewer, board.id, board.revision, view_id),
            "The view is on the board.")


def _name(name: object, owner: object, own: object) -> str:
    return str(name) if own else f"{name} ({owner})"


def _arrange(here: Visit, board: BoardInView) -> None:
    """Move a figure, or take it off."""
    names = {each.view_id: each.name or "A figure that is no longer shared" for each in board.figures}
    key = f"boards.arrange.{board.id}.{board.revision}"
    with st.expander("Move figures, or take them off"):
        view_id = st.selectbox("Figure", list(names), format_func=names.__getitem__, key="boards.arrange")
        with st.container(horizontal=True):
            for label, by in (("Move it earlier", EARLIER), ("Move it later", LATER)):
                attempt(st.button(label, key=f"{key}.{by}"), f"{MOVE}.{by}", lambda by=by: boards.move(
                    here.engine, here.viewer, board.id, board.revision, view_id, by=by), "The figure is moved.")
            attempt(st.button("Take it off", key=f"{key}.off"), f"{MOVE}.off", lambda: boards.take_off(
                here.engine, here.viewer, board.id, board.revision, view_id), "The figure is taken off.")


def _change(here: Visit, board: BoardInView) -> None:
    """Name it, share it, delete it."""
    # With the revision in its key, a press after the board changed is not taken for one on what it is then.
    key = f"boards.change.{board.id}.{board.revision}"
    with st.expander("Rename, share or delete this board"):
        with st.form(f"{key}.form", border=False, enter_to_submit=False):
            name = st.text_input("Name of the board", board.name, key=f"{key}.name", max_chars=LONGEST_NAME,
                                 autocomplete="off")
            shared = st.checkbox(f"Shared, with your views on it, with {html.plain(here.viewer.organisation)}",
                                 board.shared, key=f"{key}.shared")
            changed = st.form_submit_button("Change this board")
        with st.form(f"{key}.delete", border=False, enter_to_submit=False):
            sure = st.checkbox("Yes, delete this board. Its views stay.", key=f"{key}.sure")
            deleted = st.form_submit_button("Delete this board")
    attempt(changed, CHANGE, lambda: boards.change(here.engine, here.viewer, board.id, board.revision, name, shared),
            "The board is changed.")
    if deleted and not sure:
        problem("Tick the box to delete the board. Nothing was changed.")
        return
    attempt(deleted, DELETE, lambda: _delete(here, board), "The board is deleted.")


def _delete(here: Visit, board: BoardInView) -> None:
    """Delete it, and leave its address."""
    boards.remove(here.engine, here.viewer, board.id, board.revision)
    st.query_params.pop("board", None)
