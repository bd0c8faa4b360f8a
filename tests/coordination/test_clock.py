"""The clock: London days, summer time, and the exercise's own time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from coordination import clock
from data_model.accounts import Exercise
from data_model.database import reading, writing
from tests.conftest import StoppedClock


@pytest.mark.parametrize(("moment", "day"), [
    (datetime(2019, 11, 14, 23, 59, tzinfo=UTC), date(2019, 11, 14)),
    (datetime(2019, 11, 15, 0, 0, tzinfo=UTC), date(2019, 11, 15)),
    (datetime(2019, 7, 1, 22, 59, tzinfo=UTC), date(2019, 7, 1)),
    (datetime(2019, 7, 1, 23, 0, tzinfo=UTC), date(2019, 7, 2)),  # summer time is an hour ahead
    (datetime(2019, 10, 26, 23, 0, tzinfo=UTC), date(2019, 10, 27)),  # the day on which summer time ends
    (datetime(2019, 10, 27, 23, 59, tzinfo=UTC), date(2019, 10, 27)),
    (datetime(2019, 3, 31, 22, 59, tzinfo=UTC), date(2019, 3, 31)),  # and the one on which it begins
    (datetime(2019, 3, 31, 23, 0, tzinfo=UTC), date(2019, 4, 1)),
])
def test_a_moment_lies_in_its_london_day(moment: datetime, day: date) -> None:
    assert clock.day(moment) == day


@pytest.mark.parametrize(("day", "start", "hours"), [
    (date(2019, 12, 2), datetime(2019, 12, 2, 0, tzinfo=UTC), 24),
    (date(2019, 7, 1), datetime(2019, 6, 30, 23, tzinfo=UTC), 24),
    (date(2019, 3, 31), datetime(2019, 3, 31, 0, tzinfo=UTC), 23),
    (date(2019, 10, 27), datetime(2019, 10, 26, 23, tzinfo=UTC), 25),
])
def test_a_london_day_begins_and_ends_where_the_clocks_say(day: date, start: datetime, hours: int) -> None:
    assert clock.start_of(day) == start
    assert clock.end_of(day) == start + timedelta(hours=hours) - timedelta(microseconds=1)


@given(st.dates(date(1990, 1, 1), date(2040, 12, 31)))
def test_days_follow_each_other_without_gap_or_overlap(day: date) -> None:
    assert clock.end_of(day) + timedelta(microseconds=1) == clock.start_of(day + timedelta(days=1))
    assert clock.day(clock.start_of(day)) == clock.day(clock.end_of(day)) == day


def test_without_an_exercise_it_is_what_it_really_is(engine: Engine, stopped_clock: StoppedClock) -> None:
    with reading(engine) as session:
        assert clock.now(session) == datetime(2019, 12, 2, 9, 0, tzinfo=UTC) == stopped_clock.now


def test_the_real_clock_is_aware_and_in_utc() -> None:
    before = datetime.now(UTC)
    assert before <= clock.real_now() <= datetime.now(UTC)
    assert clock.real_now().tzinfo is UTC


def test_the_exercise_opens_on_its_day_and_runs_on_from_there(engine: Engine, stopped_clock: StoppedClock) -> None:
    began = stopped_clock.set_to(2026, 3, 1, 12)
    with writing(engine) as session:
        session.add(Exercise(seed=1, opens_at=datetime(2019, 12, 2, 9, tzinfo=UTC), began_at=began))
    stopped_clock.advance(days=1, minutes=5)
    with reading(engine) as session:
        assert clock.now(session) == datetime(2019, 12, 3, 9, 5, tzinfo=UTC)
