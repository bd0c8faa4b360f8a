"""Views and boards on their page: whose they are, opening them, and changing one's own."""

import re

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from coordination.exploring import boards, saved
from data_model.database import reading
from tests.cast import Cast, letter_id
from tests.exploring import a_board, a_view, on_board, opened
from tests.pages.analysts.test_explore import press, sentences
from tests.pages.conftest import Opened, shown

HOSTILE = "<img src=/beacon/x> ![x](/beacon/y) $x$"


def rows(window: AppTest) -> list[list[str]]:
    """The rows of the tables of boards and views, each as the words of its cells."""
    found = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", shown(window), re.DOTALL)
    return [[re.sub(r"<.*?>", "", each).strip() for each in re.split(r"</t[hd]>\s*", row)[:3]] for row in found]


def figures(window: AppTest) -> list[str]:
    """What the figures on screen say of themselves, shortly."""
    return [str(each.proto.alt).partition(".")[0] for each in window.get("plotly_chart")]


def names(engine: Engine, cast: Cast) -> list[str]:
    with reading(engine) as session:
        return list(saved.listing(session, cast.analyst, letter_id(engine))["name"])


def fill(window: AppTest, label: str, value: object, kind: str = "text_input") -> None:
    [field] = [each for each in getattr(window, kind) if each.label == label]
    field.set_value(value)


def test_where_nothing_is_kept_the_page_says_how_to_begin(app: Opened, cast: Cast) -> None:
    page = shown(app(cast.analyst, "boards"))
    assert "There is no board yet. A board shows up to nine views side by side; make one below." in page
    assert 'No view is kept yet. Choose figures under <a href="/explore?letter=MCO%2F00433">Explore</a>' in page


def test_ones_own_and_those_that_colleagues_share_are_listed(recorded: Engine, app: Opened, cast: Cast) -> None:
    view = a_view(recorded, cast.analyst, HOSTILE)
    a_view(recorded, cast.official, "Theirs", shared=True)
    a_view(recorded, cast.official, "Not shared")
    a_board(recorded, cast.analyst, view, name="Monday", shared=True)
    escaped = "&lt;img src=/beacon/x&gt; ![x](/beacon/y) $x$"
    assert rows(app(cast.analyst, "boards")) == [
        ["Monday", "shared with Cabinet Office", "1"], [escaped, "yours alone", "Monday"],
        ["Theirs", "Cabinet Office official", "none"]]
    assert rows(app(cast.official, "boards")) == [
        ["Monday", "Government analyst", "1"], ["Not shared", "yours alone", "none"],
        ["Theirs", "shared with Cabinet Office", "none"]]
    assert rows(app(cast.second_official, "boards")) == []


def test_a_board_shows_its_figures_each_leading_to_its_view(recorded: Engine, app: Opened, cast: Cast) -> None:
    board = a_board(recorded, cast.analyst, a_view(recorded, cast.analyst), name="Monday", shared=True)
    for who, whose in ((cast.analyst, "Yours, shared with Cabinet Office."), (cast.official, "Shared by Government")):
        window = app(who, "boards", board=board)
        assert whose in shown(window)
        assert figures(window)[0].startswith("Reports from candidates, by platform, week by week")
        assert '<a href="/explore?letter=MCO%2F00433&amp;measure=reports-from-candidates' in shown(window)
    assert [each.label for each in window.button] == []  # the official's
    window = app(cast.second_official, "boards", board=board)
    assert sentences(window) == ['Not found. There is no such board. <a href="/">Go to the first page</a>']


def test_what_is_no_longer_shared_is_not_shown_and_can_be_taken_off(recorded: Engine, app: Opened, cast: Cast) -> None:
    view = a_view(recorded, cast.official, "Theirs", shared=True)
    board = a_board(recorded, cast.analyst, view)
    saved.change(recorded, cast.official, view, 1, "Theirs", shared=False)
    window = app(cast.analyst, "boards", board=board)
    assert sentences(window) == ["A colleague’s view was here. They share it no longer."]
    assert "Theirs" not in shown(window)
    press(window, "Take it off")
    assert on_board(recorded, cast.analyst, board) == []
    assert "Nothing is on this board yet." in shown(window)


