"""Home: what we owe, by when, what was returned and why; then how all the rest stands."""

from datetime import date

from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from coordination.updates import drafts
from data_model.database import reading
from tests.cast import (
    STRANGERS_COMPANY,
    Cast,
    a_draft,
    a_request,
    a_return,
    a_version,
    an_acceptance,
    letter_id,
)
from tests.conftest import StoppedClock
from tests.counts import a_count, a_sent_return
from tests.pages.conftest import Opened, shown

LAST_WEEK = date(2019, 11, 29)


def buttons(window: AppTest) -> list[str]:
    """What can be done, in the page's order, without the marks that keep markdown from being read."""
    return [button.label.replace("\\", "") for button in window.button]


def last_weeks_updates(engine: Engine, cast: Cast, clock: StoppedClock, *commitments: int) -> list[int]:
    """Facebook's versions for the week to 29 November, on time."""
    clock.set_to(2019, 11, 28)
    made = [a_version(engine, cast.facebook, commitment=number, due_on=LAST_WEEK) for number in commitments]
    clock.set_to(2019, 12, 2)
    return made


def test_who_never_sent_anything_is_told_what_was_due_and_what_to_do(app: Opened, cast: Cast) -> None:
    window = app(cast.facebook)
    page = shown(window)
    assert "<h2>What needs you: 5 updates</h2>" in page
    assert page.count("Nothing was ever sent. The first update was due Friday 15 November 2019.") == 5
    assert buttons(window) == [f"Write the update on commitment {number}" for number in range(1, 6)]
    assert "No update has been decided on yet." in page
    assert "Nothing waits for an official." in page


def test_a_returned_update_comes_first_with_the_officials_reason_in_full(
    app: Opened, cast: Cast, recorded: Engine, stopped_clock: StoppedClock
) -> None:
    (version,) = last_weeks_updates(recorded, cast, stopped_clock, 3)
    reason = "Say where it is published.\n\nAnd since when: <b>which day</b>?"
    a_return(recorded, cast.official, version, reason)
    window = app(cast.facebook)
    page = shown(window)
    assert buttons(window)[0] == "Correct and resubmit the update on commitment 3"
    assert ('<strong>Returned</strong> on <time datetime="2019-12-02T09:00:00+00:00">2 December 2019 at 09:00</time> '
            "by Cabinet Office official, with this reason:") in page
    assert ('<blockquote class="written">Say where it is published.\n\nAnd since when: &lt;b&gt;which day&lt;/b&gt;?'
            "</blockquote>") in page
    assert "It was due Friday 29 November 2019." in page


def test_one_click_begins_the_correction_from_what_was_returned(
    app: Opened, cast: Cast, recorded: Engine, stopped_clock: StoppedClock
) -> None:
    (version,) = last_weeks_updates(recorded, cast, stopped_clock, 3)
    a_return(recorded, cast.official, version)
    window = app(cast.facebook)
    window.button[0].click().run()
    assert "<h1>Submit an update</h1>" in shown(window)
    assert window.query_params == {"platform": "facebook", "commitment": "3", "due": "2019-11-29"}
    assert window.text_area[0].value == "We have begun."
    with reading(recorded) as session:
        assert list(drafts.listing(session, cast.facebook, letter_id(recorded))["due_on"]) == [LAST_WEEK]


def test_a_draft_is_gone_on_with_and_says_who_saved_it_when(app: Opened, cast: Cast, recorded: Engine) -> None:
    a_draft(recorded, cast.facebook, commitment=1, due_on=LAST_WEEK)
    a_draft(recorded, cast.facebook, commitment=2, due_on=date(2019, 12, 6))
    window = app(cast.facebook)
    assert buttons(window)[:2] == ["Continue the draft on commitment 1 (saved at 09:00 by Facebook representative)",
                                   "Write the update on commitment 2"]
    assert ('<a href="/submit?platform=facebook&amp;commitment=2&amp;due=2019-12-06&amp;letter=MCO%2F00433">'
            "Continue the draft on 2. Guidance that reaches everyone</a>") in shown(window)


