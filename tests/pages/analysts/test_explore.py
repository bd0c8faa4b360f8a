"""Explore: what is offered, how the address is the view, and how a view is kept."""

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from coordination.exploring import boards, reading
from data_model.database import reading as reading_from
from tests.cast import Cast, letter_id
from tests.exploring import a_board, a_view, on_board, opened
from tests.pages.conftest import Opened, all_of, shown
from tests.returning import sent

Chosen = dict[str, list[str]]
USUAL: Chosen = {"measure": ["reports-from-candidates"], "by": ["platform"], "grain": ["week"],
                 "from": ["2019-11-05"], "to": ["2019-11-21"], "form": ["line"]}


@pytest.fixture(autouse=True)
def counts(recorded: Engine, cast: Cast) -> None:
    """What Facebook and Twitter returned of two days."""
    sent(recorded, cast.facebook, [("2019-11-18", 120), ("2019-11-21", 90)])
    sent(recorded, cast.twitter, [("2019-11-18", 7), ("2019-11-21", 0)], slug="twitter")


def choose(window: AppTest, name: str, value: object, kind: str = "selectbox") -> AppTest:
    getattr(window, kind)(key=f"explore.{name}").set_value(value)
    window.run()
    assert not window.exception, [each.value for each in window.exception]
    return window


def said(window: AppTest) -> Chosen:
    """The view in the address."""
    return {name: list(value) if isinstance(value, list) else [value] for name, value in window.query_params.items()
            if name not in {"letter", "as_at"}}


def offered(window: AppTest, name: str) -> list[str]:
    return list(window.selectbox(key=f"explore.{name}").options)


def figure(window: AppTest) -> str:
    """What the figure says of itself."""
    [found] = window.get("plotly_chart")
    return str(found.proto.alt)


def address(window: AppTest) -> tuple[str, Chosen]:
    """The page and the query of the address that can be copied."""
    parts = urlsplit(window.code[0].value)
    return parts.path, parse_qs(parts.query)


def on_30_november(window: AppTest) -> AppTest:
    """The page as at a day on which nothing was returned yet."""
    return window.date_input(key="as_at").set_value(date(2019, 11, 30)).run()


def downloads(window: AppTest) -> list[str]:
    return [found.replace("&amp;", "&") for found in re.findall(r'href="(/downloads/[^"]*)"', shown(window))]


def sentences(window: AppTest) -> list[str]:
    return re.findall(r'<p class="message [a-z]+" role="[a-z]+">(.*?)</p>', shown(window))


@pytest.mark.parametrize("who", ["official", "analyst"])
def test_without_any_choice_the_usual_view_is_shown_and_the_address_stays_bare(
        who: str, app: Opened, cast: Cast) -> None:
    window = app(getattr(cast, who), "explore")
    assert figure(window).startswith("Reports from candidates, by platform, week by week")
    assert said(window) == {}
    assert address(window) == ("/explore", {"letter": ["MCO/00433"], **USUAL, "as_at": ["2019-12-02"]})


def test_whatever_is_chosen_goes_into_the_address_with_all_that_is_usual(app: Opened, cast: Cast) -> None:
    window = choose(app(cast.analyst, "explore"), "grain", "day")
    assert said(window) == USUAL | {"grain": ["day"]}
    choose(window, "platform", ["twitter", "facebook"], "multiselect")
    assert said(window)["platform"] == ["facebook", "twitter"]  # as lists have them, so one view has one address
    choose(window, "dates", False, "checkbox")
    assert said(window)["dates"] == ["no"]
    again = app(cast.official, "explore")
    again.query_params.update(said(window))
    again.run()
    assert figure(again) == figure(window)
    assert again.multiselect(key="explore.platform").value == ["facebook", "twitter"]
    assert address(again) == address(window)


def test_what_is_impossible_is_not_offered(app: Opened, cast: Cast) -> None:
    window = app(cast.analyst, "explore")
    assert offered(window, "form") == ["Line", "Bar", "Stacked bar", "Area", "Heat map", "Small multiples", "Table"]
    choose(window, "grain", "campaign")
    assert offered(window, "form") == ["Bar", "Stacked bar", "Small multiples", "Table"]
    assert said(window)["form"] == ["bar"]  # a line over no time: something sensible is put in its place
    choose(window, "measure", "meetings-held")
    assert offered(window, "by") == ["Kind", "Nothing"]
    assert offered(window, "grain") == ["Week by week", "All days together"]
    assert "explore.platform" not in [each.key for each in window.multiselect]
    choose(window, "by", "none")
    assert said(window)["by"] == ["none"]
    assert "explore.by_second" not in [each.key for each in window.selectbox]


