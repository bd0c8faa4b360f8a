"""Appending many rows at once: a million take a second where row by row takes a minute.

SQLite takes many rows a statement; PostgreSQL takes COPY, in its binary form, which it need not parse. Both are within
the session's transaction.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Union

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Float
from sqlmodel import Session

from data_model.base import Table

ROWS_A_STATEMENT = 200  # SQLite binds 32,766 values a statement at the most
ROWS_A_STEP = 10_000

COPY_BEGINS, COPY_ENDS = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"

Progress = Callable[[int], None]
Column = Union[npt.NDArray[Any], "pd.Categorical[Any]"]
Columns = Mapping[str, Column]
Bytes = npt.NDArray[np.uint8]


def append(session: Session, table: type[Table], columns: Columns, progress: Progress | None = None) -> None:
    """Append rows given as arrays of one length, one a column: whole numbers for integers, floats for double precision
    (NaN is stored as NULL), a categorical for texts.

    `progress` is called with the rows done so far. What it raises passes through, and the transaction is lost.
    """
    put = _put_into_postgresql if session.get_bind().dialect.name == "postgresql" else _put_into_sqlite
    cursor = session.connection().connection.cursor()
    try:
        put(cursor, f"{table.__tablename__} ({','.join(columns)})", _steps(table, columns, progress))
    finally:
        cursor.close()


def _steps(table: type[Table], columns: Columns, progress: Progress | None) -> Iterator[Columns]:
    """The rows, some at a time. `progress` is told of those that were taken."""
    total = len(next(iter(columns.values())))
    for start in range(0, total, ROWS_A_STEP):
        yield {name: _typed(table, name, values[start:start + ROWS_A_STEP]) for name, values in columns.items()}
        if progress:
            progress(min(start + ROWS_A_STEP, total))


def _typed(table: type[Table], name: str, column: Column) -> Column:
    """Numbers as the table has them: the binary form is not converted by the server."""
    if isinstance(column, pd.Categorical):
        return column
    stored = table.__table__.c[name].type  # type: ignore[attr-defined]
    return np.asarray(column.astype(np.float64 if isinstance(stored, Float) else np.int64, copy=False))


def _put_into_sqlite(cursor: Any, into: str, steps: Iterator[Columns]) -> None:
    for columns in steps:
        width = len(columns)
        values: list[Any] = [None] * (width * len(next(iter(columns.values()))))
        for position, column in enumerate(columns.values()):
            values[position::width] = _listed(column)
        row = f"({','.join('?' * width)})"
        statement = f"INSERT INTO {into} VALUES "  # noqa: S608  names of ours, values bound
        many = width * ROWS_A_STATEMENT
        whole = len(values) // many * many
        cursor.executemany(statement + ",".join([row] * ROWS_A_STATEMENT),
                           (values[start:start + many] for start in range(0, whole, many)))
        cursor.executemany(statement + row,
                           (values[start:start + width] for start in range(whole, len(values), width)))


def _listed(column: Column) -> list[Any]:
    if isinstance(column, pd.Categorical):
        return list(np.array(column.categories, object)[column.codes])
    return list(column.tolist())


def _put_into_postgresql(cursor: Any, into: str, steps: Iterator[Columns]) -> None:
    with cursor.copy(f"COPY {into} FROM STDIN (FORMAT binary)") as copy:
        copy.write(COPY_BEGINS)
        for columns in steps:
            copy.write(_rows(list(columns.values())))
        copy.write(COPY_ENDS)


def _rows(columns: list[Column]) -> bytes:
    """Rows as COPY's binary form has them: the number of columns, then for each its length (-1 for NULL) and bytes."""
    count = len(columns[0])
    parts: list[Bytes] = [np.broadcast_to(np.array([len(columns)], ">i2").view(np.uint8), (count, 2))]
    there = [np.ones((count, 2), bool)]
    for column in columns:
        length, content = _fields(column)
        parts += [length.astype(">i4").view(np.uint8).reshape(count, 4), content]
        there += [np.ones((count, 4), bool), np.arange(content.shape[1]) < length[:, None]]
    return bytes(np.hstack(parts)[np.hstack(there)].tobytes())


def _fields(column: Column) -> tuple[npt.NDArray[np.int64], Bytes]:
    """For each row the length of its value, and its bytes: as many columns as the longest has."""
    if isinstance(column, pd.Categorical):
        texts = [str(text).encode() for text in column.categories]
        lengths = np.array([len(text) for text in texts], np.int64)
        width = max(map(len, texts), default=0)
        padded = np.frombuffer(b"".join(text.ljust(width) for text in texts), np.uint8).reshape(len(texts), width)
        return lengths[column.codes], padded[column.codes]
    if column.dtype.kind == "f":
        return np.where(np.isnan(column), -1, 8), column.astype(">f8").view(np.uint8).reshape(len(column), 8)
    return np.full(len(column), 4, np.int64), column.astype(">i4").view(np.uint8).reshape(len(column), 4)
