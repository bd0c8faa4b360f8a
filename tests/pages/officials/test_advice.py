"""The page that compares advice: what stands side by side, and the official's decision on one section."""

import re
from datetime import date

import pytest
from markupsafe import escape
from sqlalchemy import Engine

from coordination.advice import agreeing
from data_model.advice import AdviceVersion
from data_model.database import writing
from data_model.words import AdviceTopic
from tests.advice import a_returned_section, a_sent_section, an_agreed_section
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.hostile_markdown import HOSTILE
from tests.pages.conftest import Opened, shown

FACEBOOK = {"platform": "facebook", "topic": "breaches"}


def test_gaps_write_themselves_where_nothing_is_written(app: Opened, cast: Cast) -> None:
    seen = shown(app(cast.official, "compare-advice"))
    assert "9 gaps" in seen
    assert "<li>Google: nothing on what response to expect</li>" in seen
    assert "to be agreed</h2>" not in seen


def test_sections_stand_side_by_side(app: Opened, recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    an_agreed_section(recorded, cast, "facebook", AdviceTopic.RESPONSE, responds_in_hours=None)
    an_agreed_section(recorded, cast, "twitter", AdviceTopic.RESPONSE, welsh="")
    stopped_clock.advance(days=8)
    a_sent_section(recorded, cast.twitter)
    seen = shown(app(cast.analyst, "compare-advice"))
    assert "1 section waits to be agreed" in seen
    assert "2 sections stale" in seen
    assert "<li>Facebook: no response time stated</li>" in seen
    assert "<li>Twitter: no Welsh on what response to expect</li>" in seen
    assert "within <strong>48 hours</strong>" in seen
    assert "last checked on <time datetime=\"2019-12-02\">2 December 2019</time>, 8 days ago" in seen


def test_the_records_of_platforms_open_for_whoever_may_read_them(app: Opened, recorded: Engine, cast: Cast) -> None:
    an_agreed_section(recorded, cast, "twitter", english="We act on:\n\n- threats\n- doxxing\n\nTell us.")
    for who, opens in (("official", {"facebook", "google", "twitter"}), ("twitter", {"twitter"})):
        seen = shown(app(getattr(cast, who), "compare-advice"))
        assert set(re.findall(r'<th scope="col"><a href="/platform\?platform=(\w+)', seen)) == opens
        assert "<p>We act on: threats; doxxing; Tell us.</p>" in seen


def test_an_official_agrees_the_version_that_is_read(app: Opened, recorded: Engine, cast: Cast) -> None:
    id_ = a_sent_section(recorded, cast.facebook)
    window = app(cast.official, "compare-advice", **FACEBOOK)
    window.button(key=f"advice.agree.{id_}").click().run()
    seen = shown(window)
    assert "Agreed. It will be in the next edition." in seen
    assert "Agreed by Cabinet Office official" in seen
    assert "Your decision" not in seen


def test_an_official_returns_it_with_a_reason(app: Opened, recorded: Engine, cast: Cast) -> None:
    id_ = a_sent_section(recorded, cast.facebook)
    window = app(cast.official, "compare-advice", **FACEBOOK)
    back = next(button for button in window.button if button.label == "Return version 1 to Facebook")
    back.click().run()
    assert "Say why you return it and what the platform should do." in shown(window)
    window.text_area(key=f"advice.reason.{id_}").set_value("Say <b>when</b>.")
    next(button for button in window.button if button.label == "Return version 1 to Facebook").click().run()
    assert "Returned. The platform reads your reason." in shown(window)
    assert "Say &lt;b&gt;when&lt;/b&gt;." in shown(window)


def test_whoever_is_overtaken_is_told_and_keeps_what_they_typed(app: Opened, recorded: Engine, cast: Cast) -> None:
    id_ = a_sent_section(recorded, cast.facebook)
    window = app(cast.official, "compare-advice", **FACEBOOK)
    window.text_area(key=f"advice.reason.{id_}").set_value("My reason.")
    a_sent_section(recorded, cast.facebook, english="Newer.")
    next(button for button in window.button if button.label == "Return version 1 to Facebook").click().run()
    seen = shown(window)
    assert "Version 2 was sent on 2 December 2019 at 09:00, after the version 1 that you were reading." in seen
    assert "My reason." in seen
    assert "Your decision on version 2" in seen


def test_a_decision_of_somebody_else_is_told(app: Opened, recorded: Engine, cast: Cast) -> None:
    id_ = a_sent_section(recorded, cast.facebook)
    window = app(cast.official, "compare-advice", **FACEBOOK)
    agreeing.give_back(recorded, cast.second_official, id_, "No.")
    window.button(key=f"advice.agree.{id_}").click().run()
    assert "Home Office official already returned this version" in shown(window)


def test_a_section_is_found_still_right(app: Opened, recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    an_agreed_section(recorded, cast)
    stopped_clock.advance(days=8)
    window = app(cast.official, "compare-advice", **FACEBOOK)
    assert "advice-stale" in shown(window).split("</style>")[-1]
    next(button for button in window.button if button.label == "Version 1 is still right").click().run()
    assert "Checked. Version 1 is still right as of today." in shown(window)
    assert "advice-stale" not in shown(window).split("</style>")[-1]


def test_the_history_says_what_each_version_changed(app: Opened, recorded: Engine, cast: Cast) -> None:
    a_returned_section(recorded, cast, english="We look at it within two days.", reason="Within how many hours?")
    a_sent_section(recorded, cast.facebook, english="We look at it within 48 hours.")
    seen = shown(app(cast.official, "compare-advice", **FACEBOOK))
    assert "<del> two days</del><ins> 48 hours</ins>" in seen
    assert "Within how many hours?" in seen
    assert "2 versions" in seen


def test_a_past_day_can_be_read_and_nothing_decided(app: Opened, recorded: Engine, cast: Cast,
                                                    stopped_clock: StoppedClock) -> None:
    a_sent_section(recorded, cast.facebook)
    stopped_clock.advance(days=2)
    a_sent_section(recorded, cast.facebook, english="Newer.")
    window = app(cast.official, "compare-advice", **FACEBOOK)
    window.date_input(key="as_at").set_value(date(2019, 12, 2)).run()
    assert "Version 1, sent by Facebook representative" in shown(window)
    assert "Newer." not in shown(window)
    assert not [button for button in window.button if "version" in button.label]


@pytest.mark.parametrize("who", ["analyst", "facebook", "twitter"])
def test_nobody_else_is_offered_a_decision(app: Opened, recorded: Engine, cast: Cast, who: str) -> None:
    a_sent_section(recorded, cast.facebook)
    window = app(getattr(cast, who), "compare-advice", **FACEBOOK)
    assert "Your decision" not in shown(window)
    assert ("We take down threats." in shown(window)) is (who != "twitter")


def test_what_is_not_there_is_not_found(app: Opened, cast: Cast) -> None:
    for query in ({"platform": "myspace"}, {"platform": "myspace", "topic": "breaches"}, {"topic": "x"}, {"view": "x"}):
        assert "Not found." in shown(app(cast.official, "compare-advice", **query))


def test_hostile_advice_is_shown_as_text(app: Opened, recorded: Engine, cast: Cast) -> None:
    """Not what may be sent, but what a laxer release could have stored."""
    id_ = a_sent_section(recorded, cast.facebook)
    with writing(recorded) as session:
        session.get_one(AdviceVersion, id_).english = "\n\n".join(HOSTILE).replace("\x00", "").replace("\x01", "")
    for query in ({}, FACEBOOK):
        seen = shown(app(cast.official, "compare-advice", **query)).split("</style>")[-1].lower()
        seen = seen.replace('<form method="post" action="/sign-out">', "")
        for bad in ("<script", "<img", "<svg", "<iframe", "<form", "<base", "<meta", "<math", "href=\"javascript",
                    "href=\"data", "href=\"vbscript", "onclick=\"", "<style"):
            assert bad not in seen, bad


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "https://example.com/\"onfocus=alert(1)"])
def test_an_address_that_leads_nowhere_is_no_link(app: Opened, recorded: Engine, cast: Cast, address: str) -> None:
    id_ = a_sent_section(recorded, cast.facebook, AdviceTopic.REPORTING)
    with writing(recorded) as session:
        session.get_one(AdviceVersion, id_).report_address = address
    seen = shown(app(cast.official, "compare-advice", platform="facebook", topic="reporting")).split("</style>")[-1]
    assert f'<span class="breaks">{escape(address)}</span>' in seen
    assert f'href="{escape(address)}"' not in seen
