"""Which figures were restated: as the roll-ups and the returns say, without going through the counts."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, select
from sqlmodel import Session, col

from coordination.exploring.asking import Asking
from coordination.exploring.measured import Measured
from coordination.exploring.views import By
from coordination.incidents import series_counts
from coordination.incidents.asking import Asked
from coordination.incidents.vocabulary import PARTS_OF_UK
from coordination.viewers import may_see
from coordination.wording import counted
from data_model.incidents import DailyRollUp, Period, Return, Series, SeriesCounts
from data_model.words import Nation

COLUMNS = ["platform", "category", "nation", "first_day", "last_day"]
TOLD_APART = {By.PLATFORM: "platform", By.CATEGORY: "category", By.NATION: "nation"}
KEYWORD = 2  # the level of a category that has no roll-ups


def read(asking: Asking, asked: Asked, categories: Sequence[int]) -> pd.DataFrame:
    """The periods of which a count of these categories was restated by then, within the stretches of time that are
    looked at. Columns: COLUMNS, in names as figures have them."""
    returns = _restating(asking, asked)
    if not returns:
        return pd.DataFrame(columns=COLUMNS)
    keywords = asking.catalogue.words.category[categories[0]].level == KEYWORD
    nations: Sequence[Nation] = PARTS_OF_UK if By.NATION in asking.view.by else (asked.nation,)
    if keywords and nations == (Nation.UK,):
        nations = tuple(Nation)
    wanted = [col(Series.measure_id) == asked.measure_id, col(Series.category_id).in_(categories),
              col(Series.nation).in_(nations), col(Series.platform_id).in_(asked.platforms),
              may_see(asking.viewer, col(Series.platform_id))]
    within = [col(Period.last_day) >= asking.stretches[0][0], col(Period.first_day) <= asking.stretches[-1][1]]
    if keywords:
        found = _of_counts(asking.session, wanted, within, _restating(asking, asked, of_all=True))
    else:
        found = (tuple(row) for row in asking.session.execute(_of_roll_ups([*wanted, *within], returns)))
    names = {asking.catalogue.platform_ids[slug]: name for slug, name in asking.platforms.items()}
    category = asking.catalogue.words.category
    rows = [(names[platform], category[id_].name, asking.catalogue.nations[nation], first, last)
            for platform, id_, nation, first, last in found]
    return pd.DataFrame(rows, columns=COLUMNS).drop_duplicates(ignore_index=True)


def marked(frame: pd.DataFrame, asking: Asking, restated: pd.DataFrame) -> list[bool]:
    """For each figure (group, within, first_day) whether a count of it was restated."""
    names = [restated[TOLD_APART[by]].tolist() for by in asking.view.by]
    nothing = [""] * len(restated)
    groups, withins = [*names, nothing, nothing][:2]
    starts = [first for first, _ in asking.stretches]
    found = set()
    for group, within, first, last in zip(groups, withins, restated["first_day"], restated["last_day"], strict=True):
        at = bisect_right(starts, first) - 1
        if at >= 0 and last <= asking.stretches[at][1]:
            found.add((group, within, starts[at]))
    return [each in found for each in zip(frame["group"], frame["within"], frame["first_day"], strict=True)]


def statements(restated: pd.DataFrame, measured: Measured) -> Iterator[str]:
    """“Google restated 3 days of “Reports from candidates”.”"""
    for platform, rows in restated.groupby("platform", sort=False):
        periods = zip(rows["first_day"], rows["last_day"], strict=True)
        days = {day for first, last in periods for day in _days(first, last)}
        yield f"{platform} restated {counted(len(days), 'day')} of “{measured.name}”."


def _restating(asking: Asking, asked: Asked, *, of_all: bool = False) -> list[int]:
    """The returns known by then of these platforms and days: those that restated anything, or all."""
    first, last = asking.stretches[0][0], asking.stretches[-1][1]
    query = select(col(Return.id)).where(
        col(Return.submitted_at) <= asking.as_at, col(Return.platform_id).in_(asked.platforms),
        may_see(asking.viewer, col(Return.platform_id)), col(Return.last_day) >= first, col(Return.first_day) <= last)
    return [id_ or 0 for id_ in asking.session.scalars(query if of_all else query.where(col(Return.changed) > 0))]


def _of_roll_ups(wanted: list[ColumnElement[bool]], returns: list[int]) -> Select[*tuple[Any, ...]]:
    """What no longer stands since one of these returns."""
    return (
        select(col(Series.platform_id), col(Series.category_id), col(Series.nation), col(Period.first_day),
               col(Period.last_day))
        .select_from(Series)
        .join(DailyRollUp, col(DailyRollUp.series_id) == Series.id)
        .join(Period, col(Period.id) == DailyRollUp.period_id)
        .where(*wanted, col(DailyRollUp.until_return_id).in_(returns))
    )


def _of_counts(session: Session, wanted: list[ColumnElement[bool]], within: list[ColumnElement[bool]],
               returns: list[int]) -> Iterator[tuple[Any, ...]]:
    """Keywords have no roll-ups: of the few series concerned, what more than one return says."""
    series = {id_: row for id_, *row in session.execute(select(
        col(Series.id), col(Series.platform_id), col(Series.category_id), col(Series.nation)).where(*wanted))}
    days = {id_: row for id_, *row in session.execute(select(
        col(Period.id), col(Period.first_day), col(Period.last_day)).where(*within))}
    found = series_counts.read(session, col(SeriesCounts.return_id).in_(returns),
                               col(SeriesCounts.series_id).in_(series))
    twice = found.loc[found.duplicated(series_counts.CELL), series_counts.CELL]
    return ((*series[id_], *days[period]) for id_, period in zip(
        *(twice[name].tolist() for name in series_counts.CELL), strict=True) if period in days)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=count) for count in range((last - first).days + 1))