def test_measures_stand_beside_one_another_where_they_have_a_stretch_of_time_in_common(app: Opened, cast: Cast) -> None:
    window = choose(app(cast.analyst, "explore"), "others", ["median-hours-to-action"], "multiselect")
    assert said(window)["measure"] == ["reports-from-candidates", "median-hours-to-action"]
    assert said(window)["form"] == ["small multiples"]
    choose(window, "measure", "median-hours-to-action")  # the first one now, and not beside itself
    assert said(window)["measure"] == ["median-hours-to-action"]
    assert "Time to action: Median hours to action" not in window.multiselect(key="explore.others").options


def test_what_an_address_asks_for_that_is_not_there_is_left_out_with_a_sentence(app: Opened, cast: Cast) -> None:
    window = app(cast.analyst, "explore", platform="elsewhere", measure="1=1")
    assert sentences(window) == ["The address asks for a measure that there is not. It is left out.",
                                 "The address asks for a platform that there is not. It is left out."]
    assert address(window)[1]["measure"] == USUAL["measure"]
    assert "platform" not in address(window)[1]


@pytest.mark.parametrize("wrong", [{"by": "1=1"}, {"from": "1066"}, {"form": "pie"}, {"commitment": "-1"},
                                   {"view": "x"}, {"view": 999}])
def test_an_address_that_is_none_of_ours_is_not_found(wrong: dict[str, object], app: Opened, cast: Cast) -> None:
    window = app(cast.analyst, "explore", **wrong)
    assert sentences(window)[0].startswith("Not found.")
    assert window.get("plotly_chart") == []


def test_a_day_that_is_emptied_stays_as_it_was(app: Opened, cast: Cast) -> None:
    window = choose(app(cast.analyst, "explore"), "from", None, "date_input")
    assert said(window) == USUAL


def test_the_table_shows_the_groups_that_are_chosen_and_is_taken_away_with_those_rows_alone(
        app: Opened, cast: Cast) -> None:
    window = app(cast.analyst, "explore")
    every = window.dataframe[0].value
    assert list(every["Platform"].unique()) == ["Facebook", "Google", "Twitter"]
    assert "Measure" not in every  # the same in every row
    choose(window, "groups", ["Twitter"], "multiselect")
    table = window.dataframe[0].value
    assert list(table["Platform"].unique()) == ["Twitter"]
    assert list(table["Value"].dropna()) == [7.0]
    assert "<strong>3 rows of 9</strong>" in shown(window)
    taken = [parse_qs(urlsplit(each).query) for each in downloads(window)]
    assert [len(each["row"]) for each in taken if "row" in each] == [3, 3]
    choose(window, "by", "category")
    assert window.multiselect(key="explore.groups").value == []  # for Twitter is no category
    window = choose(choose(window, "by", "none"), "others", ["content-actioned"], "multiselect")
    assert window.multiselect(key="explore.groups").options == ["Reports from candidates", "Content acted on"]


def test_every_kind_of_file_has_a_link_that_says_the_whole_view(app: Opened, cast: Cast) -> None:
    links = downloads(on_30_november(app(cast.analyst, "explore")))[:9]
    assert [urlsplit(each).path.rpartition(".")[2] for each in links] == [
        "svg", "png", "png", "png", "pdf", "html", "pptx", "csv", "xlsx"]
    queries = [parse_qs(urlsplit(each).query) for each in links]
    assert [each.pop("scale", None) for each in queries] == [None, ["1"], ["2"], ["4"], *[None] * 5]
    expected = {"letter": ["MCO/00433"], "as_at": ["2019-11-30"], **USUAL, "to": ["2019-11-30"]}
    assert queries == [expected] * 9


