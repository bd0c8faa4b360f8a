"""Editions on the page Advice: what would be published, publishing it once it was read, and the urgent correction."""

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from coordination.advice import correcting, editions, publishing
from coordination.advice.editions import Edition
from data_model.database import reading
from data_model.words import AdviceTopic
from tests import cast as casting
from tests.advice import a_sent_section, an_agreed_section, an_edition, content
from tests.cast import OPENING, Cast
from tests.pages.conftest import Opened, shown

REPORTING = AdviceTopic.REPORTING
VIEW = {"view": "editions"}
HOSTILE = "<script>alert(1)</script> ![x](https://evil.example/x.png)"


def newest(engine: Engine) -> Edition | None:
    with reading(engine) as session:
        return editions.published(session, as_at=OPENING)


def press(window: AppTest, label: str) -> str:
    next(button for button in window.button if button.label == label).click().run()
    return shown(window)


def choose(window: AppTest, section: str) -> None:
    window.selectbox(key="compare-advice.correct.section").set_value(section).run()


def test_what_would_be_published_says_what_changes_and_what_is_missing(
        app: Opened, recorded: Engine, cast: Cast) -> None:
    an_agreed_section(recorded, cast, "facebook", REPORTING, welsh="")
    for viewer in (cast.official, cast.analyst):
        seen = shown(app(viewer, "compare-advice", **VIEW))
        assert "Edition 1 would have 1 section." in seen
        assert "<li>Facebook, where to report: added</li>" in seen
        assert "<li>Facebook: no Welsh on where to report</li>" in seen
        assert 'href="/advice/preview?language=cy' in seen
        assert "No edition is published yet." in seen


def test_an_official_publishes_once_it_was_read(app: Opened, recorded: Engine, cast: Cast) -> None:
    an_agreed_section(recorded, cast, "facebook", REPORTING)
    window = app(cast.official, "compare-advice", **VIEW)
    window.text_area(key="compare-advice.publish.1.note").set_value(HOSTILE)
    assert "Tick the box to say that you have read it." in press(window, "Publish edition 1")
    assert newest(recorded) is None
    window.checkbox(key="compare-advice.publish.1.sure").check()
    window.text_area(key="compare-advice.publish.1.note_welsh").set_value("Cymraeg")
    seen = press(window, "Publish edition 1")
    assert "Edition 1 is published. Everybody reads it within seconds." in seen
    assert "Everything that is agreed is published." in seen
    assert "by Cabinet Office official; 1 section, 1 changed." in seen
    assert "<script>alert" not in seen
    edition = newest(recorded)
    assert edition is not None
    assert (edition.number, edition.note, edition.note_welsh) == (1, HOSTILE, "Cymraeg")


def test_whoever_is_overtaken_publishes_nothing_and_keeps_the_note(app: Opened, recorded: Engine, cast: Cast) -> None:
    an_agreed_section(recorded, cast, "facebook", REPORTING)
    window = app(cast.official, "compare-advice", **VIEW)
    window.checkbox(key="compare-advice.publish.1.sure").check()
    window.text_area(key="compare-advice.publish.1.note").set_value("My note.")
    publishing.publish(recorded, cast.second_official, casting.letter_id(recorded), 1)
    seen = press(window, "Publish edition 1")
    assert "Home Office official already published edition 1 on 2 December 2019 at 09:00." in seen
    assert "My note." in seen


def test_an_urgent_correction_is_one_step(app: Opened, recorded: Engine, cast: Cast) -> None:
    wrong = an_agreed_section(recorded, cast, "facebook", REPORTING)
    an_edition(recorded, cast.official)
    window = app(cast.official, "compare-advice", **VIEW)
    choose(window, "Facebook: where to report")
    key = f"compare-advice.correct.{wrong}"
    assert window.text_input(key=f"{key}.report_address").value == "https://example.com/report"
    window.text_input(key=f"{key}.report_address").set_value("javascript:alert(1)")
    window.checkbox(key=f"{key}.sure").check()
    assert "Say what was wrong: readers will see it." in press(window, "Publish the correction of edition 1")
    window.text_area(key=f"{key}.note").set_value("The address was wrong.")
    assert "The address for reports begins with https:// or mailto:." in press(
        window, "Publish the correction of edition 1")
    window.text_input(key=f"{key}.report_address").set_value("https://example.com/right")
    seen = press(window, "Publish the correction of edition 1")
    assert "The correction is published as edition 2. Everybody reads it within seconds." in seen
    assert "<strong>Urgent correction.</strong>" in seen
    edition = newest(recorded)
    assert edition is not None
    section = edition.platforms[0].on(REPORTING)
    assert section is not None
    assert (edition.urgent, section.report_address) == (True, "https://example.com/right")


def test_a_correction_says_what_newer_text_it_takes_the_place_of(app: Opened, recorded: Engine, cast: Cast) -> None:
    an_agreed_section(recorded, cast, "facebook", REPORTING)
    an_edition(recorded, cast.official)
    a_sent_section(recorded, cast.facebook, REPORTING, english="Newer.")
    window = app(cast.official, "compare-advice", **VIEW)
    choose(window, "Facebook: where to report")
    assert ("Version 2 of Facebook’s section is newer than what is published and waits for a decision."
            in shown(window))


def test_who_is_overtaken_by_another_correction_keeps_what_they_wrote(app: Opened, recorded: Engine,
                                                                      cast: Cast) -> None:
    wrong = an_agreed_section(recorded, cast, "facebook", REPORTING)
    an_edition(recorded, cast.official)
    window = app(cast.official, "compare-advice", **VIEW)
    choose(window, "Facebook: where to report")
    window.text_area(key=f"compare-advice.correct.{wrong}.english").set_value("What I wrote.")
    window.text_area(key=f"compare-advice.correct.{wrong}.note").set_value("Why I wrote.")
    window.checkbox(key=f"compare-advice.correct.{wrong}.sure").check()
    correcting.correct(recorded, cast.second_official, wrong, content(REPORTING, english="First."), "It was wrong.")
    seen = press(window, "Publish the correction of edition 1")
    assert "Home Office official published edition 2" in seen
    assert "What I wrote." in seen
    assert "Why I wrote." in seen


@pytest.mark.parametrize(("who", "names"), [("analyst", True), ("facebook", False)])
def test_others_read_what_is_published_and_publish_nothing(who: str, names: bool, app: Opened, recorded: Engine,
                                                           cast: Cast) -> None:
    an_agreed_section(recorded, cast, "twitter", REPORTING)
    an_edition(recorded, cast.official)
    an_agreed_section(recorded, cast, "twitter", REPORTING, english="Not public yet.")
    window = app(getattr(cast, who), "compare-advice", **VIEW)
    seen = shown(window)
    assert 'href="/advice/1"' in seen
    assert ("by Cabinet Office official" in seen) is names
    assert ("The next edition" in seen) is names
    assert not [button for button in window.button if "ublish" in button.label]
