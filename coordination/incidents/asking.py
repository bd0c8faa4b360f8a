"""What is asked of the counts, and the rows that answer it: from the roll-ups and, for keywords, of which there are
none, from the counts of the few series concerned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from coordination.incidents import series_counts
from coordination.incidents.cells import NOT_REPORTED, STATES, ZERO, number
from coordination.incidents.vocabulary import PARTS_OF_UK, Vocabulary
from coordination.viewers import Viewer, may_see
from data_model.incidents import DailyRollUp, Period, Return, Series, SeriesCounts
from data_model.words import Nation

WEEK = 7
ROW_COLUMNS = ["platform_id", "category_id", "nation", "first_day", "last_day", "state", "value", "parts_missing"]
STATE_NUMBER = {state: position for position, state in enumerate(STATES)}


class By(StrEnum):
    """What figures are broken down by."""

    NOTHING = "none"
    PLATFORM = "platform"
    CATEGORY = "category"
    NATION = "nation"


class Grain(StrEnum):
    """The stretch of time that one figure is for. Weeks run from Monday to Sunday."""

    DAY = "day"
    WEEK = "week"
    CAMPAIGN = "campaign"


@dataclass(frozen=True)
class Asked:
    """What is asked for. No `platforms` means all that the viewer may see; days are both included."""

    measure_id: int
    category_id: int
    first_day: date
    last_day: date
    by: By = By.PLATFORM
    grain: Grain = Grain.DAY
    platforms: tuple[int, ...] = ()
    nation: Nation = Nation.UK


@dataclass(frozen=True)
class Days:
    """From a first day to a last one, both included."""

    first: date
    last: date


def rows_of(session: Session, viewer: Viewer, vocabulary: Vocabulary, read: Asked, categories: list[int], *,
            as_at: datetime) -> pd.DataFrame:
    """What is known at `as_at` of these categories within the days of `read`. Columns: ROW_COLUMNS."""
    keywords = vocabulary.category[categories[0]].level == 2
    nations = PARTS_OF_UK if read.by is By.NATION else tuple(Nation) if keywords else (read.nation,)
    wanted = [col(Series.measure_id) == read.measure_id, col(Series.category_id).in_(categories),
              col(Series.nation).in_(nations), may_see(viewer, col(Series.platform_id))]
    if read.platforms:
        wanted.append(col(Series.platform_id).in_(read.platforms))
    within = Days(read.first_day - timedelta(days=read.first_day.weekday()), read.last_day + timedelta(days=WEEK))
    if keywords:
        return _uk_of_keywords(_framed(_of_counts(session, wanted, within, as_at)), read)
    return _framed(session.connection().execute(_of_roll_ups(wanted, within, as_at)).all())


def _framed(rows: Sequence[Any]) -> pd.DataFrame:
    found = pd.DataFrame(dict(zip(ROW_COLUMNS, zip(*rows, strict=True), strict=True)) if rows else None,
                         columns=ROW_COLUMNS)
    for name in ("first_day", "last_day"):
        found[name] = np.array([number(each) for each in found[name]], np.int64)
    found["state"] = np.array([STATE_NUMBER[each] for each in found["state"]], np.int8)
    found["value"] = found["value"].astype(np.float64)
    return found


def _of_roll_ups(wanted: list[ColumnElement[bool]], within: Days, as_at: datetime) -> Select[*tuple[Any, ...]]:
    since, until = aliased(Return), aliased(Return)
    return (
        select(col(Series.platform_id), col(Series.category_id), col(Series.nation), col(Period.first_day),
               col(Period.last_day), col(DailyRollUp.state), col(DailyRollUp.value), col(DailyRollUp.parts_missing))
        .select_from(Series)
        .join(DailyRollUp, col(DailyRollUp.series_id) == Series.id)
        .join(Period, col(Period.id) == DailyRollUp.period_id)
        .join(since, and_(col(since.id) == DailyRollUp.from_return_id, col(since.submitted_at) <= as_at))
        .join(until, col(until.id) == DailyRollUp.until_return_id, isouter=True)
        .where(*wanted, col(Period.last_day) >= within.first, col(Period.first_day) <= within.last,
               or_(col(DailyRollUp.until_return_id).is_(None), col(until.submitted_at) > as_at))
    )


def _of_counts(session: Session, wanted: list[ColumnElement[bool]], within: Days, as_at: datetime) -> list[Any]:
    """Of each series and period the count of the newest return known at `as_at`, in the order of ROW_COLUMNS. Platform
    by platform, with its returns of those days and its series named one by one: so each is found at once."""
    query = select(col(Series.platform_id), col(Series.id), col(Series.category_id), col(Series.nation)).where(*wanted)
    series: dict[int, dict[int, tuple[int, Nation]]] = {}
    for platform_id, id_, category_id, nation in session.execute(query):
        series.setdefault(platform_id, {})[id_ or 0] = category_id, nation
    days = {id_: (first, last) for id_, first, last in session.execute(
        select(col(Period.id), col(Period.first_day), col(Period.last_day)).where(
            col(Period.last_day) >= within.first, col(Period.first_day) <= within.last))}
    rows: list[Any] = []
    for platform_id, own in series.items():
        sent = select(col(Return.id)).where(
            col(Return.platform_id) == platform_id, col(Return.submitted_at) <= as_at,
            col(Return.last_day) >= within.first, col(Return.first_day) <= within.last)
        found = series_counts.newest(series_counts.read(
            session, col(SeriesCounts.return_id).in_(session.scalars(sent).all()),
            col(SeriesCounts.series_id).in_(own)))
        rows += [(platform_id, *own[id_], *days[period], STATES[state], value, state == NOT_REPORTED)
                 for id_, period, state, value in zip(*(found[name].tolist() for name in (
                     "series_id", "period_id", "state", "value")), strict=True) if period in days]
    return rows


def _uk_of_keywords(rows: pd.DataFrame, read: Asked) -> pd.DataFrame:
    """Keywords for the nation asked for; for the UK what is stated of it, else what its nations state."""
    if read.by is By.NATION or read.nation is not Nation.UK:
        wanted = PARTS_OF_UK if read.by is By.NATION else (read.nation,)
        return rows[rows["nation"].isin(wanted)]
    key = ["platform_id", "category_id", "first_day", "last_day"]
    stated = rows[(rows["nation"] == Nation.UK) & (rows["state"] <= ZERO)]
    merged = rows.merge(stated[key].assign(stated=True), on=key, how="left")
    return rows[(rows["nation"] == Nation.UK) | merged["stated"].isna().to_numpy()]
