"""Meetings as a calendar, by month or week: which days are shown, what is on each, and where the neighbours are."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from coordination import clock
from coordination.wording import days_in_words, month_in_words
from page_parts.parameters import EARLIEST, LATEST

MONTH, WEEK = "month", "week"
MOST_A_DAY = {MONTH: 4, WEEK: 12}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Row = Mapping[object, object]


@dataclass(frozen=True)
class Day:
    """One day of the calendar: its meetings in order, how many more there are, and whether it lies in the month."""

    date: date
    meetings: tuple[Row, ...]
    more: int
    inside: bool


@dataclass(frozen=True)
class Sheet:
    """A month or a week: its name, its weeks of seven days, and a day of the one before and after, None at the end of
    time."""

    name: str
    weeks: tuple[tuple[Day, ...], ...]
    before: date | None
    after: date | None


def first_of(by: str, on: date) -> date:
    """The day that names the month or week in which `on` lies: its first, or its Monday."""
    return on.replace(day=1) if by == MONTH else on - timedelta(days=on.weekday())


def sheet(by: str, on: date, meetings: Iterable[Row]) -> Sheet:
    """The month or week in which `on` lies. `meetings` are rows with starts_at, in order; others are left out."""
    first = first_of(by, on)
    after = first_of(MONTH, first + timedelta(days=31)) if by == MONTH else first + timedelta(days=7)
    before = first_of(by, first - timedelta(days=1))
    weeks = (Calendar().monthdatescalendar(first.year, first.month) if by == MONTH
             else [[first + timedelta(days=number) for number in range(7)]])
    by_day = defaultdict(list)
    for row in meetings:
        by_day[clock.day(row["starts_at"])].append(row)  # type: ignore[arg-type]
    name = month_in_words(first) if by == MONTH else days_in_words(first, after - timedelta(days=1))
    return Sheet(name, tuple(tuple(_day(day, by_day, first, after, MOST_A_DAY[by]) for day in week) for week in weeks),
                 before if before >= EARLIEST else None, after if after <= LATEST else None)


def _day(day: date, by_day: Mapping[date, list[Row]], first: date, after: date, most: int) -> Day:
    inside = first <= day < after
    found = by_day.get(day, []) if inside else []
    return Day(day, tuple(found[:most]), max(len(found) - most, 0), inside)
