"""Counts and roll-ups on record, as cells; and appending a return's. No permission is asked here."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Select, func, select, update
from sqlmodel import Session, bindparam, col

from coordination.incidents import series_counts
from coordination.incidents.cells import DTYPES, KEY, STATES, day
from coordination.incidents.dimensions import Dimensions
from coordination.incidents.rolling_up import COLUMNS
from coordination.incidents.vocabulary import Vocabulary
from data_model import bulk
from data_model.incidents import DailyRollUp, Period, Return, Series, SeriesCounts
from data_model.words import Nation

STATE_WORDS = pd.Index([state.value for state in STATES])
STATE_NUMBER = {state: number for number, state in enumerate(STATES)}
AT_ONCE = 10_000  # ids in one IN list
PORTION = 50_000  # rows fetched at once


def cells(session: Session, dimensions: Dimensions, first_day: int, last_day: int,
          progress: bulk.Progress | None = None) -> pd.DataFrame:
    """What stands now on the days from `first_day` to `last_day` (as cells hold them) for one platform. Columns: KEY,
    state, value, return_id. `progress` is called with the counts read so far."""
    periods = dimensions.overlapping(first_day, last_day)
    parts, done = [series_counts.nothing()], 0
    for id_ in _returns_over(session, dimensions, periods):
        for part in series_counts.portions(session, col(SeriesCounts.return_id) == id_):
            parts.append(part[np.isin(part["period_id"], periods)])
            done += len(part)
            if progress:
                progress(done)
    return as_cells(series_counts.newest(pd.concat(parts, ignore_index=True)), dimensions)


def cells_of_return(session: Session, dimensions: Dimensions, return_id: int) -> pd.DataFrame:
    """The counts that one return added or changed. Columns: KEY, state, value."""
    found = series_counts.read(session, col(SeriesCounts.return_id) == return_id)
    return as_cells(found, dimensions)[[*KEY, "state", "value"]]


def as_cells(counts: pd.DataFrame, dimensions: Dimensions) -> pd.DataFrame:
    """Stored counts (series_counts.COLUMNS) as cells. Columns: KEY, state, value, return_id."""
    found = dimensions.keys(counts["series_id"].to_numpy(), counts["period_id"].to_numpy())
    for name in ("state", "value", "return_id"):
        found[name] = counts[name].to_numpy()
    return found


def every_roll_up(session: Session, dimensions: Dimensions) -> pd.DataFrame:
    """All roll-ups of one platform, also those that no longer stand. Columns: COLUMNS, from_return_id,
    until_return_id (0 for those that do)."""
    names = ["parts", "parts_missing", "from_return_id"]
    own = select(col(Series.id)).where(col(Series.platform_id) == dimensions.platform_id)
    query = select(col(DailyRollUp.series_id), col(DailyRollUp.period_id), col(DailyRollUp.state),
                   col(DailyRollUp.value), *(getattr(DailyRollUp, name) for name in names),
                   func.coalesce(DailyRollUp.until_return_id, 0)).where(col(DailyRollUp.series_id).in_(own))
    return _rows(session, query, [*names, "until_return_id"], dimensions)


def roll_ups(session: Session, dimensions: Dimensions, cells_: pd.DataFrame) -> pd.DataFrame:
    """The roll-ups that stand now for the groups of these cells. Columns: COLUMNS, from_return_id."""
    periods = sorted(set(dimensions.period_ids(cells_).tolist()) - {0})
    measures = {int(id_) for id_ in cells_["measure_id"].unique()}
    if not _returns_over(session, dimensions, periods):
        return _no_rows([*COLUMNS, "from_return_id"])
    series = [id_ for (measure, _, _), id_ in dimensions.series.items() if measure in measures]
    names = ["parts", "parts_missing", "from_return_id"]
    parts = [_rows(session, select(col(DailyRollUp.series_id), col(DailyRollUp.period_id), col(DailyRollUp.state),
                                   col(DailyRollUp.value), *(getattr(DailyRollUp, name) for name in names))
                   .where(col(DailyRollUp.series_id).in_(ids), col(DailyRollUp.period_id).in_(periods),
                          col(DailyRollUp.until_return_id).is_(None)), names, dimensions)
             for ids in _chunks(series)]
    return pd.concat(parts, ignore_index=True) if parts else _no_rows([*COLUMNS, "from_return_id"])


def periods_of(session: Session, dimensions: Dimensions, vocabulary: Vocabulary) -> pd.DataFrame:
    """For which periods a platform has counts, by measure. Columns: measure_id, first_day, last_day (as cells)."""
    query = (
        select(col(Series.measure_id), col(Period.id))
        .join(DailyRollUp, col(DailyRollUp.series_id) == Series.id)
        .join(Period, col(Period.id) == DailyRollUp.period_id)
        .where(col(Series.platform_id) == dimensions.platform_id, col(Series.category_id) == vocabulary.all_id,
               col(Series.nation) == Nation.UK, col(DailyRollUp.until_return_id).is_(None))
    )
    days = {id_: key for key, id_ in dimensions.periods.items()}
    rows = [(measure, *days[id_]) for measure, id_ in session.execute(query)]
    return pd.DataFrame(rows, columns=["measure_id", "first_day", "last_day"], dtype=np.int64)


def append(session: Session, dimensions: Dimensions, return_id: int, rows: pd.DataFrame,
           progress: bulk.Progress | None = None) -> None:
    """Append the counts of a return (KEY, state, value)."""
    series_counts.append(session, return_id, pd.DataFrame({
        "series_id": dimensions.series_ids(rows, adding=True), "period_id": dimensions.period_ids(rows, adding=True),
        "state": rows["state"].to_numpy(), "value": rows["value"].to_numpy()}), progress)


def replace_roll_ups(session: Session, dimensions: Dimensions, return_id: int, closed: pd.DataFrame,
                     opened: pd.DataFrame) -> None:
    """Roll-ups (COLUMNS) that no longer stand since this return, and those that stand from it on."""
    if len(closed):
        table = DailyRollUp.__table__  # type: ignore[attr-defined]
        query = update(table).where(table.c.series_id == bindparam("of_series"), table.c.period_id == bindparam("of"),
                                    table.c.until_return_id.is_(None)).values(until_return_id=return_id)
        session.connection().execute(query, [
            {"of_series": series, "of": period}
            for series, period in zip(dimensions.series_ids(closed).tolist(), dimensions.period_ids(closed).tolist(),
                                      strict=True)])
    series, periods = dimensions.series_ids(opened, adding=True), dimensions.period_ids(opened, adding=True)
    order = np.argsort(series.astype(np.int64) << 32 | periods)
    bulk.append(session, DailyRollUp, {
        "series_id": series[order], "period_id": periods[order],
        "from_return_id": np.broadcast_to(return_id, len(opened)),
        "state": states(opened["state"].to_numpy()[order]),
        **{name: opened[name].to_numpy()[order] for name in ("value", "parts", "parts_missing")}})


def states(positions: npt.NDArray[Any]) -> "pd.Categorical[Any]":
    """States as they are stored, from their positions in STATES."""
    return pd.Categorical.from_codes(positions, STATE_WORDS)


def _returns_over(session: Session, dimensions: Dimensions, periods: Sequence[int]) -> list[int]:
    """The returns of the platform that say anything of these periods, oldest first."""
    if not periods:
        return []
    days = [key for key, id_ in dimensions.periods.items() if id_ in set(periods)]
    query = select(col(Return.id)).where(
        col(Return.platform_id) == dimensions.platform_id, col(Return.last_day) >= day(min(first for first, _ in days)),
        col(Return.first_day) <= day(max(last for _, last in days))).order_by(col(Return.id))
    return [id_ or 0 for id_ in session.scalars(query)]


def _rows(session: Session, query: Select[*tuple[Any, ...]], extra: list[str], dimensions: Dimensions) -> pd.DataFrame:
    """Rows of series, period, state, value and `extra` as cells with those columns."""
    parts = list(_portions(session, query, extra, dimensions))
    return pd.concat(parts, ignore_index=True) if parts else _no_rows([*KEY, "state", "value", *extra])


def _portions(session: Session, query: Select[*tuple[Any, ...]], extra: list[str],
              dimensions: Dimensions) -> Iterator[pd.DataFrame]:
    """The same, a portion at a time, so that few of them are ever there as Python's own numbers."""
    with session.connection().execute(query, execution_options={"yield_per": PORTION}) as result:
        for rows in result.partitions():
            yield _as_cells(rows, extra, dimensions)


def _as_cells(rows: Sequence[Any], extra: list[str], dimensions: Dimensions) -> pd.DataFrame:
    series, periods, states, values, *others = zip(*rows, strict=True)
    found = dimensions.keys(np.array(series), np.array(periods))
    found["state"] = np.fromiter((STATE_NUMBER[state] for state in states), np.int8, len(rows))
    found["value"] = np.array([np.nan if value is None else value for value in values], np.float64)
    for name, column in zip(extra, others, strict=True):
        found[name] = np.array(column, np.int64)
    return found


def _no_rows(columns: Iterable[str]) -> pd.DataFrame:
    return pd.DataFrame({name: np.empty(0, DTYPES.get(name, np.int64)) for name in columns})


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start:start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
