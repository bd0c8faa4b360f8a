"""The audit on screen: newest first, filtered by what the address says, verified on demand."""

import re

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from coordination import audit
from coordination.audit import Sought
from data_model.audit import AuditEntry
from data_model.database import reading, writing
from page_parts.audit import A_PAGE
from tests.cast import Cast, a_request
from tests.conftest import StoppedClock
from tests.pages.conftest import Opened, shown

ASKED = "Home Office official asked Twitter for an update on commitment 1 by 2019-12-09."


@pytest.fixture
def later(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    """Something that somebody else did, three days after the accounts were made."""
    stopped_clock.set_to(2019, 12, 5)
    a_request(recorded, cast.second_official, platforms=("twitter",))


def positions(window: AppTest) -> list[int]:
    return [int(found) for found in re.findall(r'<th scope="row">(\d+)</th>', shown(window))]


def head(engine: Engine) -> str:
    with reading(engine) as session:
        return str(audit.head(session))


def downloads(window: AppTest) -> list[str]:
    return re.findall(r'<a href="(/downloads/audit[^"]*)"', shown(window))


@pytest.mark.usefixtures("later")
def test_the_newest_comes_first(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = app(cast.administrator, "audit")
    count = int(head(recorded).split(":")[0])
    assert positions(window) == list(range(count, 0, -1))
    assert f"{count} entries, newest first" in shown(window)
    assert ASKED in shown(window)
    assert f"The head now is <code>{head(recorded)}</code>" in shown(window)


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("query", [
    {"search": "twitter FOR"}, {"action": "request.ask"}, {"actor": "Home Office official"},
    {"from": "2019-12-05", "to": "2019-12-05"},
    {"search": "asked", "action": "request.ask", "actor": "Home Office official", "from": "2019-12-05",
     "to": "2019-12-05"}])
def test_the_address_filters_and_the_export_is_of_the_same(query: dict[str, str], app: Opened, cast: Cast) -> None:
    window = app(cast.administrator, "audit", **query)
    assert "1 entry, newest first" in shown(window)
    assert ASKED in shown(window)
    expected = "&amp;".join(f"{name}={value.replace(' ', '+')}" for name, value in query.items())
    assert downloads(window) == [f"/downloads/audit.csv?{expected}", f"/downloads/audit.xlsx?{expected}"]


@pytest.mark.usefixtures("later")
def test_typing_and_choosing_filters_too(app: Opened, cast: Cast) -> None:
    window = app(cast.administrator, "audit")
    window.selectbox(key="action").set_value("request.ask").run()
    assert positions(window) == [max(positions(window))]
    window.text_input(key="search").set_value("100%_").run()
    assert "No entry fits." in shown(window)
    window.text_input(key="search").set_value("Twitter").run()
    assert ASKED in shown(window)


def test_days_the_wrong_way_round_get_a_sentence(app: Opened, cast: Cast) -> None:
    window = app(cast.administrator, "audit", **{"from": "2019-12-02", "to": "2019-12-01"})
    assert "The first day is after the last one. Choose an earlier first day." in shown(window)


@pytest.mark.parametrize("query", [{"action": "no such"}, {"actor": "<img src=x>"}, {"from": "soon"}, {"to": "1"}])
def test_an_address_that_makes_no_sense_shows_all(query: dict[str, str], app: Opened, cast: Cast,
                                                  recorded: Engine) -> None:
    window = app(cast.administrator, "audit", **query)
    assert len(positions(window)) == int(head(recorded).split(":")[0])


def test_a_long_audit_is_read_page_by_page(app: Opened, cast: Cast, recorded: Engine,
                                           stopped_clock: StoppedClock) -> None:
    with writing(recorded) as session:
        locked = audit.lock_head(session)
        for number in range(A_PAGE):
            audit.append(session, locked, stopped_clock.now, None, "a test", "test", f"a test wrote {number}.")
    window = app(cast.administrator, "audit")
    count = int(head(recorded).split(":")[0])
    assert positions(window) == list(range(count, count - A_PAGE, -1))
    assert f"{count} entries, newest first; here are 1 to {A_PAGE}" in shown(window)
    pager, = window.get("pagination")
    assert pager.proto.num_pages == 2
    window.session_state[f"audit.page.{hash(Sought())}"] = 2
    window.run()
    assert positions(window) == list(range(count - A_PAGE, 0, -1))
    assert f"here are {A_PAGE + 1} to {count}" in shown(window)
    window.text_input(key="search").set_value("a test wrote 49.").run()
    assert positions(window) == [count]  # another filter begins at its first page


def test_verifying_says_that_it_is_sound_or_where_it_breaks(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = app(cast.administrator, "audit")
    kept, count = head(recorded), int(head(recorded).split(":")[0])
    _verify(window)
    assert f"The audit is sound: {count} entries." in shown(window)
    _verify(window, kept)
    assert f"The audit is sound: {count} entries." in shown(window)
    _verify(window, f"{count}:{'0' * 64}")
    assert f"Entry {count} is not the one that the head kept elsewhere names" in shown(window)
    _verify(window, "what?")
    assert "“what?” is not an audit head." in shown(window)
    with writing(recorded) as session:
        session.get_one(AuditEntry, 3).sentence = "Nothing happened."
    _verify(window)
    assert "Entry 3 was changed after it was written." in shown(window)


def _verify(window: AppTest, kept: str = "") -> None:
    window.text_input(key="audit.head").set_value(kept)
    next(each for each in window.button if each.label == "Verify the audit").click()
    window.run()
    assert not window.exception
