"""The overview: the matrix, and what needs an official today, a line for each platform."""

from datetime import date

import pandas as pd
from sqlalchemy import Engine

from page_parts.overview import Behind, by_platform
from tests.advice import a_sent_section, an_agreed_section
from tests.cast import Cast, a_request, a_version, an_acceptance
from tests.conftest import StoppedClock
from tests.counts import a_count, a_sent_return
from tests.pages.conftest import Opened, shown
from tests.signals import a_signal, an_act

EARLY, LATER = date(2019, 11, 22), date(2019, 11, 29)


def rows(*given: tuple[str, int, date, str]) -> pd.DataFrame:
    return pd.DataFrame([(name, name.lower(), *rest) for name, *rest in given],
                        columns=["platform", "slug", "commitment", "due_on", "timeliness"])


def test_what_is_late_alike_is_one_line_a_platform_and_the_longest_late_comes_first() -> None:
    late = rows(("Facebook", 3, LATER, "overdue"), ("Facebook", 1, LATER, "overdue"), ("Facebook", 4, LATER, "silent"),
                ("Twitter", 2, EARLY, "overdue"))
    assert by_platform(late, "timeliness") == [
        ("Twitter", "twitter", [Behind(EARLY, "overdue", (2,))]),
        ("Facebook", "facebook", [Behind(LATER, "overdue", (1, 3)), Behind(LATER, "silent", (4,))])]
    assert by_platform(late.iloc[:0], "timeliness") == []


def test_an_official_reads_one_line_for_each_platform_and_can_ask_for_all_of_it(app: Opened, cast: Cast) -> None:
    page = shown(app(cast.official, "overview"))
    assert "<h2>What needs you today</h2>" in page
    assert "15 updates overdue" in page
    assert page.count("Ask Facebook for them") == 1
    assert "/requests?platform=facebook&amp;commitment=1%2C2%2C3%2C4%2C5&amp;letter=MCO%2F00433" in page
    assert "/downloads/overview.csv?letter=MCO%2F00433" in page
    assert "/downloads/overview.xlsx?letter=MCO%2F00433" in page


def test_an_analyst_reads_the_same_without_anything_to_do(app: Opened, cast: Cast, recorded: Engine) -> None:
    a_version(recorded, cast.facebook, commitment=1)
    page = shown(app(cast.analyst, "overview"))
    assert "<h2>What is open</h2>" in page
    assert "1 update to review" in page
    assert "Ask Facebook" not in page
    assert "/review" not in page
    assert "/update?version=1" in page


def test_a_cell_says_what_was_found_what_is_claimed_and_what_waits(app: Opened, cast: Cast, recorded: Engine) -> None:
    accepted = a_version(recorded, cast.facebook, commitment=1)
    an_acceptance(recorded, cast.official, accepted, commitment=1)
    a_version(recorded, cast.facebook, commitment=1, claim="delivered", link="Our page")
    page = shown(app(cast.official, "overview"))
    assert "Facebook, commitment 1: partly met, up to date. Open the trail." in page
    assert "claims “delivered”" in page
    assert "update waits for review" in page


def test_an_overdue_answer_leads_to_its_request(app: Opened, cast: Cast, recorded: Engine,
                                                stopped_clock: StoppedClock) -> None:
    stopped_clock.set_to(2019, 11, 20)
    asked = a_request(recorded, cast.official, platforms=("twitter",), commitments=(2, 3), due_on=date(2019, 11, 27))
    stopped_clock.set_to(2019, 12, 2)
    page = shown(app(cast.official, "overview"))
    assert "2 answers to requests overdue" in page
    assert f"/requests?request={asked}&amp;letter=MCO%2F00433" in page


def test_as_at_an_earlier_day_the_links_keep_the_day_and_nothing_can_be_asked(app: Opened, cast: Cast,
                                                                              recorded: Engine) -> None:
    a_version(recorded, cast.facebook, commitment=1)
    window = app(cast.official, "overview")
    window.date_input(key="as_at").set_value(date(2019, 11, 20)).run()
    page = shown(window)
    assert "<h2>What was open</h2>" in page
    assert "Ask Facebook" not in page
    assert "to review" not in page
    assert "/downloads/overview.csv?letter=MCO%2F00433&amp;as_at=2019-11-20" in page


def test_returns_that_are_late_are_one_line_a_platform_with_how_many_days_are_missing(
        app: Opened, cast: Cast, recorded: Engine) -> None:
    a_sent_return(recorded, cast.facebook, a_count(30, (date(2019, 11, 5), date(2019, 11, 24))))
    a_sent_return(recorded, cast.twitter, a_count(30, (date(2019, 11, 5), date(2019, 11, 22))))
    page = shown(app(cast.official, "overview"))
    assert "3 incident returns late" in page
    assert "18 to 24 November 2019, 2 days missing, due" in page
    assert page.count("5 to 17 November 2019, 13 days missing, due") == 1  # Google's
    assert "25 November to 1 December 2019" not in page  # due today


def test_when_no_return_is_late_none_is_named(app: Opened, cast: Cast, stopped_clock: StoppedClock) -> None:
    stopped_clock.set_to(2019, 11, 14)
    assert "incident return" not in shown(app(cast.official, "overview"))


def test_the_lag_of_the_last_week_is_told_with_what_is_still_open(app: Opened, cast: Cast, recorded: Engine,
                                                                  stopped_clock: StoppedClock) -> None:
    assert "Lag in acting" not in shown(app(cast.official, "overview"))
    stopped_clock.set_to(2019, 11, 26)
    signal = a_signal(recorded, cast.twitter)
    stopped_clock.advance(hours=3)
    an_act(recorded, cast.facebook, signal)
    stopped_clock.set_to(2019, 12, 2)
    page = shown(app(cast.official, "overview"))
    assert "<h2>Lag in acting on signals, 25 November to 1 December 2019</h2>" in page
    assert ("Median of what was shared that week: <strong>3 hours (95% interval from 3, without an upper end; 1 of 2 "
            "still open)</strong>.") in page
    assert "Nothing was shared the week before." in page


def test_advice_to_agree_and_advice_gone_stale_lead_to_their_sections(app: Opened, cast: Cast, recorded: Engine,
                                                                     stopped_clock: StoppedClock) -> None:
    an_agreed_section(recorded, cast, "twitter")
    stopped_clock.advance(days=8)
    a_sent_section(recorded, cast.facebook)
    seen = shown(app(cast.official, "overview"))
    assert "1 section of advice to agree, longest waiting first" in seen
    assert 'href="/compare-advice?platform=facebook&amp;topic=breaches' in seen
    assert "1 section of advice stale" in seen
    assert "Twitter: what breaches</a> <span class=\"quiet\">last checked on" in seen
