"""When meetings are: by London's clocks, which change twice a year. Pure."""

from datetime import UTC, date, datetime, time, timedelta

from coordination import clock
from coordination.clock import LONDON
from coordination.dialogue.inputs import RepeatInput
from coordination.problems import Fault, Invalid
from coordination.schedule import ENGLAND
from coordination.wording import counted, weekday_in_words

MOST_IN_SERIES = 60
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")  # as RFC 5545 calls them


def moment(day: date, at: time) -> datetime:
    """The moment at which London's clocks show `at` on `day`, as UTC."""
    return datetime.combine(day, at, LONDON).astimezone(UTC)


def faults(day: date, starts: time, ends: time) -> list[Fault]:
    """What is wrong with a meeting from `starts` to `ends`, if anything: a time that is left out or comes twice as the
    clocks change, or an end that is not after the start."""
    found = [*_of_the_clocks(day, starts, "starts"), *_of_the_clocks(day, ends, "ends")]
    if not found and starts >= ends:
        found.append(Fault("ends", "The meeting must end after it starts, on the same day."))
    return found


def _of_the_clocks(day: date, at: time, where: str) -> list[Fault]:
    first = datetime.combine(day, at, LONDON)
    if first.utcoffset() == first.replace(fold=1).utcoffset():
        return []
    twice = first.astimezone(UTC).astimezone(LONDON).time() == at
    return [Fault(where, f"{at:%H:%M} {'comes twice' if twice else 'does not exist'} on {weekday_in_words(day)}, when "
                         f"the clocks go {'back' if twice else 'forward'}. Choose another time.")]


def days(first: date, repeat: RepeatInput) -> list[date]:
    """The days of a series, which keeps to its day of the week. Raises Invalid for a series of one or of too many."""
    count = (repeat.until - first).days // (7 * repeat.every_weeks) + 1
    if count < 2:
        raise Invalid(Fault("until", "A series needs at least two meetings. Choose a later last day, or plan a single "
                                     "meeting."))
    if count > MOST_IN_SERIES:
        raise Invalid(Fault("until", f"That would be {counted(count, 'meeting')}. Choose an earlier last day: a series "
                                     f"has at most {MOST_IN_SERIES}."))
    return [first + timedelta(weeks=repeat.every_weeks * number) for number in range(count)]


def rule(first: date, repeat: RepeatInput) -> str:
    """The series as RFC 5545 writes it: FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;UNTIL=20191212T235959Z"""
    return (f"FREQ=WEEKLY;INTERVAL={repeat.every_weeks};BYDAY={WEEKDAYS[first.weekday()]};"
            f"UNTIL={clock.end_of(repeat.until):%Y%m%dT%H%M%SZ}")


def holidays_among(days_: list[date]) -> list[str]:
    """A sentence for each bank holiday among these days. They are not left out: whoever plans decides."""
    return [f"{weekday_in_words(day)} is a bank holiday in England: {ENGLAND[day]}." for day in days_ if day in ENGLAND]
