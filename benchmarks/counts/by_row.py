"""The same counts with a row each, as most people would store them: what others' queries are asked of."""

import pandas as pd
from sqlalchemy import Engine, Float, text
from sqlmodel import Field

from coordination.incidents import series_counts
from coordination.incidents.cells import STATES
from data_model import bulk
from data_model.base import Table, stored_by_value
from data_model.database import writing
from data_model.words import CountState

WORDS = pd.Index([state.value for state in STATES])


class CountByRow(Table, table=True):
    """One count."""

    __tablename__ = "counts_by_row"
    __table_args__ = ({"sqlite_with_rowid": False},)

    return_id: int = Field(primary_key=True)
    series_id: int = Field(primary_key=True)
    period_id: int = Field(primary_key=True)
    state: CountState = Field(sa_type=stored_by_value(CountState, "state", checked=False))
    value: float | None = Field(default=None, sa_type=Float)


def make(engine: Engine) -> None:
    """Make the table from what is on record."""
    with writing(engine) as session:
        CountByRow.__table__.create(session.connection())  # type: ignore[attr-defined]
        for counts in series_counts.portions(session):
            bulk.append(session, CountByRow, {
                **{name: counts[name].to_numpy() for name in ("return_id", *series_counts.CELL, "value")},
                "state": pd.Categorical.from_codes(counts["state"].to_numpy(), WORDS)})
        session.execute(text("ANALYZE"))
