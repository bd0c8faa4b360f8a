"""Boards: up to nine views side by side, under a name. One changes one's own, and opens those that colleagues share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Engine, delete, func, select
from sqlmodel import Session, col

from coordination.exploring import owned, saved
from coordination.exploring.owned import EXPLORERS
from coordination.exploring.saved import SavedInView
from coordination.exploring.views import View
from coordination.problems import Fault, Invalid, NotFound
from coordination.viewers import Viewer
from coordination.writes import Write, write
from data_model.accounts import Account
from data_model.exploring import MOST_ON_A_BOARD, Board, BoardFigure, SavedView

DOING = "make boards"
COLUMNS = ["id", "name", "shared", "own", "owner", "figures", "revision", "saved_at"]
FULL = f"A board has room for {MOST_ON_A_BOARD} figures. Take one off first, or make another board."


@dataclass(frozen=True)
class FigureOnBoard:
    """One view on a board. `query` is what its address says, or None where the view is a colleague's who shares it no
    longer; its name is empty then."""

    view_id: int
    name: str
    query: str | None


@dataclass(frozen=True)
class BoardInView:
    """One board as its owner and their colleagues see it, its figures in order."""

    id: int
    letter_id: int
    name: str
    shared: bool
    own: bool
    owner: str
    revision: int
    saved_at: datetime
    figures: tuple[FigureOnBoard, ...]


def make(engine: Engine, viewer: Viewer, letter_id: int, name: str, shared: bool = False) -> int:
    """Make an empty board. Returns its id. Raises Invalid, NotFound, NotAllowed."""
    name = owned.named(name)
    with write(engine, viewer, EXPLORERS, DOING) as w:
        id_ = owned.put(w, Board(letter_id=letter_id, owner_id=w.account_id, organisation_id=w.person.organisation_id,
                                 name=name, shared=shared, revision=1, saved_at=w.now))
        w.record("board.make", f"made board {id_}{' and shared it with their organisation' if shared else ''}.",
                 only_read=True)
        return id_


def change(engine: Engine, viewer: Viewer, board_id: int, revision: int, name: str, shared: bool) -> None:
    """Name one's own board, and share it, and one's own views on it, with the organisation or share it no longer.
    Raises Invalid, NotFound, NotAllowed, Changed."""
    name = owned.named(name)
    with write(engine, viewer, EXPLORERS, DOING) as w:
        owned.change(w, owned.of_person(w, Board, board_id, revision), name, shared)


def remove(engine: Engine, viewer: Viewer, board_id: int, revision: int) -> None:
    """Delete one's own board; the views stay. Raises NotFound, NotAllowed, Changed."""
    with write(engine, viewer, EXPLORERS, DOING) as w:
        board = owned.of_person(w, Board, board_id, revision)
        w.session.execute(delete(BoardFigure).where(col(BoardFigure.board_id) == board_id))
        w.session.delete(board)
        w.record("board.delete", f"deleted board {board_id}.", only_read=True)


def put(engine: Engine, viewer: Viewer, board_id: int, revision: int, view_id: int) -> None:
    """Put a view at the end of one's own board. Raises Invalid where it is there already, of another letter, or the
    board is full; NotFound, NotAllowed, Changed."""
    with write(engine, viewer, EXPLORERS, DOING) as w:
        _put(w, owned.of_person(w, Board, board_id, revision), saved.opened(w.session, w.person, view_id))


def save_on(engine: Engine, viewer: Viewer, board_id: int, revision: int, name: str, view: View,
            shared: bool = False) -> int:
    """Keep a view of the board's letter under a name and put it at the end of one's own board: both or neither. Returns
    the view's id. Raises as saved.save and put."""
    name = owned.named(name)
    with write(engine, viewer, EXPLORERS, DOING) as w:
        board = owned.of_person(w, Board, board_id, revision)
        id_ = saved.put(w, board.letter_id, name, view, shared)
        _put(w, board, saved.opened(w.session, w.person, id_))
        return id_


def take_off(engine: Engine, viewer: Viewer, board_id: int, revision: int, view_id: int) -> None:
    """Take a view off one's own board; the view stays. Raises NotFound, NotAllowed, Changed."""
    with write(engine, viewer, EXPLORERS, DOING) as w:
        board = owned.of_person(w, Board, board_id, revision)
        there = _there(w, board_id, view_id)
        _lay_out(w, board, [each for each in there if each != view_id])
        w.record("board.take", f"took view {view_id} off board {board_id}.", only_read=True)


