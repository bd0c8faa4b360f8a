"""Figures read back: by platform, category, nation and time, with every gap where it is."""

import math
from dataclasses import replace
from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import Engine

from coordination.incidents import counting, vocabulary
from coordination.incidents.asking import Asked, By, Grain
from coordination.viewers import Viewer
from data_model.database import reading
from data_model.words import Nation
from tests.cast import Cast, own_platform_id
from tests.conftest import StoppedClock
from tests.counts import (
    ACTIONED,
    ALL,
    DOES_NOT_APPLY,
    HARM,
    HATE,
    MEDIAN,
    MENTIONS,
    MONDAY,
    NOT_GIVEN,
    REPORTS,
    SPEECH,
    TRAFFICKING,
    VIOLENCE,
    a_count,
    a_sent_return,
    words,
)

WEDNESDAY = MONDAY + timedelta(days=2)
SUNDAY = MONDAY + timedelta(days=6)


def day(count: int) -> date:
    return MONDAY + timedelta(days=count)


def asked(engine: Engine, measure: str = REPORTS, category: str = ALL, **changed: object) -> Asked:
    """The whole week by platform and day, unless it is said otherwise."""
    known = words(engine)
    question = Asked(known.measure_by_key[measure].id, known.category_by_code[category].id, MONDAY, SUNDAY)
    return replace(question, **changed)  # type: ignore[arg-type]


def figures(engine: Engine, viewer: Viewer, question: Asked, as_at: datetime) -> pd.DataFrame:
    with reading(engine) as session:
        return counting.figures(session, viewer, vocabulary.read(session), question, as_at=as_at)


def said(found: pd.DataFrame, *columns: str) -> list[list[object]]:
    rows = found[["group", *columns]].astype(object).to_numpy().tolist()
    return [[None if isinstance(value, float) and math.isnan(value) else value for value in row] for row in rows]


@pytest.fixture
def now(stopped_clock: StoppedClock) -> datetime:
    return stopped_clock.now


def test_a_gap_a_zero_and_what_does_not_apply_are_three_things(recorded: Engine, cast: Cast, now: datetime) -> None:
    a_sent_return(recorded, cast.facebook, a_count(3), a_count(0, day=day(1)), a_count(NOT_GIVEN, day=day(2)),
             a_count(DOES_NOT_APPLY, day=day(3)))
    found = figures(recorded, cast.facebook, asked(recorded, last_day=day(4)), now)
    assert said(found, "first_day", "state", "value") == [
        ["Facebook", day(0), "reported", 3], ["Facebook", day(1), "zero", 0],
        ["Facebook", day(2), "not reported", None], ["Facebook", day(3), "not applicable", None],
        ["Facebook", day(4), "not reported", None]]


def test_categories_roll_up_from_keyword_to_category_to_all(recorded: Engine, cast: Cast, now: datetime) -> None:
    a_sent_return(recorded, cast.facebook, a_count(3), a_count(4, category=TRAFFICKING, nation=Nation.WALES),
             a_count(5, category=HATE))
    whole = asked(recorded, by=By.CATEGORY, grain=Grain.CAMPAIGN)
    found = figures(recorded, cast.official, whole, now)
    figured = found[found["state"] == "reported"]
    assert said(figured, "value", "share") == [["Illegal or harmful speech (category 6)", 5, 5 / 12],
                                               ["Violence (category 14)", 7, 7 / 12]]
    below = replace(whole, category_id=words(recorded).category_by_code[VIOLENCE].id)
    found = figures(recorded, cast.official, below, now)
    assert said(found[found["state"] == "reported"], "value") == [
        ["Coordinated harm (category 14a)", 3], ["Human trafficking (category 14d)", 4]]
    one = replace(below, category_id=words(recorded).category_by_code[HARM].id, by=By.NOTHING)
    assert said(figures(recorded, cast.official, one, now), "value") == [["Coordinated harm (category 14a)", 3]]


def test_nations_stand_apart(recorded: Engine, cast: Cast, now: datetime) -> None:
    a_sent_return(recorded, cast.facebook, a_count(3), a_count(4, nation=Nation.WALES))
    found = figures(recorded, cast.official, asked(recorded, by=By.NATION, grain=Grain.CAMPAIGN), now)
    assert said(found, "state", "value") == [["England", "reported", 3], ["Scotland", "not reported", None],
                                             ["Wales", "reported", 4], ["Northern Ireland", "not reported", None]]
    england = asked(recorded, grain=Grain.CAMPAIGN, nation=Nation.ENGLAND)
    assert said(figures(recorded, cast.facebook, england, now), "value") == [["Facebook", 3]]


def test_weeks_run_from_monday_to_sunday_beside_the_week_before(recorded: Engine, cast: Cast, now: datetime) -> None:
    a_sent_return(recorded, cast.facebook, *(a_count(10 + each, day=day(each)) for each in range(-7, 7)))
    found = figures(recorded, cast.facebook, asked(recorded, first_day=WEDNESDAY, grain=Grain.WEEK), now)
    assert said(found, "first_day", "last_day", "value", "before", "difference", "days_missing") == [
        ["Facebook", MONDAY, SUNDAY, sum(range(10, 17)), sum(range(3, 10)), 49, 0]]


