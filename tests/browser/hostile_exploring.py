"""Views and boards in hostile text: their names, and a note on a figure."""

from dataclasses import replace
from datetime import date

from sqlalchemy import Engine

from coordination.exploring import views
from coordination.viewers import Viewer
from tests.browser.hostile import SHORT, Pen
from tests.browser.hostile_fields import BOARD_NAME, NOTE, VIEW_NAME
from tests.exploring import A_VIEW, a_board, a_view

Queries = list[dict[str, str | int]]


def write(engine: Engine, pen: Pen, official: Viewer) -> dict[str, Queries]:
    """A view with a note, on a board, both shared. Returns by page the queries that show them."""
    noted = replace(A_VIEW, notes=(views.note(date(2019, 11, 19), pen.text(SHORT, "explore", NOTE)),))
    view = a_view(engine, official, pen.text(SHORT, "explore", VIEW_NAME), noted, shared=True)
    board = a_board(engine, official, view, name=pen.text(SHORT, "boards", BOARD_NAME), shared=True)
    return {"explore": [{"view": view}], "boards": [{"board": board}]}
