"""Rows appended in bulk are stored as they were given, on both databases."""

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine, select
from sqlmodel import col

from data_model import bulk
from data_model.database import reading, writing
from data_model.incidents import DailyRollUp

WORDS = ["reported", "zero", "not reported", "not applicable"]


def rolled_up(values: "np.ndarray[tuple[int], np.dtype[np.generic]]") -> bulk.Columns:
    """One row a state."""
    return {"series_id": np.array([1, 2, 3, 2**31 - 1]), "period_id": np.arange(4, dtype=np.int8),
            "from_return_id": np.full(4, 7), "state": pd.Categorical.from_codes(np.arange(4), pd.Index(WORDS)),
            "value": values, "parts": np.arange(4), "parts_missing": np.zeros(4, np.int64)}


@pytest.mark.parametrize("at_once", [2, 50_000])
def test_numbers_words_and_gaps_are_stored_as_given(engine: Engine, monkeypatch: pytest.MonkeyPatch, at_once: int
                                                    ) -> None:
    monkeypatch.setattr(bulk, "ROWS_A_STEP", at_once)
    done: list[int] = []
    with writing(engine) as session:
        bulk.append(session, DailyRollUp, rolled_up(np.array([0.1, 0, np.nan, np.nan])), done.append)
    with reading(engine) as session:
        found = session.execute(select(
            col(DailyRollUp.series_id), col(DailyRollUp.period_id), col(DailyRollUp.until_return_id),
            col(DailyRollUp.state), col(DailyRollUp.value), col(DailyRollUp.parts)).order_by(
                col(DailyRollUp.series_id))).all()
    assert [tuple(row) for row in found] == [
        (1, 0, None, "reported", 0.1, 0), (2, 1, None, "zero", 0.0, 1), (3, 2, None, "not reported", None, 2),
        (2**31 - 1, 3, None, "not applicable", None, 3)]
    assert done[-1] == 4


def test_whole_numbers_may_be_given_where_the_table_has_fractions(engine: Engine) -> None:
    columns = {name: column[:2] for name, column in rolled_up(np.array([12, 0, 0, 0])).items()}
    with writing(engine) as session:
        bulk.append(session, DailyRollUp, columns)
    with reading(engine) as session:
        assert session.scalars(select(col(DailyRollUp.value)).order_by(col(DailyRollUp.series_id))).all() == [12.0, 0.0]