def test_a_board_is_made_filled_arranged_and_emptied(recorded: Engine, app: Opened, cast: Cast) -> None:
    first, second = a_view(recorded, cast.analyst, "First"), a_view(recorded, cast.official, "Second", shared=True)
    window = app(cast.analyst, "boards")
    fill(window, "Name of the board", "Monday")
    press(window, "Make this board")
    assert sentences(window) == ["The board is made. Put views on it here, or from Explore."]
    with reading(recorded) as session:
        board = int(boards.listing(session, cast.analyst, letter_id(recorded))["id"].item())
    window = app(cast.analyst, "boards", board=board)
    [views] = [each for each in window.selectbox if each.label == "View"]
    assert list(views.options) == ["First", "Second (Cabinet Office official)"]
    press(window, "Put it on this board")
    press(window, "Put it on this board")
    assert on_board(recorded, cast.analyst, board) == [first, second]
    assert "View" not in [each.label for each in window.selectbox]  # there is none left to put on it
    press(window, "Move it later")
    assert on_board(recorded, cast.analyst, board) == [second, first]
    press(window, "Move it earlier")
    assert on_board(recorded, cast.analyst, board) == [first, second]
    press(window, "Take it off")
    assert on_board(recorded, cast.analyst, board) == [second]


def test_a_board_is_renamed_shared_and_with_a_yes_deleted(recorded: Engine, app: Opened, cast: Cast) -> None:
    board = a_board(recorded, cast.analyst, name="Monday")
    window = app(cast.analyst, "boards", board=board)
    fill(window, "Name of the board", " ")
    press(window, "Change this board")
    assert sentences(window)[-1] == "Give it a name."
    fill(window, "Name of the board", HOSTILE)
    fill(window, "Shared, with your views on it, with Cabinet Office", True, "checkbox")
    press(window, "Change this board")
    assert sentences(window)[0] == "The board is changed."
    with reading(recorded) as session:
        found = boards.opened(session, cast.official, board)
    assert (found.name, found.shared) == (HOSTILE, True)
    press(window, "Delete this board")
    assert sentences(window)[-1] == "Tick the box to delete the board. Nothing was changed."
    fill(window, "Yes, delete this board. Its views stay.", True, "checkbox")
    press(window, "Delete this board")
    assert sentences(window) == ["The board is deleted."]
    assert "board" not in window.query_params


def test_a_view_is_renamed_shared_and_with_a_yes_deleted_from_its_boards(recorded: Engine, app: Opened,
                                                                        cast: Cast) -> None:
    view = a_view(recorded, cast.analyst)
    board = a_board(recorded, cast.analyst, view, name="*Monday*")
    window = app(cast.analyst, "boards")
    fill(window, "Name of the view", "Renamed")
    fill(window, "Shared with Cabinet Office", True, "checkbox")
    press(window, "Change this view")
    assert sentences(window) == ["The view is changed."]
    assert opened(recorded, cast.official, view).name == "Renamed"
    press(window, "Delete this view")
    assert sentences(window) == ["Tick the box to delete the view. Nothing was changed."]
    [tick] = [each for each in window.checkbox if each.label.startswith("Yes, delete")]
    assert tick.label == r"Yes, delete this view\, and take it off every board that it is on\: \*Monday\*"
    tick.set_value(True)
    press(window, "Delete this view")
    assert sentences(window) == ["The view is deleted."]
    assert names(recorded, cast) == []
    assert on_board(recorded, cast.analyst, board) == []


def test_a_press_on_a_state_that_is_gone_does_nothing_but_show_the_new_one(recorded: Engine, app: Opened,
                                                                          cast: Cast) -> None:
    view = a_view(recorded, cast.analyst)
    window = app(cast.analyst, "boards")
    saved.change(recorded, cast.analyst, view, 1, "In another window", shared=False)
    fill(window, "Name of the view", "Here")
    press(window, "Change this view")
    assert names(recorded, cast) == ["In another window"]
    assert [each.value for each in window.text_input if each.label == "Name of the view"] == ["In another window"]


@pytest.mark.parametrize("who", ["analyst", "official"])
def test_nothing_is_changed_on_a_past_day(who: str, recorded: Engine, app: Opened, cast: Cast) -> None:
    board = a_board(recorded, getattr(cast, who), a_view(recorded, getattr(cast, who)))
    for query in ({}, {"board": board}):
        window = app(getattr(cast, who), "boards", **query)
        window.date_input(key="as_at").set_value("2019-11-30").run()
        assert [each.label for each in window.button] == []


def test_choosing_among_views_reads_as_people_named_them(recorded: Engine, app: Opened, cast: Cast) -> None:
    a_view(recorded, cast.analyst, "a")
    second = a_view(recorded, cast.analyst, HOSTILE)
    window = app(cast.analyst, "boards")
    window.selectbox(key="boards.view").set_value(second).run()
    assert [each.value for each in window.text_input if each.label == "Name of the view"] == [HOSTILE]