def test_without_chromium_the_page_says_what_cannot_be_made_and_the_remedy(
        app: Opened, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exports.pictures.missing", lambda: "Install Chromium.")
    window = app(cast.analyst, "explore")
    assert "Your own browser draws SVG and PNG; there is no PDF. Install Chromium." in shown(window)
    assert not [each for each in downloads(window) if "figure.pdf" in each]


def test_notes_are_in_the_address_until_they_are_removed(app: Opened, cast: Cast) -> None:
    window = app(cast.analyst, "explore")
    window.text_input(key="explore.note.text").set_value("  Television\ndebate ")
    window.date_input(key="explore.note.day").set_value("2019-11-19")
    press(window, "Write it on the figure")
    assert said(window)["note"] == ["2019-11-19 Television debate"]
    assert "Television debate" in all_of(window)
    press(window, "Write it on the figure")  # of nothing
    assert said(window)["note"] == ["2019-11-19 Television debate"]
    press(window, "Remove note 1")
    assert "note" not in said(window)


def press(window: AppTest, label: str) -> AppTest:
    [button] = [each for each in window.button if each.label == label]
    button.click()
    window.run()
    assert not window.exception, [each.value for each in window.exception]
    return window


def save(window: AppTest, name: str, *, shared: bool = False, board: int = 0) -> AppTest:
    [field] = [each for each in window.text_input if each.label == "Name of this view"]
    field.set_value(name)
    [tick] = [each for each in window.checkbox if each.label == "Share it with Cabinet Office"]
    tick.set_value(shared)
    [place] = [each for each in window.selectbox if each.label == "Put it on a board of yours"]
    place.set_value(board)
    return press(window, "Save this view")


def test_a_view_is_saved_shared_and_put_on_a_board_in_one_go(recorded: Engine, app: Opened, cast: Cast) -> None:
    board = a_board(recorded, cast.analyst, name="Mine")
    a_board(recorded, cast.analyst, *(a_view(recorded, cast.analyst, str(number)) for number in range(9)), name="Full")
    a_board(recorded, cast.official, name="A colleague’s", shared=True)
    window = choose(app(cast.analyst, "explore"), "grain", "day")
    [place] = [each for each in window.selectbox if each.label == "Put it on a board of yours"]
    assert list(place.options) == ["No board", "Mine"]
    save(window, "Day by day", shared=True, board=board)
    assert sentences(window) == ["The view is saved. You and Cabinet Office find it under Views and boards."]
    [view] = on_board(recorded, cast.analyst, board)
    assert opened(recorded, cast.official, view).name == "Day by day"
    assert parse_qs(opened(recorded, cast.official, view).query)["grain"] == ["day"]
    save(window, "Day by day")
    assert sentences(window) == ["You already have a view of this name. Choose another name."]
    save(window, "")
    assert sentences(window) == ["Give it a name."]
    save(window, "Another")
    assert sentences(window) == ["The view is saved. You find it under Views and boards."]


def test_a_board_that_was_changed_meanwhile_leaves_nothing_half_done(
        recorded: Engine, app: Opened, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    board = a_board(recorded, cast.analyst, name="Mine")
    window = app(cast.analyst, "explore")
    listing = boards.listing
    monkeypatch.setattr(boards, "listing", lambda *given: listing(*given).assign(revision=0))
    save(window, "x", board=board)
    assert sentences(window)[0].startswith("This board was changed in another window.")
    with reading_from(recorded) as session:
        assert boards.listing(session, cast.analyst, letter_id(recorded))["figures"].item() == 0


def test_a_saved_views_number_becomes_its_whole_address_for_whoever_may_open_it(
        recorded: Engine, app: Opened, cast: Cast) -> None:
    view = a_view(recorded, cast.analyst, shared=True)
    for who in (cast.analyst, cast.official):
        window = app(who, "explore", view=view)
        assert said(window) == USUAL | {"from": ["2019-11-18"], "to": ["2019-12-01"]}
        assert figure(window).startswith("Reports from candidates, by platform, week by week")
    window = app(cast.second_official, "explore", view=view)
    assert sentences(window) == ['Not found. There is no such view. <a href="/">Go to the first page</a>']


def test_a_past_day_is_explored_and_nothing_is_saved_there(app: Opened, cast: Cast) -> None:
    window = on_30_november(app(cast.analyst, "explore"))
    assert address(window)[1]["as_at"] == ["2019-11-30"]
    assert not [each for each in window.button if each.label == "Save this view"]


def test_a_rerun_that_changes_nothing_reads_and_draws_nothing(
        app: Opened, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    explore: Callable[..., object] = reading.explore
    monkeypatch.setattr(reading, "explore", lambda *given, **named: asked.append(given) or explore(*given, **named))
    window = app(cast.analyst, "explore")
    before = len(asked)
    assert before == 1
    window.run()
    choose(window, "groups", ["Twitter"], "multiselect")
    app(cast.analyst, "explore")
    assert len(asked) == before