def move(engine: Engine, viewer: Viewer, board_id: int, revision: int, view_id: int, *, by: int) -> None:
    """Move a view `by` places towards the end of one's own board, or towards its beginning where that is negative; at
    most to either. Raises NotFound, NotAllowed, Changed."""
    with write(engine, viewer, EXPLORERS, DOING) as w:
        board = owned.of_person(w, Board, board_id, revision)
        there = _there(w, board_id, view_id)
        at = there.index(view_id)
        there.insert(max(at + by, 0), there.pop(at))
        _lay_out(w, board, there)
        w.record("board.move", f"moved view {view_id} on board {board_id}.", only_read=True)


def listing(session: Session, viewer: Viewer, letter_id: int) -> pd.DataFrame:
    """The viewer's own boards of a letter, then those that colleagues share, by name. Columns: COLUMNS; `figures` is
    how many are on it."""
    count = (select(func.count()).select_from(BoardFigure).where(col(BoardFigure.board_id) == Board.id)
             .scalar_subquery())
    query = (select(Board, col(Account.name), count).join(Account, col(Account.id) == Board.owner_id)
             .where(col(Board.letter_id) == letter_id, owned.visible(viewer, Board)))
    rows = [(row.id, row.name, row.shared, row.owner_id == viewer.account_id, owner, figures, row.revision,
             row.saved_at) for row, owner, figures in session.execute(query)]
    rows.sort(key=lambda row: (not row[3], row[1].casefold(), row[0]))
    return pd.DataFrame(rows, columns=COLUMNS)


def opened(session: Session, viewer: Viewer, board_id: int) -> BoardInView:
    """One board: the viewer's own, or one that is shared in their organisation. Raises NotFound."""
    board = owned.found(session, viewer, Board, board_id)
    owner = session.scalars(select(col(Account.name)).where(col(Account.id) == board.owner_id)).one()
    query = select(SavedView).where(col(SavedView.id).in_(_views(session, board_id)), saved.may_open(viewer))
    views = {view.id: view for view in session.scalars(query)}
    figures = tuple(FigureOnBoard(id_, views[id_].name, views[id_].query) if id_ in views
                    else FigureOnBoard(id_, "", None) for id_ in _views(session, board_id))
    return BoardInView(board.id or 0, board.letter_id, board.name, board.shared, board.owner_id == viewer.account_id,
                       owner, board.revision, board.saved_at, figures)


def _views(session: Session, board_id: int) -> list[int]:
    """The ids of the views on a board, in order."""
    query = select(col(BoardFigure.view_id)).where(col(BoardFigure.board_id) == board_id)
    return list(session.scalars(query.order_by(col(BoardFigure.position))))


def _there(w: Write, board_id: int, view_id: int) -> list[int]:
    """The views of a board that this one is on. Raises NotFound."""
    there = _views(w.session, board_id)
    if view_id not in there:
        raise NotFound("This view is not on the board.")
    return there


def _put(w: Write, board: Board, view: SavedInView) -> None:
    """Put a view at the end of a board. Raises Invalid."""
    there = _views(w.session, board.id or 0)
    faults = _faults(board, view, there)
    if faults:
        raise Invalid(*faults)
    _lay_out(w, board, [*there, view.id])
    w.record("board.put", f"put view {view.id} on board {board.id}.", only_read=True)


def _faults(board: Board, view: SavedInView, there: Sequence[int]) -> list[Fault]:
    if view.id in there:
        return [Fault("view", "This view is on the board already.")]
    if view.letter_id != board.letter_id:
        return [Fault("view", "This view is of another letter than the board.")]
    return [Fault("board", FULL)] if len(there) >= MOST_ON_A_BOARD else []


def _lay_out(w: Write, board: Board, views: Sequence[int]) -> None:
    """These views on the board, in this order."""
    w.session.execute(delete(BoardFigure).where(col(BoardFigure.board_id) == board.id))
    w.session.add_all(BoardFigure(board_id=board.id or 0, position=position, view_id=view_id)
                      for position, view_id in enumerate(views, start=1))
    owned.touch(w, board)
