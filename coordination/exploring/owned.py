"""What a person names, keeps and may share with their organisation: views, boards and briefings. Nothing of the record
hangs on them, so what pages keep of it stays good when they change."""

from typing import TypeVar

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlmodel import Session, col

from coordination.problems import Changed, Fault, Invalid, NotAllowed, NotFound
from coordination.texts import on_one_line
from coordination.viewers import SEES_ALL_PLATFORMS, Viewer
from coordination.writes import Write
from data_model.exploring import Board, Briefing, SavedView
from data_model.letters import Letter

Owned = TypeVar("Owned", SavedView, Board, Briefing)
EXPLORERS = SEES_ALL_PLATFORMS
LONGEST_NAME = 120
WORDS: dict[type[SavedView | Board | Briefing], str] = {SavedView: "view", Board: "board", Briefing: "briefing"}


def visible(viewer: Viewer, table: type[SavedView | Board | Briefing]) -> ColumnElement[bool]:
    """The condition under which `viewer` may open a row: it is their own, or shared in their organisation."""
    if viewer.role not in EXPLORERS:
        return false()
    return or_(mine(viewer, table), shared_in(viewer, table))


def mine(viewer: Viewer, table: type[SavedView | Board | Briefing]) -> ColumnElement[bool]:
    """The condition under which a row is the viewer's own."""
    return col(table.owner_id) == viewer.account_id


def shared_in(viewer: Viewer, table: type[SavedView | Board | Briefing]) -> ColumnElement[bool]:
    """The condition under which a row is shared in the viewer's organisation."""
    return and_(col(table.shared), col(table.organisation_id) == viewer.organisation_id)


def named(text: str) -> str:
    """A name as it is stored: on one line. Raises Invalid."""
    name = on_one_line(text)
    if not name:
        raise Invalid(Fault("name", "Give it a name."))
    if len(name) > LONGEST_NAME:
        raise Invalid(Fault("name", f"Shorten the name to {LONGEST_NAME} characters."))
    return name


def put(w: Write, row: Owned) -> int:
    """Store something new, of which `named` made the name. Returns its id. Raises Invalid where the person has one of
    that name, NotFound for a letter that there is not."""
    if w.session.get(Letter, row.letter_id) is None:
        raise NotFound("There is no such letter.")
    _free(w, type(row), row.name)
    w.session.add(row)
    w.session.flush()
    return row.id or 0


def of_person(w: Write, table: type[Owned], id_: int, revision: int) -> Owned:
    """The acting person's own row, to be changed. Raises NotFound, NotAllowed for a colleague's, and Changed where it
    is no longer at that revision."""
    row = w.session.scalars(select(table).where(col(table.id) == id_, visible(w.person, table))).first()
    if row is None:
        raise NotFound(f"There is no such {WORDS[table]}.")
    if row.owner_id != w.account_id:
        raise NotAllowed(f"This {WORDS[table]} is a colleague’s. Only they can change it.")
    if row.revision != revision:
        raise Changed(f"This {WORDS[table]} was changed in another window. Look at it as it is now, and try again.")
    return row


def change(w: Write, row: SavedView | Board | Briefing, name: str, shared: bool) -> None:
    """Give a row a name that `named` made, and share it with the organisation or not; what of both is new goes on the
    audit. Raises Invalid where the person has another of that name."""
    table = type(row)
    word = WORDS[table]
    if name != row.name:
        _free(w, table, name)
        row.name = name
        w.record(f"{word}.rename", f"renamed {word} {row.id}.", only_read=True)
    if shared != row.shared:
        row.shared = shared
        w.record(f"{word}.share", f"shares {word} {row.id} {'' if shared else 'no longer '}with their organisation.",
                 only_read=True)
    touch(w, row)


def touch(w: Write, row: SavedView | Board | Briefing) -> None:
    """It changes now."""
    row.revision += 1
    row.saved_at = w.now


def found(session: Session, viewer: Viewer, table: type[Owned], id_: int) -> Owned:
    """A row that the viewer may open. Raises NotFound."""
    row = session.scalars(select(table).where(col(table.id) == id_, visible(viewer, table))).first()
    if row is None:
        raise NotFound(f"There is no such {WORDS[table]}.")
    return row


def _free(w: Write, table: type[SavedView | Board | Briefing], name: str) -> None:
    taken = select(col(table.id)).where(mine(w.person, table), col(table.name) == name)
    if w.session.scalars(taken).first() is not None:
        raise Invalid(Fault("name", f"You already have a {WORDS[table]} of this name. Choose another name."))
