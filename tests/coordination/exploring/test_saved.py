"""Views under a name: whose they are, who opens them, and what becomes of them."""

import pandas as pd
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from coordination import audit
from coordination.exploring import boards, saved
from coordination.problems import Changed, Invalid, NotAllowed, NotFound
from coordination.viewers import Viewer
from data_model.database import reading
from tests.cast import OPENING, Cast, letter_id
from tests.conftest import StoppedClock
from tests.coordination.test_requests import last_sentence
from tests.exploring import A_VIEW, ITS_QUERY, a_board, a_view, on_board, opened


def listed(engine: Engine, viewer: Viewer) -> pd.DataFrame:
    with reading(engine) as session:
        return saved.listing(session, viewer, letter_id(engine))


def names(engine: Engine, viewer: Viewer) -> list[str]:
    return list(listed(engine, viewer)["name"])


def test_a_view_is_kept_as_its_address_says_it_under_a_name_on_one_line(recorded: Engine, cast: Cast) -> None:
    id_ = a_view(recorded, cast.analyst, " Reports\n of\x00 candidates ")
    found = opened(recorded, cast.analyst, id_)
    assert (found.id, found.letter_id, found.name, found.query) == (
        id_, letter_id(recorded), "Reports of candidates", ITS_QUERY)
    assert (found.shared, found.own, found.revision, found.saved_at) == (False, True, 1, OPENING)
    assert last_sentence(recorded) == f"Government analyst saved view {id_}."


def test_it_is_its_owners_own_until_shared_and_then_the_organisations(recorded: Engine, cast: Cast) -> None:
    id_ = a_view(recorded, cast.analyst)
    others = [viewer for viewer in cast.everyone() if viewer is not cast.analyst]
    for viewer in others:
        assert names(recorded, viewer) == []
        with pytest.raises(NotFound, match=r"^There is no such view\.$"):
            opened(recorded, viewer, id_)
    saved.change(recorded, cast.analyst, id_, 1, "Reports", shared=True)
    assert last_sentence(recorded) == f"Government analyst shares view {id_} with their organisation."
    assert [viewer.name for viewer in others if names(recorded, viewer)] == ["Cabinet Office official"]
    found = opened(recorded, cast.official, id_)
    assert (found.query, found.shared, found.own, found.revision) == (ITS_QUERY, True, False, 2)
    for viewer in (cast.second_official, cast.administrator, cast.facebook, cast.stranger):
        with pytest.raises(NotFound, match=r"^There is no such view\.$"):
            opened(recorded, viewer, id_)
    saved.change(recorded, cast.analyst, id_, 2, "Reports", shared=False)
    assert last_sentence(recorded) == f"Government analyst shares view {id_} no longer with their organisation."
    with pytest.raises(NotFound):
        opened(recorded, cast.official, id_)


def test_ones_own_come_first_then_colleagues_by_name(recorded: Engine, cast: Cast) -> None:
    a_view(recorded, cast.official, "a colleague’s", shared=True)
    a_view(recorded, cast.official, "A colleague’s own")
    for name in ("b", "A"):
        id_ = a_view(recorded, cast.analyst, name)
    a_board(recorded, cast.analyst, id_, name="x")
    a_board(recorded, cast.official, name="y", shared=True)
    found = listed(recorded, cast.analyst)
    assert list(found.columns) == saved.COLUMNS
    assert [(row.name, row.own, row.shared, row.owner, row.boards) for row in found.itertuples(index=False)] == [
        ("A", True, False, "Government analyst", ("x",)), ("b", True, False, "Government analyst", ()),
        ("a colleague’s", False, True, "Cabinet Office official", ())]


def test_names_are_one_persons_own_and_each_is_used_once(recorded: Engine, cast: Cast) -> None:
    a_view(recorded, cast.analyst, "Reports")
    a_view(recorded, cast.official, "Reports")
    with pytest.raises(Invalid, match=r"^You already have a view of this name\. Choose another name\.$"):
        a_view(recorded, cast.analyst, " Reports ")
    other = a_view(recorded, cast.analyst, "Other")
    with pytest.raises(Invalid, match=r"^You already have a view of this name\. Choose another name\.$"):
        saved.change(recorded, cast.analyst, other, 1, "Reports", shared=False)
    saved.change(recorded, cast.analyst, other, 1, "Other", shared=False)  # its own name is no other's
    assert last_sentence(recorded) == f"Government analyst saved view {other}."  # for nothing is new
    saved.change(recorded, cast.analyst, other, 2, "Another", shared=False)
    assert last_sentence(recorded) == f"Government analyst renamed view {other}."
    assert names(recorded, cast.analyst) == ["Another", "Reports"]


