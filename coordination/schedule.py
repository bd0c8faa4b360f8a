"""When updates are due, and how a platform stands against that. Pure rules: facts and a day in, an answer out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import holidays

DUE_SOON_WORKING_DAYS = 2
# The years are filled in now: the calendar fills in any other when first asked, which two threads must not share.
ENGLAND = holidays.country_holidays("GB", subdiv="ENG", years=range(2015, 2041))


class Timeliness(StrEnum):
    """How a platform stands against what is due of it on one commitment. Never folded into the finding."""

    UP_TO_DATE = "up to date"
    DUE_SOON = "due soon"
    OVERDUE = "overdue"
    SILENT = "silent"


@dataclass(frozen=True)
class Cadence:
    """When a commitment's updates are due: from a first day, every so many days, until polling day."""

    first_due_on: date
    every_days: int
    opens_on: date
    polling_day: date

    def due_days(self) -> tuple[date, ...]:
        """Every due day, the last one being the first on or after polling day."""
        return _due_days(self.first_due_on, self.every_days, self.polling_day)

    def period_of(self, due_on: date) -> tuple[date, date]:
        """The reporting period that is due on `due_on`: its first and last day. The first one opens with the
        letter. Raises ValueError for a day that is not a due day."""
        days = self.due_days()
        position = days.index(due_on)
        return (days[position - 1] + timedelta(days=1) if position else self.opens_on), due_on

    def current(self, today: date) -> date:
        """The due day of the period that `today` lies in; after the last one, the last."""
        days = self.due_days()
        return next((due for due in days if due >= today), days[-1])

    def last_passed(self, today: date) -> date | None:
        """The newest due day that is over (strictly before `today`), if any."""
        return max((due for due in self.due_days() if due < today), default=None)


@lru_cache
def _due_days(first: date, every_days: int, polling_day: date) -> tuple[date, ...]:
    periods = max(-(-(polling_day - first).days // every_days), 0)
    return tuple(first + timedelta(days=every_days * count) for count in range(periods + 1))


@dataclass(frozen=True)
class Obligation:
    """Something owed by the end of a day: a period's update, or an answer to a request.

    `answered` says that a submitted update that was not returned answers it.
    """

    due_on: date
    answered: bool


def timeliness(obligations: Sequence[Obligation], *, ever_submitted: bool, today: date) -> Timeliness:
    """How a platform stands. Silent: something was due and nothing was ever submitted. Overdue: something was due
    and is not answered. Due soon: it is due within two working days. Otherwise up to date."""
    open_days = [each.due_on for each in obligations if not each.answered]
    if any(due < today for due in open_days):
        return Timeliness.OVERDUE if ever_submitted else Timeliness.SILENT
    not_soon = working_days_after(today, DUE_SOON_WORKING_DAYS + 1)
    if any(due < not_soon for due in open_days):
        return Timeliness.DUE_SOON
    return Timeliness.UP_TO_DATE


def is_working_day(day: date) -> bool:
    """Monday to Friday, and not a bank holiday in England."""
    return ENGLAND.is_working_day(day)


def working_days_after(day: date, count: int) -> date:
    """The `count`-th working day after `day`."""
    return ENGLAND.get_nth_working_day(day, count)
