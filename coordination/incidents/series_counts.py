"""Counts as they lie in the database: of each return and series the periods, states and numbers beside each other.

The one place that packs and unpacks them. In frames, each count is a row of COLUMNS: `state` is a position in
cells.STATES and `value` is NaN where there is none. No permission is asked here.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import ColumnElement, insert, select
from sqlmodel import Session, col

from coordination.incidents.cells import NOT_APPLICABLE, REPORTED, ZERO
from data_model.bulk import Progress
from data_model.incidents import SeriesCounts

COLUMNS = ["return_id", "series_id", "period_id", "state", "value"]
CELL = ["series_id", "period_id"]
PACKED = {"period_ids": ("period_id", "<i4"), "states": ("state", "i1"), "numbers": ("value", "<f8")}
SERIES_AT_ONCE = 500
Truths = npt.NDArray[np.bool_]


def append(session: Session, return_id: int, counts: pd.DataFrame, progress: Progress | None = None) -> None:
    """Append the counts of a return (COLUMNS but for its id, in any order). `progress` is called with those done so
    far. Raises ValueError for two of one series and period, and for a state that contradicts its value."""
    counts = counts.iloc[np.argsort(cell_keys(counts))]
    if not sound(counts).all():
        raise ValueError("A count stands twice, or its state contradicts its value.")
    arrays = {name: counts[column].to_numpy(kind) for name, (column, kind) in PACKED.items()}
    series = counts["series_id"].to_numpy()
    starts = np.flatnonzero(np.r_[True, series[1:] != series[:-1]])
    ends = np.r_[starts[1:], len(series)]
    for first in range(0, len(starts), SERIES_AT_ONCE):
        portion = list(zip(starts[first:first + SERIES_AT_ONCE].tolist(), ends[first:first + SERIES_AT_ONCE].tolist(),
                           strict=True))
        session.connection().execute(insert(SeriesCounts), [
            {"return_id": return_id, "series_id": int(series[start]), "size": end - start,
             **{name: array[start:end].tobytes() for name, array in arrays.items()}} for start, end in portion])
        if progress:
            progress(portion[-1][1])


def portions(session: Session, *wanted: ColumnElement[bool]) -> Iterator[pd.DataFrame]:
    """The counts of the rows wanted, some at a time: return by return, in each by series and period."""
    query = select(col(SeriesCounts.return_id), col(SeriesCounts.series_id), col(SeriesCounts.size),
                   col(SeriesCounts.period_ids), col(SeriesCounts.states), col(SeriesCounts.numbers)).where(
        *wanted).order_by(col(SeriesCounts.return_id), col(SeriesCounts.series_id))
    with session.connection().execute(query, execution_options={"yield_per": SERIES_AT_ONCE}) as result:
        for rows in result.partitions():
            returns, series, sizes, *arrays = zip(*rows, strict=True)
            yield pd.DataFrame({
                "return_id": np.repeat(np.array(returns, np.int32), sizes),
                "series_id": np.repeat(np.array(series, np.int32), sizes),
                **{column: np.frombuffer(b"".join(each), kind)
                   for (column, kind), each in zip(PACKED.values(), arrays, strict=True)}})


def read(session: Session, *wanted: ColumnElement[bool]) -> pd.DataFrame:
    """The same, all at once. Columns: COLUMNS."""
    found = list(portions(session, *wanted))
    return pd.concat(found, ignore_index=True) if found else nothing()


def of_cells(session: Session, returns: Sequence[int], cells: pd.DataFrame) -> pd.DataFrame:
    """What these returns say of the series and periods of `cells` (CELL). Columns: COLUMNS."""
    if cells.empty or not returns:
        return nothing()
    series = [int(id_) for id_ in cells["series_id"].unique()]
    found = read(session, col(SeriesCounts.return_id).in_(returns), col(SeriesCounts.series_id).in_(series))
    return found[np.isin(cell_keys(found), cell_keys(cells))]


def newest(counts: pd.DataFrame) -> pd.DataFrame:
    """Of each series and period only what the newest return says, of counts in the order of returns."""
    return counts[~pd.Series(cell_keys(counts)).duplicated(keep="last").to_numpy()]


def cell_keys(counts: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Series and period of each count as one whole number, in their order."""
    series = counts["series_id"].to_numpy(np.int64)
    return np.asarray(series << 32 | counts["period_id"].to_numpy(np.int64), np.int64)


def sound(counts: pd.DataFrame) -> Truths:
    """Whether each count of one return, in order, comes after the one before it and has the value that its state must
    have."""
    keys, state, value = cell_keys(counts), counts["state"].to_numpy(), counts["value"].to_numpy()
    known = (state >= REPORTED) & (state <= NOT_APPLICABLE)
    right = np.where(state == REPORTED, value > 0, np.where(state == ZERO, value == 0, np.isnan(value)))
    return np.asarray(known & right & np.r_[True, keys[1:] > keys[:-1]][:len(keys)])


def nothing() -> pd.DataFrame:
    """No counts."""
    return pd.DataFrame({name: np.empty(0, np.float64 if name == "value" else np.int32) for name in COLUMNS})
