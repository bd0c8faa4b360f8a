"""Dialogue, as officials and analysts read it on screen: its calendar and lists, other days, and where they lead."""

from datetime import date

import pytest
from sqlalchemy import Engine

from coordination.dialogue import meetings
from data_model.words import MeetingKind
from tests.cast import Cast, a_held_meeting, a_meeting, an_action, meeting
from tests.conftest import StoppedClock
from tests.pages.conftest import Opened, shown
from tests.pages.officials.test_dialogue import buttons


def test_after_polling_day_nothing_is_called_regular(app: Opened, cast: Cast, stopped_clock: StoppedClock) -> None:
    stopped_clock.advance(days=60)
    page = shown(app(cast.official, "dialogue"))
    assert "Dialogue was expected until polling day, <time" in page
    assert "No policing dialogue was held; weekly expected from 11 November 2019 until polling day." in page
    assert "as regular as expected" not in page


def test_an_analyst_reads_and_can_do_nothing(app: Opened, cast: Cast, recorded: Engine) -> None:
    planned, held = a_meeting(recorded, cast.official), a_held_meeting(recorded, cast.official)
    action = an_action(recorded, cast.official, held)
    for query in ({}, {"meeting": planned}, {"meeting": held}, {"meeting": held, "action": action}):
        window = app(cast.analyst, "dialogue", **query)
        assert buttons(window) == ({"Make an address for my calendar"} if not query else set())
        assert "Make this an action" not in shown(window)
    assert "Name a contact for polling day." in shown(window)


def test_as_at_an_earlier_day_the_page_says_what_was_known_and_nothing_can_be_done(
        app: Opened, cast: Cast, recorded: Engine, stopped_clock: StoppedClock) -> None:
    id_ = a_meeting(recorded, cast.official)
    stopped_clock.advance(days=1)
    meetings.cancel(recorded, cast.official, id_, 1, "Nobody came.")
    window = app(cast.official, "dialogue", meeting=id_)
    assert "Nobody came." in shown(window)
    window.date_input(key="as_at").set_value(date(2019, 12, 2)).run()
    page = shown(window)
    assert "Nobody came." not in page
    assert "no record yet" in page
    assert buttons(window) == set()


def test_a_meeting_that_ends_while_nothing_is_written_has_no_record_yet(
        app: Opened, cast: Cast, recorded: Engine, stopped_clock: StoppedClock) -> None:
    a_meeting(recorded, cast.official)
    window = app(cast.official, "dialogue")
    assert "passed without a record" not in shown(window)
    stopped_clock.advance(hours=8, minutes=1)
    assert "1 meeting passed without a record" in shown(window.run())
    assert "1 meeting passed without a record" in shown(app(cast.official, "overview"))


def test_the_calendar_goes_by_month_or_week_and_keeps_the_filters(app: Opened, cast: Cast, recorded: Engine) -> None:
    id_ = a_meeting(recorded, cast.official, day=date(2019, 12, 31))
    page = shown(app(cast.official, "dialogue", kind="policing"))
    assert "December 2019: 1 meeting that fit" in page
    assert f'<a href="/dialogue?meeting={id_}&amp;letter=MCO%2F00433">16:00 Weekly policing call</a>' in page
    assert "/dialogue?by=month&amp;on=2020-01-01&amp;kind=policing&amp;letter=MCO%2F00433" in page
    assert "/dialogue?by=month&amp;on=2019-11-01&amp;kind=policing&amp;letter=MCO%2F00433" in page
    week = shown(app(cast.official, "dialogue", by="week", on="2020-01-01"))
    assert "30 December 2019 to 5 January 2020: 1 meeting" in week
    assert "on=2020-01-06" in week


def test_the_lists_are_filtered_by_kind_and_state_which_the_address_keeps(
        app: Opened, cast: Cast, recorded: Engine) -> None:
    a_meeting(recorded, cast.official, title="To come")
    a_held_meeting(recorded, cast.official, title="Was held")
    a_held_meeting(recorded, cast.official, title="With Twitter", kind=MeetingKind.SECURITY)
    window = app(cast.official, "dialogue")
    assert "1 meeting, soonest first" in shown(window)
    assert "2 meetings, newest first" in shown(window)
    window.selectbox(key="dialogue.kind").set_value("security").run()
    page = shown(window)
    assert "1 meeting, newest first" in page
    assert "No meeting to come fits." in page
    assert window.query_params["kind"] in ("security", ["security"])
    cold = shown(app(cast.official, "dialogue", state="held"))
    assert "2 meetings, newest first" in cold
    assert "<h3>To come</h3>" not in cold


@pytest.mark.parametrize("query", [{"meeting": 999}, {"kind": "tea"}, {"state": "lost"}, {"by": "year"},
                                   {"on": "2019-02-30"}, {"on": "0001-01-01"}, {"meeting": 1, "action": 9},
                                   {"meeting": 1, "item": 9}])
def test_an_address_that_makes_no_sense_is_not_found(query: dict[str, object], app: Opened, cast: Cast,
                                                     recorded: Engine) -> None:
    a_meeting(recorded, cast.official)
    assert "Not found." in shown(app(cast.official, "dialogue", **query))


def test_a_long_list_goes_by_pages(app: Opened, cast: Cast, recorded: Engine) -> None:
    for week in range(2):
        meetings.plan_series(recorded, cast.official, meeting(recorded, day=date(2019, 12, 3 + week)),
                             {"every_weeks": 1, "until": date(2020, 4, 1)})
    window = app(cast.official, "dialogue")
    assert "36 meetings, soonest first; here are 1 to 10" in shown(window)
    assert shown(window).count('<th scope="row"><a href="/dialogue?meeting=') == 10
    assert '<a href="/dialogue?coming=2&amp;letter=MCO%2F00433">Next page</a>' in shown(window)
    last = shown(app(cast.official, "dialogue", coming=99))
    assert "here are 31 to 36" in last
    assert "Page 4 of 4" in last
    assert "Next page" not in last


def test_other_pages_lead_to_the_meetings_and_actions_that_belong_to_them(
        app: Opened, cast: Cast, recorded: Engine, stopped_clock: StoppedClock) -> None:
    id_ = a_held_meeting(recorded, cast.official)
    action = an_action(recorded, cast.official, id_)
    links = [f"/dialogue?meeting={id_}&amp;letter=MCO%2F00433",
             f"/dialogue?meeting={id_}&amp;action={action}&amp;letter=MCO%2F00433"]
    for name, query in (("trail", {"platform": "facebook", "commitment": 4}), ("letter", {"commitment": 4}),
                        ("platform", {"platform": "facebook"})):
        page = shown(app(cast.official, name, **query))
        assert all(link in page for link in links), name
    for query in ({"platform": "twitter", "commitment": 4}, {"platform": "facebook", "commitment": 3}):
        page = shown(app(cast.official, "trail", **query))
        assert "No meeting is on record." in page
        assert not any(link in page for link in links)
    stopped_clock.advance(days=8)
    assert "1 action overdue" in shown(app(cast.official, "overview"))
    assert links[1] in shown(app(cast.official, "overview"))