def test_a_request_is_shown_with_its_message_and_its_day(
    app: Opened, cast: Cast, recorded: Engine, stopped_clock: StoppedClock
) -> None:
    last_weeks_updates(recorded, cast, stopped_clock, 1, 2, 3, 4, 5)
    a_request(recorded, cast.official, commitments=(4,), due_on=date(2019, 12, 9), message="How often do you meet?")
    a_request(recorded, cast.official, platforms=("twitter",), commitments=(5,), message="For Twitter alone.")
    window = app(cast.facebook)
    page = shown(window)
    assert "<h2>What needs you: 1 update</h2>" in page
    assert "Cabinet Office official, Cabinet Office, <a href=" in page
    assert "for an update by <strong>Monday 9 December 2019</strong>:" in page
    assert '<blockquote class="written">How often do you meet?</blockquote>' in page
    assert buttons(window) == ["Write the update on commitment 4"]
    assert "For Twitter alone." not in page


def test_when_all_is_sent_nothing_is_owed_and_the_next_day_is_named(
    app: Opened, cast: Cast, recorded: Engine, stopped_clock: StoppedClock
) -> None:
    versions = last_weeks_updates(recorded, cast, stopped_clock, 1, 2, 3, 4, 5)
    an_acceptance(recorded, cast.official, versions[0])
    window = app(cast.facebook)
    page = shown(window)
    assert "No update is owed. Next update due Friday 6 December 2019." in page
    assert buttons(window) == []
    assert page.count("waits for review") == 0
    assert page.count("claims “in progress”; submitted") == 4
    assert "accepted, found" in page
    assert '<p class="written">It follows from the evidence.</p>' in page


def test_an_update_that_is_due_soon_needs_the_platform(
    app: Opened, cast: Cast, recorded: Engine, stopped_clock: StoppedClock
) -> None:
    last_weeks_updates(recorded, cast, stopped_clock, 1, 2, 3, 4, 5)
    stopped_clock.set_to(2019, 12, 6)
    page = shown(app(cast.facebook))
    assert "<h2>What needs you: 5 updates</h2>" in page
    assert page.count("Due Friday 6 December 2019, today.") == 5


def test_a_day_that_is_past_shows_what_was_owed_and_offers_nothing_to_write(
    app: Opened, cast: Cast, recorded: Engine, stopped_clock: StoppedClock
) -> None:
    last_weeks_updates(recorded, cast, stopped_clock, 1, 2, 3, 4, 5)
    a_draft(recorded, cast.facebook, commitment=1)
    window = app(cast.facebook)
    window.date_input(key="as_at").set_value(date(2019, 11, 20)).run()
    page = shown(window)
    assert "<h2>What needed you: 5 updates</h2>" in page
    assert buttons(window) == []
    assert "draft" not in page


def test_a_company_that_no_letter_is_addressed_to_is_told_so(app: Opened, cast: Cast) -> None:
    for page in ("home", "submit"):
        assert f"No letter is addressed to {STRANGERS_COMPANY} yet." in shown(app(cast.stranger, page))


def test_returns_that_are_due_are_listed_with_the_days_that_are_missing(app: Opened, cast: Cast,
                                                                        recorded: Engine) -> None:
    first = [date(2019, 11, day) for day in range(5, 18)]
    a_sent_return(recorded, cast.facebook, *(a_count(1, day) for day in first),
                  *(a_count(0, date(2019, 11, day)) for day in (18, 20, 21, 24)))
    page = shown(app(cast.facebook))
    assert "<h2>Incident returns</h2>" in page
    assert "5 to 17 November 2019" not in page
    assert ("Monday 25 November 2019. <span class=\"quiet\">3 days without a count: 19 November 2019 and 22 to "
            "23 November 2019.") in page
    assert ("Monday 2 December 2019, today. <span class=\"quiet\">No count of these days is on record.") in page


def test_when_every_return_is_in_home_says_so(app: Opened, cast: Cast, recorded: Engine) -> None:
    a_sent_return(recorded, cast.facebook, a_count(30, (date(2019, 11, 5), date(2019, 12, 1))))
    assert "Every return is in." in shown(app(cast.facebook))


def test_the_return_of_days_that_are_not_over_is_named_with_the_day_on_which_it_is_due(
    app: Opened, cast: Cast, recorded: Engine, stopped_clock: StoppedClock
) -> None:
    a_sent_return(recorded, cast.facebook, a_count(30, (date(2019, 11, 5), date(2019, 12, 1))))
    stopped_clock.set_to(2019, 12, 3)
    page = shown(app(cast.facebook))
    assert "2 to 8 December 2019" in page
    assert "due Monday 9 December 2019. <span class=\"quiet\">These days are not over.</span>" in page
