"""Due days, timeliness and working days: pure rules."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.schedule import (
    Cadence,
    Obligation,
    Timeliness,
    is_working_day,
    timeliness,
    working_days_after,
)

LETTER = Cadence(first_due_on=date(2019, 11, 15), every_days=7, opens_on=date(2019, 11, 5),
                 polling_day=date(2019, 12, 12))
TODAY = date(2019, 12, 2)  # a Monday
DAYS = st.dates(date(2016, 1, 1), date(2039, 12, 31))


def cadences() -> st.SearchStrategy[Cadence]:
    return st.builds(lambda opens, wait, every, lasts: Cadence(opens + timedelta(wait), every, opens,
                                                               opens + timedelta(lasts)),
                     DAYS, st.integers(0, 60), st.integers(1, 60), st.integers(0, 400))


def test_updates_are_due_every_week_until_the_first_due_day_on_or_after_polling_day() -> None:
    assert LETTER.due_days() == (date(2019, 11, 15), date(2019, 11, 22), date(2019, 11, 29), date(2019, 12, 6),
                                 date(2019, 12, 13))


@pytest.mark.parametrize(("polling_day", "last"), [
    (date(2019, 12, 13), date(2019, 12, 13)),
    (date(2019, 12, 14), date(2019, 12, 20)),
    (date(2019, 11, 15), date(2019, 11, 15)),
    (date(2019, 11, 1), date(2019, 11, 15)),  # there is always one
])
def test_the_last_due_day_is_the_first_on_or_after_polling_day(polling_day: date, last: date) -> None:
    assert Cadence(date(2019, 11, 15), 7, date(2019, 11, 5), polling_day).due_days()[-1] == last


def test_the_first_period_opens_with_the_letter_and_the_next_on_the_day_after() -> None:
    assert LETTER.period_of(date(2019, 11, 15)) == (date(2019, 11, 5), date(2019, 11, 15))
    assert LETTER.period_of(date(2019, 11, 22)) == (date(2019, 11, 16), date(2019, 11, 22))


def test_there_is_no_period_for_a_day_on_which_nothing_is_due() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        LETTER.period_of(date(2019, 11, 16))


@pytest.mark.parametrize(("today", "current", "passed"), [
    (date(2019, 11, 5), date(2019, 11, 15), None),
    (date(2019, 11, 15), date(2019, 11, 15), None),
    (date(2019, 11, 16), date(2019, 11, 22), date(2019, 11, 15)),
    (date(2019, 12, 13), date(2019, 12, 13), date(2019, 12, 6)),
    (date(2019, 12, 14), date(2019, 12, 13), date(2019, 12, 13)),
    (date(2020, 6, 1), date(2019, 12, 13), date(2019, 12, 13)),
])
def test_the_current_period_and_the_last_one_over(today: date, current: date, passed: date | None) -> None:
    assert (LETTER.current(today), LETTER.last_passed(today)) == (current, passed)


@given(cadences(), DAYS)
def test_every_day_up_to_the_last_lies_in_one_period_which_is_the_current_one(cadence: Cadence, today: date) -> None:
    periods = [cadence.period_of(due) for due in cadence.due_days()]
    around = [period for period in periods if period[0] <= today <= period[1]]
    inside = cadence.opens_on <= today <= cadence.due_days()[-1]
    assert len(around) == (1 if inside else 0)
    if inside:
        assert around == [cadence.period_of(cadence.current(today))]


@given(cadences())
def test_due_days_are_a_cadence_apart_and_only_the_last_reaches_polling_day(cadence: Cadence) -> None:
    days = cadence.due_days()
    assert {(after - before).days for before, after in pairwise(days)} <= {cadence.every_days}
    assert all(day < cadence.polling_day for day in days[:-1])
    assert len(days) == 1 or days[-1] >= cadence.polling_day


@pytest.mark.parametrize(("due_in_days", "answered", "ever", "word"), [
    ([], False, False, Timeliness.UP_TO_DATE),
    ([-1], False, False, Timeliness.SILENT),
    ([-1], False, True, Timeliness.OVERDUE),
    ([-1], True, True, Timeliness.UP_TO_DATE),
    ([0], False, False, Timeliness.DUE_SOON),  # due today is not yet overdue
    ([2], False, True, Timeliness.DUE_SOON),
    ([3], False, True, Timeliness.UP_TO_DATE),
    ([2], True, True, Timeliness.UP_TO_DATE),
    ([2, -3], False, True, Timeliness.OVERDUE),
    ([-3, 2], False, False, Timeliness.SILENT),
])
def test_timeliness_follows_from_what_is_owed(due_in_days: list[int], answered: bool, ever: bool,
                                              word: Timeliness) -> None:
    owed = [Obligation(TODAY + timedelta(days), answered) for days in due_in_days]
    assert timeliness(owed, ever_submitted=ever, today=TODAY) is word


def test_due_soon_counts_working_days_over_a_weekend_and_christmas() -> None:
    monday = [Obligation(date(2019, 12, 9), answered=False)]
    assert timeliness(monday, ever_submitted=True, today=date(2019, 12, 5)) is Timeliness.DUE_SOON
    assert timeliness(monday, ever_submitted=True, today=date(2019, 12, 4)) is Timeliness.UP_TO_DATE
    after_christmas = [Obligation(date(2019, 12, 30), answered=False)]
    assert timeliness(after_christmas, ever_submitted=True, today=date(2019, 12, 24)) is Timeliness.DUE_SOON
    assert timeliness(after_christmas, ever_submitted=True, today=date(2019, 12, 23)) is Timeliness.UP_TO_DATE


@given(st.lists(st.builds(Obligation, DAYS, st.booleans()), max_size=6), DAYS)
def test_silent_is_overdue_of_whoever_never_submitted_and_nothing_else(owed: list[Obligation], today: date) -> None:
    never = timeliness(owed, ever_submitted=False, today=today)
    once = timeliness(owed, ever_submitted=True, today=today)
    assert (never is Timeliness.SILENT) == (once is Timeliness.OVERDUE)
    assert once is not Timeliness.SILENT
    assert never is not Timeliness.OVERDUE
    assert never is once or never is Timeliness.SILENT


@pytest.mark.parametrize(("day", "works"), [
    (date(2019, 12, 6), True),
    (date(2019, 12, 7), False),
    (date(2019, 12, 25), False),
    (date(2019, 12, 26), False),
    (date(2019, 12, 27), True),
    (date(2020, 5, 8), False),  # moved from Monday 4 May for VE day
    (date(2020, 5, 4), True),
    (date(2022, 9, 19), False),  # the Queen's funeral
    (date(2020, 1, 2), True),  # a holiday in Scotland only
])
def test_bank_holidays_are_those_of_england(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_working_days_are_counted_after_the_first_day() -> None:
    assert working_days_after(date(2019, 12, 20), 1) == date(2019, 12, 23)
    assert working_days_after(date(2019, 12, 20), 6) == date(2020, 1, 2)
    assert working_days_after(date(2019, 12, 20), 5) == date(2019, 12, 31)
    assert working_days_after(date(2019, 12, 24), 1) == date(2019, 12, 27)


@given(DAYS, st.integers(1, 30))
def test_the_nth_working_day_is_n_working_days_away(day: date, count: int) -> None:
    found = working_days_after(day, count)
    assert is_working_day(found)
    assert sum(is_working_day(day + timedelta(days=after)) for after in range(1, (found - day).days + 1)) == count
