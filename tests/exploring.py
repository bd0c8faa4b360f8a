"""Saved views, and boards of them, for tests that need some. What they show is in tests/views.py."""

from datetime import date

from sqlalchemy import Engine

from coordination.exploring import boards, saved
from coordination.exploring.saved import SavedInView
from coordination.exploring.views import View
from coordination.viewers import Viewer
from data_model.database import reading
from tests.cast import letter_id

A_VIEW = View(("reports-from-candidates",), date(2019, 11, 18), date(2019, 12, 1))
ITS_QUERY = ("measure=reports-from-candidates&by=platform&grain=week&from=2019-11-18&to=2019-12-01&form=line")


def a_view(engine: Engine, by: Viewer, name: str = "Reports", view: View = A_VIEW, *, shared: bool = False) -> int:
    """A saved view. Returns its id."""
    return saved.save(engine, by, letter_id(engine), name, view, shared)


def a_board(engine: Engine, by: Viewer, *views: int, name: str = "Monday", shared: bool = False) -> int:
    """A board with these views. Returns its id."""
    id_ = boards.make(engine, by, letter_id(engine), name, shared)
    for revision, view in enumerate(views, start=1):
        boards.put(engine, by, id_, revision, view)
    return id_


def opened(engine: Engine, viewer: Viewer, view_id: int) -> SavedInView:
    """A view as the viewer sees it now."""
    with reading(engine) as session:
        return saved.opened(session, viewer, view_id)


def on_board(engine: Engine, viewer: Viewer, board_id: int) -> list[int]:
    """The ids of the views on a board, in order."""
    with reading(engine) as session:
        return [each.view_id for each in boards.opened(session, viewer, board_id).figures]
