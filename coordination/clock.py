"""The only place that tells the time. In the exercise, the campaign's clock; otherwise the real one.

Moments are aware UTC datetimes; days are London days, because deadlines are.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from data_model.accounts import Exercise

LONDON = ZoneInfo("Europe/London")


def now(session: Session) -> datetime:
    """The moment it is for this installation."""
    row = session.exec(select(Exercise.opens_at, Exercise.began_at)).first()
    return at_exercise(*row) if row else real_now()


def real_now() -> datetime:
    """The moment it really is. Only for starting an exercise and for a clock that has none."""
    return datetime.now(UTC)


def at_exercise(opens_at: datetime, began_at: datetime) -> datetime:
    """The exercise's moment: its clock opened at `opens_at` when the real one said `began_at`, and runs on."""
    return opens_at + (real_now() - began_at)


def day(moment: datetime) -> date:
    """The London day of a moment."""
    return moment.astimezone(LONDON).date()


def hour(moment: datetime) -> int:
    """The hour that London's clocks show."""
    return moment.astimezone(LONDON).hour


def end_of(day_: date) -> datetime:
    """The last microsecond of a London day, as UTC."""
    return datetime.combine(day_, time.max, LONDON).astimezone(UTC)


def as_at(day_: date | None, now_: datetime) -> datetime:
    """The moment whose knowledge is asked for by a day: its end or, for today, later days and none, now."""
    return now_ if day_ is None or day_ >= day(now_) else end_of(day_)


def start_of(day_: date) -> datetime:
    """The first moment of a London day, as UTC."""
    return datetime.combine(day_, time(), LONDON).astimezone(UTC)
