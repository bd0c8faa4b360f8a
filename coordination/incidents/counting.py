"""Reading counts: a measure by platform, category or nation, by day, week or for a whole campaign."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import func, select
from sqlmodel import Session, col

from coordination import clock
from coordination.incidents.asking import WEEK, Asked, By, Grain, rows_of
from coordination.incidents.cells import STATES, day, number
from coordination.incidents.tallying import Buckets, Floats, buckets_of, days_missing, tallied
from coordination.incidents.vocabulary import PARTS_OF_UK, Vocabulary
from coordination.incidents.vocabulary import read as vocabulary_of
from coordination.viewers import Viewer, may_see
from data_model.incidents import Return
from data_model.organisations import Platform
from data_model.words import Nation

HEADLINE = "reports-from-candidates"  # what the overview says of a week
PER = 100_000  # what a rate is stated for
COLUMNS = ["group", "group_id", "first_day", "last_day", "state", "value", "parts_missing", "days_missing",
           "other_period", "share", "rate", "before", "difference"]


def figures(session: Session, viewer: Viewer, vocabulary: Vocabulary, asked: Asked, *, as_at: datetime) -> pd.DataFrame:
    """One row a group and stretch of time, gaps included, in order. Columns: COLUMNS. Weeks are
    shown whole where any of their days is asked for.

    `state` is a word; `value`, `share` (0 to 1, of the groups shown), `rate` (per PER of the measure's denominator),
    `before` (the same a week earlier) and `difference` are NaN where there is none. `parts_missing` counts parts that
    were not reported; `days_missing` the days on which a platform that returns this measure returned nothing of it;
    `other_period` says that a figure exists for another stretch of time only. Days after `as_at` are not shown.
    """
    last_day = min(asked.last_day, clock.day(as_at))
    earlier = replace(asked, first_day=asked.first_day - timedelta(days=WEEK), last_day=last_day)
    found = _figures(session, viewer, vocabulary, replace(asked, last_day=last_day), earlier, as_at)
    found["share"] = _shares(found) if vocabulary.measure[asked.measure_id].additive else np.nan
    found["rate"] = _rates(session, viewer, vocabulary, asked, found, as_at)
    return found[COLUMNS].reset_index(drop=True)


def last_week(session: Session, viewer: Viewer, platforms: tuple[int, ...], *, as_at: datetime) -> pd.DataFrame:
    """HEADLINE of each of these platforms in the last whole week before `as_at`, as `figures` has it; no rows where
    none in the viewer's sight has a figure for it or the week before."""
    words = vocabulary_of(session)
    headline = words.measure_by_key.get(HEADLINE)
    today = clock.day(as_at)
    monday = today - timedelta(days=today.weekday() + WEEK)
    if headline is None:
        return pd.DataFrame(columns=COLUMNS)
    asked = Asked(headline.id, words.all_id, monday, monday + timedelta(days=WEEK - 1), By.PLATFORM, Grain.WEEK,
                  platforms)
    found = figures(session, viewer, words, asked, as_at=as_at)
    return found if (found["value"].notna() | found["before"].notna()).any() else found.iloc[:0]


def latest_day(session: Session, viewer: Viewer, *, as_at: datetime) -> date | None:
    """The last day that any return in the viewer's sight is about, if there is one."""
    query = select(func.max(col(Return.last_day))).where(col(Return.submitted_at) <= as_at,
                                                         may_see(viewer, col(Return.platform_id)))
    return session.scalars(query).one()


def _figures(session: Session, viewer: Viewer, vocabulary: Vocabulary, asked: Asked, read: Asked,
             as_at: datetime) -> pd.DataFrame:
    if asked.last_day < asked.first_day:
        return pd.DataFrame(columns=COLUMNS)
    groups = _groups(session, viewer, vocabulary, asked)
    buckets = buckets_of(read)
    wanted = list(groups) if asked.by is By.CATEGORY else [asked.category_id]
    rows = rows_of(session, viewer, vocabulary, read, wanted, as_at=as_at)
    covered = rows_of(session, viewer, vocabulary, replace(read, nation=Nation.UK, by=By.PLATFORM),
                      [vocabulary.all_id], as_at=as_at)
    value, state, missing, other = tallied(rows, _places(rows, asked, groups), buckets,
                                            (len(groups), len(buckets.first)), vocabulary.measure[asked.measure_id])
    days = days_missing(covered, asked, groups, buckets, number(clock.day(as_at)))
    found = _flat(groups, buckets, state, value, missing, days, other)
    return _with_week_before(found, asked)


def _groups(session: Session, viewer: Viewer, vocabulary: Vocabulary, asked: Asked) -> dict[Any, str]:
    """What there is a figure for: key to label."""
    if asked.by is By.PLATFORM:
        query = select(col(Platform.id), col(Platform.name)).where(may_see(viewer, col(Platform.id)))
        if asked.platforms:
            query = query.where(col(Platform.id).in_(asked.platforms))
        return dict(session.execute(query.order_by(func.lower(col(Platform.name)))).all())
    if asked.by is By.CATEGORY:
        below = vocabulary.children(asked.category_id) or (vocabulary.category[asked.category_id],)
        return {each.id: each.name for each in below}
    if asked.by is By.NATION:
        return {nation: nation.value.title() for nation in PARTS_OF_UK}
    return {None: vocabulary.category[asked.category_id].name}


def _places(rows: pd.DataFrame, asked: Asked, groups: dict[Any, str]) -> npt.NDArray[np.int64]:
    """The number of each row's group, -1 for none."""
    if asked.by is By.NOTHING:
        return np.zeros(len(rows), np.int64)
    place = {key: position for position, key in enumerate(groups)}
    column = {By.PLATFORM: "platform_id", By.CATEGORY: "category_id", By.NATION: "nation"}[asked.by]
    return np.array([place.get(key, -1) for key in rows[column]], np.int64)


def _flat(groups: dict[Any, str], buckets: Buckets, state: npt.NDArray[np.int64], value: Floats, missing: Floats,
          days: npt.NDArray[np.int64], other: npt.NDArray[np.bool_]) -> pd.DataFrame:
    size = len(buckets.first)
    return pd.DataFrame({
        "group": np.repeat(np.array(list(groups.values()), object), size),
        "group_id": np.repeat(np.array([str(key) if isinstance(key, str) else key for key in groups], object), size),
        "first": np.tile(buckets.first, len(groups)), "last": np.tile(buckets.last, len(groups)),
        "state": [STATES[each].value for each in state.ravel().tolist()], "value": value.ravel(),
        "parts_missing": missing.ravel().astype(np.int64), "days_missing": days.ravel(),
        "other_period": other.ravel()})


def _with_week_before(found: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Each figure beside the one seven days earlier; then only the days asked for."""
    before = found[["group", "first", "value", "days_missing"]].assign(first=found["first"] + WEEK)
    if asked.grain is Grain.CAMPAIGN:
        before = before.iloc[:0]
    joined = found.merge(before.rename(columns={"value": "before", "days_missing": "gone"}), on=["group", "first"],
                         how="left")
    whole = (joined["days_missing"] == 0) & (joined["gone"] == 0)
    joined["difference"] = (joined["value"] - joined["before"]).where(whole)
    shown = joined[joined["last"] >= number(asked.first_day)].copy()
    shown["first_day"] = [day(each) for each in shown["first"]]
    shown["last_day"] = [day(each) for each in shown["last"]]
    return shown


def _shares(found: pd.DataFrame) -> "pd.Series[float]":
    total = found.groupby("first_day")["value"].transform("sum")
    return (found["value"] / total.where(total > 0)).astype(np.float64)


def _rates(session: Session, viewer: Viewer, vocabulary: Vocabulary, asked: Asked, found: pd.DataFrame,
           as_at: datetime) -> "pd.Series[float] | float":
    """Per PER of the denominator's figure for the same platforms, nation and days, over all categories."""
    slug = vocabulary.measure[asked.measure_id].denominator
    below = vocabulary.measure_by_key.get(slug) if slug else None
    if below is None or found.empty:
        return float("nan")
    same = asked.by if asked.by in {By.PLATFORM, By.NATION} else By.NOTHING
    wanted = replace(asked, measure_id=below.id, category_id=vocabulary.all_id, by=same,
                     last_day=min(asked.last_day, clock.day(as_at)))
    read = replace(wanted, first_day=wanted.first_day - timedelta(days=WEEK))
    parts = _figures(session, viewer, vocabulary, wanted, read, as_at)
    key = ["first_day"] if same is By.NOTHING else ["group", "first_day"]
    denominator = found[["group", "first_day"]].merge(parts[[*key, "value"]], on=key, how="left")["value"].to_numpy()
    return pd.Series(found["value"].to_numpy() / np.where(denominator > 0, denominator, np.nan) * PER, found.index)
