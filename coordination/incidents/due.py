"""Incident returns that are due: for which days, by when, and for which of those days a platform has no count."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd
from sqlalchemy import select
from sqlmodel import Session, col

from coordination import clock, letters
from coordination.incidents.vocabulary import ALL
from coordination.letters import LetterInView
from coordination.schedule import Cadence, Obligation, timeliness
from coordination.viewers import Viewer, may_see
from data_model.incidents import Category, DailyRollUp, Measure, Period, Return, Series
from data_model.words import Nation, Statistic

COLUMNS = ["platform_id", "slug", "platform", "first_day", "last_day", "due_on", "missing", "missing_days",
           "timeliness", "late"]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """A return that is asked of every recipient: the days that it covers, and the day on which it is due."""

    first_day: date
    last_day: date
    due_on: date

    @property
    def days(self) -> list[date]:
        """Every day that it covers."""
        return [self.first_day + timedelta(days=count) for count in range((self.last_day - self.first_day).days + 1)]


def schedule(letter: LetterInView, today: date) -> list[Due]:
    """The returns that a letter asks for, up to the one that is due next, oldest first; none where it asks for none.

    Each covers the days before the day on which it is due, and the first of them all days since the letter.
    """
    if letter.returns_first_due_on is None or letter.returns_every_days is None:
        return []
    cadence = Cadence(letter.returns_first_due_on, letter.returns_every_days, letter.signed_on, letter.polling_day)
    due_days = [due_on for due_on in cadence.due_days() if due_on <= cadence.current(today)]
    opened = [letter.signed_on, *due_days]
    return [Due(first_day, due_on - ONE_DAY, due_on) for first_day, due_on in zip(opened, due_days, strict=False)]


def listing(session: Session, viewer: Viewer, letter: LetterInView, *, as_at: datetime) -> pd.DataFrame:
    """One row for each return due and recipient that the viewer may see, as known at `as_at`, the earliest due first.

    Columns: COLUMNS. `missing_days` are the days that no count is on record for, in whatever state, `missing` their
    number; `timeliness` is a Timeliness; `late` says that days were missing when the due day was over.
    """
    today = clock.day(as_at)
    due = schedule(letter, today)
    covered = _covered(session, viewer, letter, as_at) if due else {}
    rows = []
    for each in due:
        for platform in letters.recipients(session, viewer, letter.id).to_dict("records"):
            missing = tuple(day for day in each.days if day not in covered.get(platform["id"], ()))
            word = timeliness([Obligation(each.due_on, not missing)], ever_submitted=True, today=today)
            rows.append((platform["id"], platform["slug"], platform["name"], each.first_day, each.last_day,
                         each.due_on, len(missing), missing, word, each.due_on < today and bool(missing)))
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def _covered(session: Session, viewer: Viewer, letter: LetterInView, as_at: datetime) -> dict[int, set[date]]:
    """The days since the letter that each platform's counts cover, by its id.

    What adds up covers the days of its period; a week's median says nothing of its days. Read from the roll-ups of
    all entries of the UK, of which every measure and period that was counted has one.
    """
    query = (
        select(col(Series.platform_id), col(Period.first_day), col(Period.last_day)).distinct()
        .join(Measure, col(Measure.id) == Series.measure_id)
        .join(Category, col(Category.id) == Series.category_id)
        .join(DailyRollUp, col(DailyRollUp.series_id) == Series.id)
        .join(Period, col(Period.id) == DailyRollUp.period_id)
        .join(Return, col(Return.id) == DailyRollUp.from_return_id)
        .where(col(Category.code) == ALL, col(Series.nation) == Nation.UK,
               col(Measure.statistic) == Statistic.TOTAL, col(Period.last_day) >= letter.signed_on,
               col(Return.submitted_at) <= as_at, may_see(viewer, col(Series.platform_id)))
    )
    found: dict[int, set[date]] = defaultdict(set)
    for platform_id, first_day, last_day in session.execute(query):
        found[platform_id].update(Due(first_day, last_day, last_day).days)
    return found
