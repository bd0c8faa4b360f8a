"""Which incident returns are due when, and which days of them are missing: the rule, and what a viewer reads."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from coordination import letters
from coordination.incidents import due
from coordination.incidents.due import Due
from coordination.letters import LetterInView
from coordination.viewers import Viewer
from coordination.wording import listed_days
from data_model.database import reading
from data_model.words import Nation
from tests.cast import OPENING, Cast
from tests.conftest import StoppedClock
from tests.counts import (
    ACTIONED,
    ALL,
    DOES_NOT_APPLY,
    HARM,
    MEDIAN,
    NOT_GIVEN,
    REPORTS,
    VIOLENCE,
    a_count,
    a_sent_return,
)

SINCE_THE_LETTER = Due(date(2019, 11, 5), date(2019, 11, 17), date(2019, 11, 18))
SECOND = Due(date(2019, 11, 18), date(2019, 11, 24), date(2019, 11, 25))
THIRD = Due(date(2019, 11, 25), date(2019, 12, 1), date(2019, 12, 2))


@pytest.fixture
def letter(recorded: Engine, cast: Cast) -> LetterInView:
    with reading(recorded) as session:
        return letters.in_view(session, cast.official)


def listed(engine: Engine, viewer: Viewer, letter: LetterInView, **changed: object) -> list[tuple[object, ...]]:
    """Slug, due day, number of missing days, whether late and how timely."""
    with reading(engine) as session:
        found = due.listing(session, viewer, letter, **({"as_at": OPENING} | changed))  # type: ignore[arg-type]
    return list(found[["slug", "due_on", "missing", "late", "timeliness"]].itertuples(index=False, name=None))


def days(first: date, count: int, value: float | str = 3) -> list[dict[str, object]]:
    """Counts of so many days in a row."""
    return [a_count(value, first + timedelta(days=each), VIOLENCE, measure=ACTIONED) for each in range(count)]


def test_a_return_covers_the_days_before_it_is_due_and_the_first_all_days_since_the_letter(
        letter: LetterInView) -> None:
    assert due.schedule(letter, date(2019, 12, 2)) == [SINCE_THE_LETTER, SECOND, THIRD]
    assert len(SINCE_THE_LETTER.days) == 13
    assert (SECOND.days[0], SECOND.days[-1], len(SECOND.days)) == (date(2019, 11, 18), date(2019, 11, 24), 7)


@pytest.mark.parametrize(("today", "last"), [
    (date(2019, 11, 6), date(2019, 11, 18)), (date(2019, 11, 18), date(2019, 11, 18)),
    (date(2019, 11, 19), date(2019, 11, 25)), (date(2020, 5, 1), date(2019, 12, 16))])
def test_the_last_one_is_due_next_and_none_after_the_first_that_has_polling_day_behind_it(
        letter: LetterInView, today: date, last: date) -> None:
    assert due.schedule(letter, today)[-1].due_on == last


def test_a_letter_that_asks_for_no_returns_has_none_due(recorded: Engine, cast: Cast, letter: LetterInView) -> None:
    without = LetterInView(**vars(letter) | {"returns_first_due_on": None, "returns_every_days": None})
    assert due.schedule(without, date(2019, 12, 2)) == []
    assert listed(recorded, cast.official, without) == []


def test_without_any_return_every_day_is_missing_and_those_before_today_are_late(
        recorded: Engine, cast: Cast, letter: LetterInView) -> None:
    assert listed(recorded, cast.facebook, letter) == [
        ("facebook", date(2019, 11, 18), 13, True, "overdue"), ("facebook", date(2019, 11, 25), 7, True, "overdue"),
        ("facebook", date(2019, 12, 2), 7, False, "due soon")]


def test_days_with_a_count_in_whatever_state_are_not_missing(recorded: Engine, cast: Cast,
                                                             letter: LetterInView) -> None:
    a_sent_return(recorded, cast.facebook, *days(date(2019, 11, 5), 12), *days(date(2019, 11, 18), 3, 0),
                  *days(date(2019, 11, 22), 2, NOT_GIVEN), *days(date(2019, 11, 25), 7, DOES_NOT_APPLY))
    with reading(recorded) as session:
        found = due.listing(session, cast.facebook, letter, as_at=OPENING)
    assert list(found["missing_days"]) == [
        (date(2019, 11, 17),), (date(2019, 11, 21), date(2019, 11, 24)), ()]
    assert list(found["late"]) == [True, True, False]


def test_a_count_of_a_whole_week_covers_its_days_and_a_median_does_not(recorded: Engine, cast: Cast,
                                                                       letter: LetterInView) -> None:
    week = date(2019, 11, 18), date(2019, 11, 24)
    a_sent_return(recorded, cast.facebook, a_count(12.5, week, ALL, Nation.UK, MEDIAN))
    assert listed(recorded, cast.facebook, letter)[1][2] == 7
    a_sent_return(recorded, cast.facebook, a_count(40, week, ALL, Nation.UK, REPORTS))
    assert listed(recorded, cast.facebook, letter)[1][2] == 0


def test_counts_that_only_say_something_of_a_keyword_and_a_nation_cover_their_day(recorded: Engine, cast: Cast,
                                                                                 letter: LetterInView) -> None:
    a_sent_return(recorded, cast.twitter, a_count(1, date(2019, 11, 20), HARM, Nation.WALES, ACTIONED))
    assert listed(recorded, cast.twitter, letter)[1][2] == 6


def test_it_is_known_from_the_moment_of_the_return_on(recorded: Engine, cast: Cast, letter: LetterInView,
                                                      stopped_clock: StoppedClock) -> None:
    before = stopped_clock.now
    stopped_clock.advance(hours=1)
    a_sent_return(recorded, cast.facebook, *days(date(2019, 11, 5), 27))
    assert [row[2] for row in listed(recorded, cast.facebook, letter, as_at=before)] == [13, 7, 7]
    assert [row[2] for row in listed(recorded, cast.facebook, letter, as_at=stopped_clock.now)] == [0, 0, 0]


def test_officials_see_every_recipient_and_a_platform_its_own_alone(recorded: Engine, cast: Cast,
                                                                    letter: LetterInView) -> None:
    a_sent_return(recorded, cast.facebook, *days(date(2019, 11, 5), 27))
    assert [row[:3] for row in listed(recorded, cast.official, letter)][:3] == [
        ("facebook", date(2019, 11, 18), 0), ("google", date(2019, 11, 18), 13), ("twitter", date(2019, 11, 18), 13)]
    assert listed(recorded, cast.analyst, letter) == listed(recorded, cast.official, letter)
    assert {row[0] for row in listed(recorded, cast.twitter, letter)} == {"twitter"}
    assert listed(recorded, cast.stranger, letter) == []
    assert listed(recorded, cast.administrator, letter) == []


def test_missing_days_are_named_with_those_in_a_row_together() -> None:
    given = [date(2019, 11, day) for day in (18, 20, 21, 22)] + [date(2019, 12, 1)]
    assert listed_days(given) == "18 November 2019, 20 to 22 November 2019 and 1 December 2019"
    assert listed_days([]) == ""
