"""Counts packed into rows of a return and series: what goes in comes out, and nothing that contradicts itself."""

import pandas as pd
import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import Session, col

from coordination.incidents import series_counts
from coordination.incidents.cells import NOT_APPLICABLE, NOT_REPORTED, REPORTED, ZERO
from coordination.incidents.series_counts import COLUMNS
from data_model.database import reading, writing
from data_model.incidents import SeriesCounts

NONE = float("nan")
Rows = list[tuple[int, int, int, float]]
MIXED: Rows = [(8, 3, NOT_APPLICABLE, NONE), (7, 2, ZERO, 0.0), (7, 1, REPORTED, 1.5), (8, 1, NOT_REPORTED, NONE)]


def append(engine: Engine, return_id: int, rows: Rows) -> list[int]:
    told: list[int] = []
    with writing(engine) as session:
        series_counts.append(session, return_id, pd.DataFrame(rows, columns=COLUMNS[1:]), told.append)
    return told


def read(session: Session, *wanted: object) -> list[tuple[object, ...]]:
    found = series_counts.read(session, *wanted)  # type: ignore[arg-type]
    return [tuple(None if each != each else each for each in row) for row in found.itertuples(index=False)]


def test_what_was_packed_is_read_by_series_and_period_and_lies_in_a_row_a_series(engine: Engine) -> None:
    append(engine, 1, MIXED)
    with reading(engine) as session:
        assert read(session) == [(1, 7, 1, REPORTED, 1.5), (1, 7, 2, ZERO, 0.0), (1, 8, 1, NOT_REPORTED, None),
                                 (1, 8, 3, NOT_APPLICABLE, None)]
        assert read(session, col(SeriesCounts.series_id) == 8)[0] == (1, 8, 1, NOT_REPORTED, None)
        assert session.scalars(select(func.count()).select_from(SeriesCounts)).one() == 2


def test_of_two_returns_the_newest_says_what_stands(engine: Engine) -> None:
    append(engine, 1, MIXED)
    append(engine, 2, [(7, 2, REPORTED, 4.0), (9, 1, ZERO, 0.0)])
    with reading(engine) as session:
        newest = series_counts.newest(series_counts.read(session))
        asked = series_counts.of_cells(session, [1], pd.DataFrame([(7, 2), (9, 1)], columns=series_counts.CELL))
    assert newest[["return_id", "series_id", "period_id"]].to_numpy().tolist() == [
        [1, 7, 1], [1, 8, 1], [1, 8, 3], [2, 7, 2], [2, 9, 1]]
    assert asked.to_numpy().tolist() == [[1, 7, 2, ZERO, 0.0]]


def test_more_series_than_are_stored_at_once_are_all_there(engine: Engine) -> None:
    many = 2 * series_counts.SERIES_AT_ONCE + 1
    told = append(engine, 1, [(series, period, REPORTED, series) for series in range(1, many + 1) for period in (1, 2)])
    assert told == [1000, 2000, 2002]
    with reading(engine) as session:
        sizes = [len(part) for part in series_counts.portions(session)]
        assert series_counts.read(session)["value"].sum() == many * (many + 1)
    assert sizes == [1000, 1000, 2]


@pytest.mark.parametrize("row", [
    (7, 2, REPORTED, 0.0), (7, 2, REPORTED, -1.0), (7, 2, REPORTED, NONE), (7, 2, ZERO, 1.0), (7, 2, ZERO, NONE),
    (7, 2, NOT_REPORTED, 0.0), (7, 2, NOT_APPLICABLE, 3.0), (7, 2, 4, NONE), (7, 2, -1, NONE), (7, 1, REPORTED, 3.0)])
def test_a_count_that_contradicts_itself_or_stands_twice_is_not_stored(
        engine: Engine, row: tuple[int, int, int, float]) -> None:
    with pytest.raises(ValueError, match="stands twice, or its state contradicts its value"):
        append(engine, 1, [(7, 1, REPORTED, 1.0), row])
    with reading(engine) as session:
        assert read(session) == []


def test_nothing_at_all_is_sound(engine: Engine) -> None:
    assert series_counts.sound(series_counts.nothing()).tolist() == []
    with reading(engine) as session:
        assert series_counts.of_cells(session, [1], series_counts.nothing()).empty
        assert series_counts.newest(series_counts.read(session)).columns.tolist() == COLUMNS
