"""Writing advice: a draft that saves itself, what is said while it is written, and sending it."""

from datetime import date

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from coordination.advice import writing
from coordination.viewers import Viewer
from data_model.database import reading as reading_from
from data_model.words import AdviceTopic
from tests import cast as casting
from tests.advice import a_draft, a_returned_section, an_agreed_section, content
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.pages.conftest import Opened, shown

BREACHES = {"topic": "breaches"}


def desk(engine: Engine, viewer: Viewer, topic: AdviceTopic = AdviceTopic.BREACHES) -> writing.Desk:
    with reading_from(engine) as session:
        return writing.desk(session, viewer, casting.letter_id(engine), casting.own_platform_id(engine, viewer), topic)


def field(engine: Engine, viewer: Viewer, name: str, topic: AdviceTopic = AdviceTopic.BREACHES) -> str:
    """The key of a field of the writing page."""
    return (f"write-advice.{name}.{casting.letter_id(engine)}.{casting.own_platform_id(engine, viewer)}.{topic}")


def press(window: AppTest, label: str) -> None:
    next(button for button in window.button if button.label == label).click().run()


def test_the_sections_of_ones_own_are_listed_with_what_is_missing(app: Opened, recorded: Engine, cast: Cast) -> None:
    an_agreed_section(recorded, cast, welsh="")
    a_returned_section(recorded, cast, topic=AdviceTopic.RESPONSE, reason="By when?")
    seen = shown(app(cast.facebook, "write-advice"))
    assert "<p>No Welsh on what breaches</p>" in seen
    assert "By when?" in seen
    assert "advice-not-written" in seen.split("</style>")[-1]
    assert "Twitter" not in seen.split("</style>")[-1]


def test_a_section_is_written_saved_and_sent(app: Opened, recorded: Engine, cast: Cast) -> None:
    window = app(cast.facebook, "write-advice", **BREACHES)
    press(window, "Start writing")
    window.text_area(key=field(recorded, cast.facebook, "english")).set_value("We take **threats** down.").run()
    saved = desk(recorded, cast.facebook).draft
    assert saved
    assert saved.content.english == "We take **threats** down."
    seen = shown(window)
    assert "We take <strong>threats</strong> down." in seen
    assert "Grade 1: most people read this easily. Longest sentence: 4 words." in seen
    assert "Saved at 09:00" in seen
    window.text_area(key=field(recorded, cast.facebook, "welsh")).set_value("Rydym yn dileu.").run()
    press(window, "Send to officials")
    assert "Sent to officials." in shown(window)
    now = desk(recorded, cast.facebook)
    assert (now.draft, now.last and now.last.content.welsh) == (None, "Rydym yn dileu.")


def test_words_typed_just_before_another_page_was_chosen_are_saved(
        app: Opened, recorded: Engine, cast: Cast, root: object) -> None:
    window = app(cast.facebook, "write-advice", **BREACHES)
    press(window, "Start writing")
    window.text_area(key=field(recorded, cast.facebook, "welsh")).set_value("Rydym yn dileu.")
    window.switch_page(f"{root}/pages/platforms/home.py").run()
    saved = desk(recorded, cast.facebook).draft
    assert saved
    assert saved.content.welsh == "Rydym yn dileu."


def test_what_is_wrong_with_a_link_is_said_while_it_is_written(app: Opened, recorded: Engine, cast: Cast) -> None:
    window = app(cast.facebook, "write-advice", **BREACHES)
    press(window, "Start writing")
    english = field(recorded, cast.facebook, "english")
    window.text_area(key=english).set_value("One.\n\n[this](javascript:alert(1))").run()
    assert "Line 3: the link to “javascript:alert(1)” leads nowhere." in shown(window)
    press(window, "Send to officials")
    assert "There is a problem. It was not sent." in shown(window)
    assert desk(recorded, cast.facebook).last is None
    window.text_area(key=english).set_value("One.").run()
    assert "There is a problem" not in shown(window)
    press(window, "Send to officials")
    assert "Sent to officials." in shown(window)


def test_the_topics_ask_for_their_own(app: Opened, recorded: Engine, cast: Cast) -> None:
    window = app(cast.facebook, "write-advice", topic="reporting")
    press(window, "Start writing")
    window.text_input(key=field(recorded, cast.facebook, "report_address", AdviceTopic.REPORTING)).set_value("x").run()
    assert "The address for reports begins with https:// or mailto:." in shown(window)
    window = app(cast.facebook, "write-advice", topic="response")
    press(window, "Start writing")
    window.number_input(key=field(recorded, cast.facebook, "responds_in_hours", AdviceTopic.RESPONSE)).set_value(
        24).run()
    saved = desk(recorded, cast.facebook, AdviceTopic.RESPONSE).draft
    assert saved
    assert saved.content.responds_in_hours == 24


def test_why_it_was_returned_stands_on_top(app: Opened, recorded: Engine, cast: Cast) -> None:
    a_returned_section(recorded, cast, reason="Say <i>when</i>.")
    window = app(cast.facebook, "write-advice", **BREACHES)
    assert "Say &lt;i&gt;when&lt;/i&gt;." in shown(window)
    press(window, "Correct it and send it again")
    assert window.text_area(key=field(recorded, cast.facebook, "english")).value == content()["english"]
    press(window, "Send to officials")
    assert "This is what version 1 says. Change something first." in shown(window)


def test_a_second_window_loses_nothing(app: Opened, recorded: Engine, cast: Cast) -> None:
    a_draft(recorded, cast.facebook)
    first = app(cast.facebook, "write-advice", **BREACHES)
    second = app(cast.facebook, "write-advice", **BREACHES)
    english = field(recorded, cast.facebook, "english")
    first.text_area(key=english).set_value("First.").run()
    second.text_area(key=english).set_value("Second.").run()
    assert "Not saved. Facebook representative saved this draft from another window" in shown(second)
    assert second.text_area(key=english).value == "Second."
    press(second, "Load what is saved, instead of the text on this screen")
    assert second.text_area(key=english).value == "First."


def test_a_draft_is_discarded_only_when_asked_twice(app: Opened, recorded: Engine, cast: Cast) -> None:
    a_draft(recorded, cast.facebook)
    window = app(cast.facebook, "write-advice", **BREACHES)
    press(window, "Discard it for good")
    assert "The draft was discarded." in shown(window)
    assert desk(recorded, cast.facebook).draft is None


def test_what_is_agreed_is_found_still_right(app: Opened, recorded: Engine, cast: Cast,
                                             stopped_clock: StoppedClock) -> None:
    an_agreed_section(recorded, cast)
    stopped_clock.advance(days=8)
    assert "advice-stale" in shown(app(cast.facebook, "home")).split("</style>")[-1]
    window = app(cast.facebook, "write-advice", **BREACHES)
    press(window, "Version 1 is still right")
    assert "Checked. Version 1 is still right as of today." in shown(window)
    assert "advice-stale" not in shown(app(cast.facebook, "home")).split("</style>")[-1]


@pytest.mark.parametrize("query", [{"topic": "x"}, {"platform": "twitter"}, {"platform": "twitter", **BREACHES}])
def test_another_companys_section_is_not_found(app: Opened, cast: Cast, query: dict[str, str]) -> None:
    assert "Not found." in shown(app(cast.facebook, "write-advice", **query))


def test_a_past_day_offers_today(app: Opened, cast: Cast) -> None:
    window = app(cast.facebook, "write-advice")
    window.date_input(key="as_at").set_value(date(2019, 12, 1)).run()
    assert "Advice is written now" in shown(window)
