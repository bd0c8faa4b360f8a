"""Counts of one return and series lie in one row, as arrays, instead of a row each"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import numpy as np
import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATES = ("reported", "zero", "not reported", "not applicable")
AT_ONCE = 10_000  # rows


def upgrade() -> None:
    _set_aside()
    packed = op.create_table(
        "counts",
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("period_ids", sa.LargeBinary(), nullable=False),
        sa.Column("states", sa.LargeBinary(), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "size > 0 AND length(period_ids) = 4 * size AND length(states) = size AND length(numbers) = 8 * size",
            name=op.f("ck_counts_arrays_of_one_length")),
        sa.PrimaryKeyConstraint("return_id", "series_id", name=op.f("pk_counts")),
    )
    rows = _rows("SELECT return_id, series_id, period_id, state, value FROM counts_before "
                 "ORDER BY return_id, series_id, period_id")
    _insert(packed, (_packed(return_id, series_id, [row[2:] for row in counts])
                     for (return_id, series_id), counts in groupby(rows, lambda row: (row[0], row[1]))))
    op.drop_table("counts_before")


def downgrade() -> None:
    _set_aside()
    each = op.create_table(
        "counts",
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.CheckConstraint(
            "(state = 'reported' AND value > 0 AND value IS NOT NULL) OR "
            "(state = 'zero' AND value = 0 AND value IS NOT NULL) OR "
            "(state IN ('not reported', 'not applicable') AND value IS NULL)",
            name=op.f("ck_counts_value_of_state")),
        sa.PrimaryKeyConstraint("return_id", "series_id", "period_id", name=op.f("pk_counts")),
        sqlite_with_rowid=False,
    )
    rows = _rows("SELECT return_id, series_id, period_ids, states, numbers FROM counts_before "
                 "ORDER BY return_id, series_id")
    _insert(each, (count for row in rows for count in _unpacked(*row)))
    op.drop_table("counts_before")


def _set_aside() -> None:
    """Rename the table, and its key, whose name PostgreSQL has only once in a database."""
    op.rename_table("counts", "counts_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE counts_before RENAME CONSTRAINT pk_counts TO pk_counts_before")


def _rows(query: str) -> Iterator[Any]:
    """Rows of the database, never all of them at once."""
    return iter(op.get_bind().execute(sa.text(query), execution_options={"yield_per": AT_ONCE}))


def _insert(table: sa.Table, rows: Iterator[dict[str, Any]]) -> None:
    some: list[dict[str, Any]] = []
    for row in rows:
        some.append(row)
        if len(some) == AT_ONCE:
            op.get_bind().execute(table.insert(), some)
            some = []
    if some:
        op.get_bind().execute(table.insert(), some)


def _packed(return_id: int, series_id: int, counts: list[Any]) -> dict[str, Any]:
    periods, states, values = zip(*counts, strict=True)
    return {"return_id": return_id, "series_id": series_id, "size": len(counts),
            "period_ids": np.array(periods, "<i4").tobytes(),
            "states": np.array([STATES.index(state) for state in states], "i1").tobytes(),
            "numbers": np.array([np.nan if value is None else value for value in values], "<f8").tobytes()}


def _unpacked(return_id: int, series_id: int, periods: bytes, states: bytes,
              numbers: bytes) -> Iterator[dict[str, Any]]:
    for period_id, state, number in zip(np.frombuffer(periods, "<i4").tolist(), np.frombuffer(states, "i1").tolist(),
                                        np.frombuffer(numbers, "<f8").tolist(), strict=True):
        yield {"return_id": return_id, "series_id": series_id, "period_id": period_id, "state": STATES[state],
               "value": None if number != number else number}
