"""The page Briefings: what is put together saves itself, nothing that was typed is lost, and other windows are told."""

from datetime import date

from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from coordination.briefings.inputs import FigurePart, HeadingPart, OverviewPart, Part, ScorecardPart, WordsPart
from data_model.words import BriefingTemplate, Marking
from tests.briefings import LAG, REPORTS, a_briefing, opened
from tests.cast import Cast
from tests.exploring import a_view
from tests.pages.conftest import Opened, shown

WORDS, HEADING = WordsPart(text="First"), HeadingPart(text="One")


def press(window: AppTest, label: str, number: int = 0) -> AppTest:
    """Press the button of that name, counted from 0."""
    return [each for each in window.button if each.label == label][number].click().run()


def parts_of(recorded: Engine, cast: Cast, id_: int) -> tuple[Part, ...]:
    return opened(recorded, cast.analyst, id_).parts


def test_a_briefing_is_made_from_a_template(app: Opened, recorded: Engine, cast: Cast) -> None:
    window = app(cast.analyst, "briefings")
    assert "There is no briefing yet." in shown(window)
    window.text_input(key="briefings.name").set_value("Mine").run()
    window.radio(key="briefings.template").set_value(BriefingTemplate.ANSWER).run()
    window.text_area(key="briefings.question").set_value("Why?").run()
    press(window, "Make it")
    assert window.query_params["briefing"] == "1"
    assert "<h2>Mine</h2>" in shown(window)
    assert parts_of(recorded, cast, 1)[1] == WordsPart(text="Why?")


def test_parts_are_written_moved_removed_and_put_back(app: Opened, recorded: Engine, cast: Cast) -> None:
    id_ = a_briefing(recorded, cast.analyst, WORDS, HEADING, OverviewPart())
    window = app(cast.analyst, "briefings", briefing=id_)
    window.text_area[0].set_value("Second **x**").run()
    press(window, "Down")
    assert parts_of(recorded, cast, id_) == (HEADING, WordsPart(text="Second **x**"), OverviewPart())
    press(window, "Remove", 1)
    assert parts_of(recorded, cast, id_) == (HEADING, OverviewPart())
    press(window, "Put back the part that was removed")
    assert parts_of(recorded, cast, id_) == (HEADING, WordsPart(text="Second **x**"), OverviewPart())
    assert window.text_area[0].value == "Second **x**"


def test_figures_are_added_from_a_saved_view_and_by_address(app: Opened, recorded: Engine, cast: Cast) -> None:
    id_ = a_briefing(recorded, cast.analyst, WORDS)
    a_view(recorded, cast.analyst, "Mine")
    window = app(cast.analyst, "briefings", briefing=id_)
    window.selectbox(key=f"briefings.add.{id_}").set_value("view").run()
    press(window, "Add it")
    window.selectbox(key=f"briefings.add.{id_}").set_value("address").run()
    window.text_input(key=f"briefings.address.{id_}").set_value("http://parley.test/platform").run()
    press(window, "Add it")
    assert "This is not the address of a figure." in shown(window)
    window.text_input(key=f"briefings.address.{id_}").set_value(f"http://x/explore?{LAG}&as_at=2019-11-29").run()
    window.selectbox(key=f"briefings.where.{id_}").set_value(1).run()
    press(window, "Add it")
    assert parts_of(recorded, cast, id_) == (FigurePart(query=LAG), WORDS, FigurePart(query=REPORTS))


def test_a_marking_that_is_too_low_is_refused_and_nothing_is_lost(app: Opened, recorded: Engine, cast: Cast) -> None:
    id_ = a_briefing(recorded, cast.analyst, WORDS, ScorecardPart(platform="facebook"))
    window = app(cast.analyst, "briefings", briefing=id_)
    window.selectbox(key=f"briefings.marking.{id_}").set_value(Marking.OFFICIAL).run()
    assert "must be marked OFFICIAL-SENSITIVE, because of the scorecard (part 2)" in shown(window)
    window.text_area[0].set_value("Typed meanwhile").run()
    assert window.text_area[0].value == "Typed meanwhile"
    assert parts_of(recorded, cast, id_)[0] == WORDS
    window.selectbox(key=f"briefings.marking.{id_}").set_value(Marking.OFFICIAL_SENSITIVE).run()
    assert "Not saved." not in shown(window)
    assert parts_of(recorded, cast, id_)[0] == WordsPart(text="Typed meanwhile")


def test_what_was_changed_just_before_another_page_was_chosen_is_saved(
        app: Opened, recorded: Engine, cast: Cast, root: object) -> None:
    id_ = a_briefing(recorded, cast.analyst, WORDS)
    window = app(cast.analyst, "briefings", briefing=id_)
    window.text_area[0].set_value("Second")
    window.checkbox(key=f"briefings.shared.{id_}").check()
    window.switch_page(f"{root}/pages/analysts/figures.py").run()
    assert parts_of(recorded, cast, id_) == (WordsPart(text="Second"),)
    assert opened(recorded, cast.analyst, id_).shared


def test_two_windows_are_told_of_each_other(app: Opened, recorded: Engine, cast: Cast) -> None:
    id_ = a_briefing(recorded, cast.analyst, WORDS)
    one, other = (app(cast.analyst, "briefings", briefing=id_) for _ in range(2))
    other.text_area[0].set_value("From the other").run()
    one.text_area[0].set_value("From the one").run()
    assert "Not saved. This briefing was saved from another window" in shown(one)
    assert one.text_area[0].value == "From the one"
    press(one, "Load what is saved, instead of the text on this screen")
    assert one.text_area[0].value == "From the other"


def test_a_colleague_and_a_past_day_change_nothing(app: Opened, recorded: Engine, cast: Cast) -> None:
    id_ = a_briefing(recorded, cast.analyst, WORDS, HEADING, shared=True)
    before = app(cast.analyst, "briefings", briefing=id_)
    before.date_input(key="as_at").set_value(date(2019, 11, 29)).run()
    for window in (app(cast.official, "briefings", briefing=id_), before):
        assert not window.text_area
        assert "<p>First</p>" in shown(window)
        assert f"/downloads/briefing.pdf?letter=MCO%2F00433&amp;briefing={id_}" in shown(window)
    assert "as_at=2019-11-29" in shown(before)


def test_a_briefing_is_deleted_once_that_is_meant(app: Opened, recorded: Engine, cast: Cast) -> None:
    window = app(cast.analyst, "briefings", briefing=a_briefing(recorded, cast.analyst, WORDS))
    press(window, "Delete it for good")
    assert "The briefing was deleted." in shown(window)
    assert "There is no briefing yet." in shown(window)