@pytest.mark.parametrize(("name", "sentence"), [
    ("", "Give it a name."), (" \n\x00", "Give it a name."), ("x" * 121, "Shorten the name to 120 characters.")])
def test_a_name_is_there_and_short(name: str, sentence: str, recorded: Engine, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        a_view(recorded, cast.analyst, name)
    assert str(refused.value) == sentence
    id_ = a_view(recorded, cast.analyst, "x" * 120)
    with pytest.raises(Invalid):
        saved.change(recorded, cast.analyst, id_, 1, name, shared=False)


def test_a_window_that_is_behind_changes_nothing(recorded: Engine, cast: Cast) -> None:
    id_ = a_view(recorded, cast.analyst)
    saved.change(recorded, cast.analyst, id_, 1, "First", shared=False)
    sentence = r"^This view was changed in another window\. Look at it as it is now, and try again\.$"
    with pytest.raises(Changed, match=sentence):
        saved.change(recorded, cast.analyst, id_, 1, "Second", shared=True)
    with pytest.raises(Changed, match=sentence):
        saved.remove(recorded, cast.analyst, id_, 1)
    found = opened(recorded, cast.analyst, id_)
    assert (found.name, found.shared, found.revision) == ("First", False, 2)


def test_only_its_owner_changes_it(recorded: Engine, cast: Cast) -> None:
    own, shared = a_view(recorded, cast.analyst, "a"), a_view(recorded, cast.analyst, "b", shared=True)
    for viewer in (cast.official, cast.second_official):
        with pytest.raises(NotFound):
            saved.remove(recorded, viewer, own, 1)
    for change in (lambda: saved.change(recorded, cast.official, shared, 1, "x", shared=False),
                   lambda: saved.remove(recorded, cast.official, shared, 1)):
        with pytest.raises(NotAllowed, match=r"^This view is a colleague’s\. Only they can change it\.$"):
            change()
    for viewer in (cast.facebook, cast.administrator):
        with pytest.raises(NotAllowed, match="cannot save views"):
            a_view(recorded, viewer)
    assert names(recorded, cast.analyst) == ["a", "b"]


def test_of_a_letter_that_there_is_not_none_is_saved(recorded: Engine, cast: Cast) -> None:
    with pytest.raises(NotFound, match=r"^There is no such letter\.$"):
        saved.save(recorded, cast.analyst, 999, "x", A_VIEW)


def test_one_that_is_on_boards_is_deleted_only_with_a_yes_and_then_leaves_them(recorded: Engine, cast: Cast) -> None:
    id_, other = a_view(recorded, cast.analyst, shared=True), a_view(recorded, cast.analyst, "Other")
    mine = a_board(recorded, cast.analyst, id_, other)
    theirs = a_board(recorded, cast.official, id_)
    with pytest.raises(Invalid, match=r"^This view is on 2 boards\. Say that it may be taken off\.$"):
        saved.remove(recorded, cast.analyst, id_, 1)
    assert on_board(recorded, cast.analyst, mine) == [id_, other]
    saved.remove(recorded, cast.analyst, id_, 1, off_boards=True)
    assert last_sentence(recorded) == f"Government analyst deleted view {id_}, which was on 2 boards."
    assert on_board(recorded, cast.analyst, mine) == [other]
    assert on_board(recorded, cast.official, theirs) == []
    with pytest.raises(Changed):  # whoever had the board open sees it as it is now first
        boards.take_off(recorded, cast.analyst, mine, 3, other)
    saved.remove(recorded, cast.analyst, a_view(recorded, cast.analyst, "Free"), 1)
    assert names(recorded, cast.analyst) == ["Other"]


def test_saving_does_not_make_pages_read_again(recorded: Engine, cast: Cast, session: Session,
                                               stopped_clock: StoppedClock) -> None:
    before = audit.data_version(session)
    saved.change(recorded, cast.analyst, a_view(recorded, cast.analyst), 1, "Another", shared=True)
    session.rollback()
    assert audit.data_version(session) == before
    assert audit.verify(session).sound
