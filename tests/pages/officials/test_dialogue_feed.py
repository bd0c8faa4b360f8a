"""The address of a person's calendar on screen: shown once, replaced and stopped after a tick."""

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from coordination.dialogue import feeds
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.pages.conftest import Opened, shown

SCRIPT = """
    from page_parts import dialogue_feed
    from page_parts.visit import choose, visit, visiting
    with visiting():
        choose("MCO/00433", None)
        dialogue_feed.show(visit())
"""


def press(window: AppTest, label: str) -> AppTest:
    next(each for each in window.button if each.label == label).click()
    window.run()
    assert not window.exception, [each.value for each in window.exception]
    return window


def token(window: AppTest) -> str:
    """The secret in the address that is shown."""
    address, = window.code
    assert address.value.startswith("https://parley.example/calendar/")
    assert address.value.endswith(".ics")
    return address.value.removeprefix("https://parley.example/calendar/").removesuffix(".ics")


@pytest.mark.parametrize("who", ["official", "facebook", "analyst"])
def test_an_address_is_made_and_shown_once(who: str, app: Opened, cast: Cast, recorded: Engine,
                                           monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://parley.example")
    viewer = getattr(cast, who)
    window = app(viewer, script=SCRIPT)
    assert not window.code
    press(window, "Make an address for my calendar")
    assert "The address is made." in shown(window)
    assert "Copy this address into your calendar, and give it to nobody else." in shown(window)
    assert feeds.reader(recorded, token(window)) == viewer
    window.run()
    assert not window.code
    assert "by the address that was made on" in shown(window)
    assert "dialogue.feed.shown_once" not in window.session_state


def test_replacing_and_stopping_want_a_tick(app: Opened, cast: Cast, recorded: Engine, stopped_clock: StoppedClock,
                                            monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://parley.example")
    window = press(app(cast.facebook, script=SCRIPT), "Make an address for my calendar")
    first = token(window)
    for label in ("Replace the address", "Stop the address"):
        press(window, label)
        assert "Tick the box first, to confirm. Nothing was changed." in shown(window)
        assert feeds.reader(recorded, first) == cast.facebook
    window.checkbox[0].check()
    stopped_clock.advance(minutes=1)
    press(window, "Replace the address")
    second = token(window)
    assert "The address is replaced. The one before has stopped working." in shown(window)
    assert (feeds.reader(recorded, first), feeds.reader(recorded, second)) == (None, cast.facebook)
    press(window, "Stop the address")
    assert "Tick the box first, to confirm. Nothing was changed." in shown(window)  # the tick was about the first
    window.checkbox[0].check()
    press(window, "Stop the address")
    assert "The address is stopped." in shown(window)
    assert feeds.reader(recorded, second) is None
    assert "Make an address for my calendar" in [each.label for each in window.button]


def test_it_says_how_to_subscribe_in_outlook_and_google(app: Opened, cast: Cast) -> None:
    page = shown(app(cast.analyst, script=SCRIPT))
    assert "In Outlook on the web, choose “Add calendar”, then “Subscribe from web”, and paste the address." in page
    assert "In Google Calendar on a computer, choose “+” beside “Other calendars”, then “From URL”" in page


def test_administrators_have_none(app: Opened, cast: Cast) -> None:
    window = app(cast.administrator, script=SCRIPT)
    assert not window.button
    assert "calendar" not in shown(window)