def test_a_week_with_a_day_missing_is_no_whole_week_to_compare(recorded: Engine, cast: Cast, now: datetime) -> None:
    a_sent_return(recorded, cast.facebook, *(a_count(10, day=day(each)) for each in range(-7, 6)))
    found = figures(recorded, cast.facebook, asked(recorded, grain=Grain.WEEK), now)
    assert said(found, "value", "before", "difference", "days_missing") == [["Facebook", 60, 70, None, 1]]


def test_a_figure_is_never_counted_twice_when_it_is_restated(recorded: Engine, cast: Cast,
                                                             stopped_clock: StoppedClock) -> None:
    a_sent_return(recorded, cast.facebook, a_count(3))
    before = stopped_clock.now
    stopped_clock.advance(hours=1)
    a_sent_return(recorded, cast.facebook, a_count(4), reason="One was missed.")
    question = asked(recorded, grain=Grain.CAMPAIGN)
    assert said(figures(recorded, cast.facebook, question, before), "value") == [["Facebook", 3]]
    assert said(figures(recorded, cast.facebook, question, stopped_clock.now), "value") == [["Facebook", 4]]
    keyword = asked(recorded, category=HARM, grain=Grain.CAMPAIGN)
    assert said(figures(recorded, cast.facebook, keyword, before), "value") == [["Facebook", 3]]
    assert said(figures(recorded, cast.facebook, keyword, stopped_clock.now), "value") == [["Facebook", 4]]


def test_medians_are_shown_for_their_own_stretch_and_never_added_up(recorded: Engine, cast: Cast,
                                                                    now: datetime) -> None:
    of_all_uk = {"category": SPEECH, "nation": Nation.UK, "measure": MEDIAN}
    a_sent_return(recorded, cast.facebook, a_count(6, day=(MONDAY, SUNDAY), **of_all_uk),
             a_count(8, day=(day(-7), day(-1)), **of_all_uk))
    hours = asked(recorded, measure=MEDIAN, category=SPEECH, grain=Grain.WEEK)
    assert said(figures(recorded, cast.facebook, hours, now), "value", "before", "difference") == [
        ["Facebook", 6, 8, -2]]
    daily = figures(recorded, cast.facebook, replace(hours, grain=Grain.DAY), now)
    assert set(daily["state"]) == {"not reported"}
    assert daily["other_period"].all()
    both = replace(hours, first_day=day(-7), grain=Grain.CAMPAIGN)
    assert said(figures(recorded, cast.facebook, both, now), "value", "other_period") == [["Facebook", None, True]]


def test_a_rate_is_per_100_000_of_the_stated_denominator(recorded: Engine, cast: Cast, now: datetime) -> None:
    a_sent_return(recorded, cast.facebook, a_count(30, measure=ACTIONED),
             a_count(60_000, category=ALL, measure=MENTIONS))
    found = figures(recorded, cast.facebook, asked(recorded, measure=ACTIONED, last_day=MONDAY), now)
    assert said(found, "rate") == [["Facebook", 50.0]]
    without = figures(recorded, cast.facebook, asked(recorded, last_day=MONDAY), now)
    assert said(without, "rate") == [["Facebook", None]]


def test_days_after_the_moment_of_knowledge_are_not_gaps(recorded: Engine, cast: Cast, now: datetime) -> None:
    a_sent_return(recorded, cast.facebook, a_count(3, day=date(2019, 12, 1)))
    found = figures(recorded, cast.facebook, asked(recorded, first_day=date(2019, 12, 1), last_day=date(2019, 12, 31)),
                    now)
    assert list(found["first_day"]) == [date(2019, 12, 1), date(2019, 12, 2)]


def test_a_platform_reads_its_own_figures_alone(recorded: Engine, cast: Cast, now: datetime) -> None:
    a_sent_return(recorded, cast.facebook, a_count(3))
    a_sent_return(recorded, cast.twitter, a_count(5))
    question = asked(recorded, by=By.NOTHING, grain=Grain.CAMPAIGN)
    assert [said(figures(recorded, viewer, question, now), "value")[0][1]
            for viewer in (cast.facebook, cast.twitter, cast.stranger, cast.official, cast.administrator)] == [
        3, 5, None, 8, None]
    theirs = figures(recorded, cast.twitter, asked(recorded, grain=Grain.CAMPAIGN), now)
    assert said(theirs, "value") == [["Twitter", 5]]


def test_an_empty_stretch_of_time_is_no_figure(recorded: Engine, cast: Cast, now: datetime) -> None:
    question = asked(recorded, first_day=SUNDAY, last_day=MONDAY)
    assert figures(recorded, cast.official, question, now).empty


def test_the_last_whole_week_is_what_the_overview_tells_of(recorded: Engine, cast: Cast, now: datetime) -> None:
    def last_week(viewer: Viewer) -> pd.DataFrame:
        with reading(recorded) as session:
            return counting.last_week(session, viewer, tuple(own_platform_id(recorded, each)
                                                             for each in (cast.facebook, cast.twitter)), as_at=now)

    assert last_week(cast.official).empty
    a_sent_return(recorded, cast.facebook, *(a_count(10, day=day(each)) for each in range(13)),
             a_count(13, day=day(13)))
    assert said(last_week(cast.official), "first_day", "last_day", "state", "value", "difference") == [
        ["Facebook", day(7), day(13), "reported", 73, 3], ["Twitter", day(7), day(13), "not reported", None, None]]
    assert last_week(cast.twitter).empty
