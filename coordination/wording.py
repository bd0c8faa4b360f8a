"""Days, moments and counts in words, as GOV.UK writes them, and which words no spreadsheet may be given as they are.
Moments are shown in London time."""

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from babel.dates import format_date, format_datetime
from babel.lists import format_list

from coordination.clock import LONDON

EXERCISE = "EXERCISE – invented for practice"
CSV_MARK = "# "  # begins the lines of our CSV files that say where they come from
# Spreadsheets take text that begins so for a formula; some do after blanks, or with the full-width signs.
STARTS_A_FORMULA = frozenset("=+-@")
TAKES_NO_INK = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})  # Unicode categories: blanks, controls, format characters
SOURCE = "Parley, from updates submitted by platforms and findings of officials"


def day_in_words(value: date) -> str:
    """2 December 2019"""
    return format_date(value, "d MMMM y", locale="en_GB")


def month_in_words(value: date) -> str:
    """December 2019"""
    return format_date(value, "MMMM y", locale="en_GB")


def weekday_in_words(value: date) -> str:
    """Monday 2 December 2019"""
    return format_date(value, "EEEE d MMMM y", locale="en_GB")


def moment_in_words(value: datetime) -> str:
    """2 December 2019 at 09:14 (London time)"""
    return format_datetime(value, "d MMMM y 'at' HH:mm", tzinfo=LONDON, locale="en_GB")


def time_in_words(value: datetime) -> str:
    """09:14 (London time)"""
    return format_datetime(value, "HH:mm", tzinfo=LONDON, locale="en_GB")


def zone_in_words(value: datetime) -> str:
    """GMT or BST: which of London's two times it is."""
    return london(value).tzname() or ""


def hours_in_words(starts: datetime, ends: datetime) -> str:
    """10:00 to 11:00 GMT; with its day where it ends on another one: 23:00 to 4 December 2019 at 01:00 GMT"""
    same_day = london(starts).date() == london(ends).date()
    end = time_in_words(ends) if same_day else moment_in_words(ends)
    first = "" if zone_in_words(starts) == zone_in_words(ends) else f" {zone_in_words(starts)}"
    return f"{time_in_words(starts)}{first} to {end} {zone_in_words(ends)}"


def days_in_words(first: date, last: date) -> str:
    """23 to 29 November 2019, 30 November to 6 December 2019, 28 December 2019 to 3 January 2020"""
    if first.year != last.year:
        return f"{day_in_words(first)} to {day_in_words(last)}"
    start = format_date(first, "d" if first.month == last.month else "d MMMM", locale="en_GB")
    return f"{start} to {day_in_words(last)}"


def listed_days(days: Iterable[date]) -> str:
    """18 November 2019 and 20 to 22 November 2019: days in order, those in a row together."""
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = runs[-1][0], day
        else:
            runs.append((day, day))
    return listed(day_in_words(first) if first == last else days_in_words(first, last) for first, last in runs)


def counted(number: int, one: str, many: str | None = None) -> str:
    """1 update, 2 updates, 1,200 updates"""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(items: Iterable[str]) -> str:
    """Facebook, Twitter and Google"""
    return format_list(list(items), style="standard", locale="en_GB")


def london(value: datetime) -> datetime:
    """The same moment as London's clocks show it."""
    return value.astimezone(LONDON)


def marked(marking: str, exercise: bool) -> str:
    """What stands at the top and bottom of files and figures: OFFICIAL, or OFFICIAL · EXERCISE – invented…"""
    return f"{marking} · {EXERCISE}" if exercise else marking


def runs_in_a_spreadsheet(text: str) -> bool:
    """Whether a spreadsheet might take this text for a formula or command."""
    if text[:1] in {"\t", "\r", "\n"}:
        return True
    first = next((letter for letter in text if unicodedata.category(letter) not in TAKES_NO_INK), "")
    return unicodedata.normalize("NFKC", first) in STARTS_A_FORMULA
