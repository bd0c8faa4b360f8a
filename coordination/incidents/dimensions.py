"""Series and periods: what rows of counts point to. Looked up for whole columns at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import insert, select
from sqlmodel import Session, col

from coordination.incidents.cells import DTYPES, KEY, day, number
from coordination.incidents.vocabulary import NATIONS
from data_model import bulk
from data_model.incidents import Period, Series

Ints = npt.NDArray[np.int64]
Ids = npt.NDArray[np.int32]
SERIES_KEY = ["measure_id", "category_id", "nation"]
PERIOD_KEY = ["first_day", "last_day"]
BITS = 20  # enough for any part of a key
NATION_WORDS = pd.Index([nation.value for nation in NATIONS])
POSITION = {nation: position for position, nation in enumerate(NATIONS)}


@dataclass
class Dimensions:
    """One platform's series and all periods on record, found by what they are. Ids are 0 where there is none."""

    session: Session
    platform_id: int
    series: dict[tuple[int, int, int], int]
    periods: dict[tuple[int, int], int]

    def series_ids(self, frame: pd.DataFrame, *, adding: bool = False) -> Ids:
        """The series of each row (KEY); `adding` puts missing ones on record."""
        codes, known = _distinct(frame, SERIES_KEY)
        missing = [key for key in known if key not in self.series]
        if adding and missing:
            measures, categories, nations = np.array(missing).T
            bulk.append(self.session, Series, {
                "platform_id": np.full(len(missing), self.platform_id), "measure_id": measures,
                "category_id": categories, "nation": pd.Categorical.from_codes(nations, NATION_WORDS)})
            self.series = _series(self.session, self.platform_id)
        return _looked_up([self.series.get(key, 0) for key in known], codes)

    def period_ids(self, frame: pd.DataFrame, *, adding: bool = False) -> Ids:
        """The period of each row (KEY); `adding` puts missing ones on record."""
        codes, known = _distinct(frame, PERIOD_KEY)
        missing = [key for key in known if key not in self.periods]
        if adding and missing:
            self.session.connection().execute(insert(Period), [{"first_day": day(first), "last_day": day(last)}
                                                  for first, last in missing])
            self.periods = _periods(self.session)
        return _looked_up([self.periods.get(key, 0) for key in known], codes)

    def overlapping(self, first_day: int, last_day: int) -> list[int]:
        """The ids of periods that share a day with this one."""
        return [id_ for (first, last), id_ in self.periods.items() if first <= last_day and last >= first_day]

    def keys(self, series_ids: Ids, period_ids: Ids) -> pd.DataFrame:
        """KEY of counts of these series and periods."""
        return pd.concat([_of_ids(self.series, SERIES_KEY, series_ids), _of_ids(self.periods, PERIOD_KEY, period_ids)],
                         axis=1)[KEY]


def read(session: Session, platform_id: int) -> Dimensions:
    """The dimensions on record."""
    return Dimensions(session, platform_id, _series(session, platform_id), _periods(session))


def _series(session: Session, platform_id: int) -> dict[tuple[int, int, int], int]:
    query = select(col(Series.id), col(Series.measure_id), col(Series.category_id), col(Series.nation)).where(
        col(Series.platform_id) == platform_id)
    return {(measure, category, POSITION[nation]): id_ or 0
            for id_, measure, category, nation in session.execute(query)}


def _periods(session: Session) -> dict[tuple[int, int], int]:
    query = select(col(Period.id), col(Period.first_day), col(Period.last_day))
    return {(number(first), number(last)): id_ or 0 for id_, first, last in session.execute(query)}


def _distinct(frame: pd.DataFrame, names: list[str]) -> tuple[Ints, list[Any]]:
    """For each row the number of its combination of columns, and the combinations."""
    key: Ints = frame[names[0]].to_numpy(np.int64)
    for name in names[1:]:
        key = key << BITS | frame[name].to_numpy(np.int64)
    codes, keys = pd.factorize(key)
    parts = [(keys >> BITS * place) & ((1 << BITS) - 1) for place in reversed(range(len(names)))]
    return codes, list(zip(*(part.tolist() for part in parts), strict=True))


def _of_ids(known: Mapping[Any, int], names: list[str], ids: Ids) -> pd.DataFrame:
    """The parts of the keys that have these ids, a column each."""
    parts = np.array(list(known), np.int64).reshape(len(known), len(names))
    place = np.full(max(known.values(), default=0) + 1, len(known))  # which is out of bounds: such an id is refused
    place[list(known.values())] = np.arange(len(known))
    return pd.DataFrame({name: part.astype(DTYPES[name])[place[ids]]
                         for name, part in zip(names, parts.T, strict=True)})


def _looked_up(values: list[int], codes: Ints) -> Ids:
    return np.array(values, np.int32)[codes] if len(codes) else np.empty(0, np.int32)
