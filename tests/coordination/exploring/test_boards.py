"""Boards: up to nine views in an order of their owner's; who opens them, and what they show of whose."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from coordination.exploring import boards, saved
from coordination.exploring.boards import FigureOnBoard
from coordination.problems import Changed, Invalid, NotAllowed, NotFound
from coordination.viewers import Viewer
from data_model.database import reading, writing
from data_model.exploring import SavedView
from data_model.letters import Letter
from tests.cast import OPENING, Cast, letter_id
from tests.coordination.test_requests import last_sentence
from tests.exploring import A_VIEW, ITS_QUERY, a_board, a_view, on_board, opened


def figures(engine: Engine, viewer: Viewer, board_id: int) -> list[FigureOnBoard]:
    with reading(engine) as session:
        return list(boards.opened(session, viewer, board_id).figures)


def test_a_board_shows_its_views_in_order(recorded: Engine, cast: Cast, session: Session) -> None:
    first, second = a_view(recorded, cast.analyst, "First"), a_view(recorded, cast.analyst, "Second")
    id_ = a_board(recorded, cast.analyst, first, second, name=" Monday\n")
    found = boards.opened(session, cast.analyst, id_)
    assert (found.id, found.letter_id, found.name, found.shared, found.own, found.owner, found.revision,
            found.saved_at) == (id_, letter_id(recorded), "Monday", False, True, "Government analyst", 3, OPENING)
    assert found.figures == (FigureOnBoard(first, "First", ITS_QUERY), FigureOnBoard(second, "Second", ITS_QUERY))
    assert last_sentence(recorded) == f"Government analyst put view {second} on board {id_}."


def test_figures_move_and_leave_in_their_order(recorded: Engine, cast: Cast) -> None:
    a, b, c = (a_view(recorded, cast.analyst, name) for name in "abc")
    id_ = a_board(recorded, cast.analyst, a, b, c)
    boards.move(recorded, cast.analyst, id_, 4, a, by=1)
    assert on_board(recorded, cast.analyst, id_) == [b, a, c]
    assert last_sentence(recorded) == f"Government analyst moved view {a} on board {id_}."
    boards.move(recorded, cast.analyst, id_, 5, c, by=-1)
    assert on_board(recorded, cast.analyst, id_) == [b, c, a]
    boards.move(recorded, cast.analyst, id_, 6, b, by=-1)
    boards.move(recorded, cast.analyst, id_, 7, a, by=9)
    assert on_board(recorded, cast.analyst, id_) == [b, c, a]
    boards.take_off(recorded, cast.analyst, id_, 8, b)
    assert on_board(recorded, cast.analyst, id_) == [c, a]
    assert last_sentence(recorded) == f"Government analyst took view {b} off board {id_}."
    boards.put(recorded, cast.analyst, id_, 9, b)
    assert on_board(recorded, cast.analyst, id_) == [c, a, b]
    with pytest.raises(NotFound, match=r"^This view is not on the board\.$"):
        boards.move(recorded, cast.analyst, id_, 10, 999, by=1)
    with pytest.raises(NotFound, match=r"^This view is not on the board\.$"):
        boards.take_off(recorded, cast.analyst, id_, 10, 999)


def test_the_tenth_figure_has_no_room(recorded: Engine, cast: Cast) -> None:
    views = [a_view(recorded, cast.analyst, str(number)) for number in range(10)]
    id_ = a_board(recorded, cast.analyst, *views[:9])
    with pytest.raises(Invalid, match=r"^A board has room for 9 figures\. Take one off first, or make "):
        boards.put(recorded, cast.analyst, id_, 10, views[9])
    with pytest.raises(Invalid, match=r"^This view is on the board already\.$"):
        boards.put(recorded, cast.analyst, id_, 10, views[0])
    assert on_board(recorded, cast.analyst, id_) == views[:9]


def test_a_view_is_saved_on_a_board_in_one_go_or_not_at_all(recorded: Engine, cast: Cast) -> None:
    id_ = a_board(recorded, cast.analyst)
    view = boards.save_on(recorded, cast.analyst, id_, 1, " Reports ", A_VIEW, shared=True)
    assert figures(recorded, cast.analyst, id_) == [FigureOnBoard(view, "Reports", ITS_QUERY)]
    assert opened(recorded, cast.official, view).shared
    with pytest.raises(Changed, match=r"^This board was changed in another window\."):
        boards.save_on(recorded, cast.analyst, id_, 1, "Another", A_VIEW)
    for number in range(8):
        boards.save_on(recorded, cast.analyst, id_, 2 + number, str(number), A_VIEW)
    with pytest.raises(Invalid, match=r"^A board has room for 9 figures\."):
        boards.save_on(recorded, cast.analyst, id_, 10, "Another", A_VIEW)
    a_view(recorded, cast.analyst, "Another")  # the name is still free


def test_a_view_of_another_letter_does_not_belong_on_it(recorded: Engine, cast: Cast) -> None:
    view, id_ = a_view(recorded, cast.analyst), a_board(recorded, cast.analyst)
    with writing(recorded) as session:
        other = another_letter(session, letter_id(recorded))
        session.get_one(SavedView, view).letter_id = other
    with pytest.raises(Invalid, match=r"^This view is of another letter than the board\.$"):
        boards.put(recorded, cast.analyst, id_, 1, view)


def another_letter(session: Session, like: int) -> int:
    first = session.get_one(Letter, like)
    other = Letter(**first.model_dump(exclude={"id", "reference"}), reference="X/1")
    session.add(other)
    session.flush()
    return other.id or 0


def test_sharing_a_board_shares_the_owners_views_on_it_and_nothing_else(recorded: Engine, cast: Cast) -> None:
    on_it, beside = a_view(recorded, cast.analyst, "On it"), a_view(recorded, cast.analyst, "Beside")
    id_ = a_board(recorded, cast.analyst, on_it)
    for viewer in (cast.official, cast.second_official, cast.administrator, cast.facebook):
        with pytest.raises(NotFound, match=r"^There is no such board\.$"):
            figures(recorded, viewer, id_)
    boards.change(recorded, cast.analyst, id_, 2, "Monday", shared=True)
    assert last_sentence(recorded) == f"Government analyst shares board {id_} with their organisation."
    assert figures(recorded, cast.official, id_) == [FigureOnBoard(on_it, "On it", ITS_QUERY)]
    assert opened(recorded, cast.official, on_it).name == "On it"
    with pytest.raises(NotFound):
        opened(recorded, cast.official, beside)
    for viewer in (cast.second_official, cast.administrator, cast.facebook):
        with pytest.raises(NotFound):
            figures(recorded, viewer, id_)
        with pytest.raises(NotFound):
            opened(recorded, viewer, on_it)
    boards.change(recorded, cast.analyst, id_, 3, "Monday", shared=False)
    with pytest.raises(NotFound):
        opened(recorded, cast.official, on_it)


def test_what_a_colleague_shares_no_longer_is_not_shown_by_anybodys_board(recorded: Engine, cast: Cast) -> None:
    theirs = a_view(recorded, cast.official, "Theirs", shared=True)
    id_ = a_board(recorded, cast.analyst, theirs, shared=True)
    assert figures(recorded, cast.analyst, id_) == [FigureOnBoard(theirs, "Theirs", ITS_QUERY)]
    saved.change(recorded, cast.official, theirs, 1, "Theirs", shared=False)
    assert figures(recorded, cast.analyst, id_) == [FigureOnBoard(theirs, "", None)]
    assert figures(recorded, cast.official, id_) == [FigureOnBoard(theirs, "Theirs", ITS_QUERY)]
    boards.take_off(recorded, cast.analyst, id_, 2, theirs)
    with pytest.raises(NotFound, match=r"^There is no such view\.$"):
        boards.put(recorded, cast.analyst, id_, 3, theirs)


def test_only_its_owner_changes_it_from_the_newest_window(recorded: Engine, cast: Cast) -> None:
    view = a_view(recorded, cast.analyst, shared=True)
    id_ = a_board(recorded, cast.analyst, view, shared=True)
    changes = (lambda who, revision: boards.change(recorded, who, id_, revision, "x", shared=False),
               lambda who, revision: boards.put(recorded, who, id_, revision, view),
               lambda who, revision: boards.take_off(recorded, who, id_, revision, view),
               lambda who, revision: boards.move(recorded, who, id_, revision, view, by=1),
               lambda who, revision: boards.remove(recorded, who, id_, revision))
    for change in changes:
        with pytest.raises(NotAllowed, match=r"^This board is a colleague’s\. Only they can change it\.$"):
            change(cast.official, 2)
        with pytest.raises(NotFound, match=r"^There is no such board\.$"):
            change(cast.second_official, 2)
        with pytest.raises(NotAllowed, match="cannot make boards"):
            change(cast.facebook, 2)
        with pytest.raises(Changed, match=r"^This board was changed in another window\. Look at it as it is now"):
            change(cast.analyst, 1)
    assert on_board(recorded, cast.analyst, id_) == [view]


def test_names_are_used_once_and_boards_are_listed_with_their_owners(recorded: Engine, cast: Cast,
                                                                     session: Session) -> None:
    view = a_view(recorded, cast.analyst)
    id_ = a_board(recorded, cast.analyst, view, name="b")
    a_board(recorded, cast.official, name="a", shared=True)
    a_board(recorded, cast.official, name="own")
    a_board(recorded, cast.second_official, name="elsewhere", shared=True)
    with pytest.raises(Invalid, match=r"^You already have a board of this name\. Choose another name\.$"):
        a_board(recorded, cast.analyst, name="b")
    with pytest.raises(NotFound, match=r"^There is no such letter\.$"):
        boards.make(recorded, cast.analyst, 999, "x")
    boards.change(recorded, cast.analyst, id_, 2, "c", shared=False)
    assert last_sentence(recorded) == f"Government analyst renamed board {id_}."
    found = boards.listing(session, cast.analyst, letter_id(recorded))
    assert list(found.columns) == boards.COLUMNS
    assert [(row.name, row.shared, row.own, row.owner, row.figures, row.revision)
            for row in found.itertuples(index=False)] == [
        ("c", False, True, "Government analyst", 1, 3), ("a", True, False, "Cabinet Office official", 0, 1)]
    assert boards.listing(session, cast.facebook, letter_id(recorded)).empty
    assert boards.listing(session, cast.analyst, 999).empty


def test_deleting_a_board_leaves_its_views(recorded: Engine, cast: Cast) -> None:
    view = a_view(recorded, cast.analyst)
    id_ = a_board(recorded, cast.analyst, view)
    boards.remove(recorded, cast.analyst, id_, 2)
    assert last_sentence(recorded) == f"Government analyst deleted board {id_}."
    with pytest.raises(NotFound):
        on_board(recorded, cast.analyst, id_)
    assert opened(recorded, cast.analyst, view).name == "Reports"
    saved.remove(recorded, cast.analyst, view, 1)
