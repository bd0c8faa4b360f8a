"""Views under a name: save, rename, share and delete one's own; open them and those that colleagues share."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

import pandas as pd
from sqlalchemy import ColumnElement, Engine, delete, or_, select
from sqlmodel import Session, col

from coordination.exploring import owned, views
from coordination.exploring.owned import EXPLORERS
from coordination.exploring.views import View
from coordination.problems import Fault, Invalid, NotFound
from coordination.viewers import Viewer
from coordination.wording import counted
from coordination.writes import Write, write
from data_model.accounts import Account
from data_model.exploring import Board, BoardFigure, SavedView

DOING = "save views"
COLUMNS = ["id", "name", "query", "shared", "own", "owner", "revision", "saved_at", "boards"]


@dataclass(frozen=True)
class SavedInView:
    """One view as its owner and their colleagues see it. `query` is what the address says of it, without letter and
    as-at."""

    id: int
    letter_id: int
    name: str
    query: str
    shared: bool
    own: bool
    revision: int
    saved_at: datetime


def save(engine: Engine, viewer: Viewer, letter_id: int, name: str, view: View, shared: bool = False) -> int:
    """Keep a view under a name. Returns its id. Raises Invalid, NotFound, NotAllowed."""
    name = owned.named(name)
    with write(engine, viewer, EXPLORERS, DOING) as w:
        return put(w, letter_id, name, view, shared)


def put(w: Write, letter_id: int, name: str, view: View, shared: bool) -> int:
    """Keep a view, within an open write, under a name that owned.named made. Returns its id. Raises as save."""
    id_ = owned.put(w, SavedView(
        letter_id=letter_id, owner_id=w.account_id, organisation_id=w.person.organisation_id, name=name,
        query=urlencode(views.query(view)), shared=shared, revision=1, saved_at=w.now))
    w.record("view.save", f"saved view {id_}{' and shared it with their organisation' if shared else ''}.",
             only_read=True)
    return id_


def change(engine: Engine, viewer: Viewer, view_id: int, revision: int, name: str, shared: bool) -> None:
    """Name one's own view, and share it with the organisation or share it no longer. Raises Invalid, NotFound,
    NotAllowed, Changed."""
    name = owned.named(name)
    with write(engine, viewer, EXPLORERS, DOING) as w:
        owned.change(w, owned.of_person(w, SavedView, view_id, revision), name, shared)


def remove(engine: Engine, viewer: Viewer, view_id: int, revision: int, *, off_boards: bool = False) -> None:
    """Delete one's own view; `off_boards` says that it may be taken off the boards that it is on. Raises NotFound,
    NotAllowed, Changed, and Invalid where it is on boards and that was not said."""
    with write(engine, viewer, EXPLORERS, DOING) as w:
        row = owned.of_person(w, SavedView, view_id, revision)
        taken = _take_off(w, view_id)
        if taken and not off_boards:
            raise Invalid(Fault("view", f"This view is on {counted(taken, 'board')}. Say that it may be taken off."))
        w.session.delete(row)
        where = f", which was on {counted(taken, 'board')}" if taken else ""
        w.record("view.delete", f"deleted view {view_id}{where}.", only_read=True)


def listing(session: Session, viewer: Viewer, letter_id: int) -> pd.DataFrame:
    """The viewer's own views of a letter, then those that colleagues share, by name. Columns: COLUMNS; `boards` are the
    names of the boards that it is on, of those that the viewer may open."""
    query = (select(SavedView, col(Account.name)).join(Account, col(Account.id) == SavedView.owner_id)
             .where(col(SavedView.letter_id) == letter_id, owned.visible(viewer, SavedView)))
    on = _boards(session, viewer)
    rows = [(row.id, row.name, row.query, row.shared, row.owner_id == viewer.account_id, owner, row.revision,
             row.saved_at, on.get(row.id, ())) for row, owner in session.execute(query)]
    rows.sort(key=lambda row: (not row[4], row[1].casefold(), row[0]))
    return pd.DataFrame(rows, columns=COLUMNS)


def opened(session: Session, viewer: Viewer, view_id: int) -> SavedInView:
    """One view: the viewer's own, one that is shared in their organisation, or one on a board that is. Raises
    NotFound."""
    row = session.scalars(select(SavedView).where(col(SavedView.id) == view_id, may_open(viewer))).first()
    if row is None:
        raise NotFound("There is no such view.")
    return SavedInView(row.id or 0, row.letter_id, row.name, row.query, row.shared, row.owner_id == viewer.account_id,
                       row.revision, row.saved_at)


def may_open(viewer: Viewer) -> ColumnElement[bool]:
    """The condition under which a view may be opened. Whoever shares a board shares their own views on it, and not what
    somebody else has shared and shares no longer."""
    on_boards = (select(col(BoardFigure.view_id)).join(Board, col(Board.id) == BoardFigure.board_id)
                 .where(owned.visible(viewer, Board), col(Board.owner_id) == SavedView.owner_id))
    return or_(owned.visible(viewer, SavedView), col(SavedView.id).in_(on_boards))


def _boards(session: Session, viewer: Viewer) -> dict[int | None, tuple[str, ...]]:
    """By view, the names of the boards that it is on, of those that the viewer may open."""
    query = (select(col(BoardFigure.view_id), col(Board.name)).join(Board, col(Board.id) == BoardFigure.board_id)
             .where(owned.visible(viewer, Board)))
    found: dict[int | None, tuple[str, ...]] = {}
    for view_id, name in sorted(session.execute(query).all(), key=lambda row: str(row[1]).casefold()):
        found[view_id] = (*found.get(view_id, ()), name)
    return found


def _take_off(w: Write, view_id: int) -> int:
    """Take a view off every board, whoever's. Returns how many there were."""
    on = w.session.scalars(select(Board).join(BoardFigure, col(BoardFigure.board_id) == Board.id)
                           .where(col(BoardFigure.view_id) == view_id)).all()
    for board in on:
        owned.touch(w, board)
    w.session.execute(delete(BoardFigure).where(col(BoardFigure.view_id) == view_id))
    return len(on)
