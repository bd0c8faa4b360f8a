"""CSV files as a platform sends them: Parley's template, made from the same generator as the returns."""

from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from benchmarks.counts import making
from coordination.incidents import vocabulary
from coordination.incidents.cells import NOT_APPLICABLE, NOT_REPORTED, REPORTED, STATES, day, number
from coordination.incidents.vocabulary import NATIONS, Vocabulary
from data_model.database import reading

HEADER = "day,nation,category,measure,value\n"
SERIES = 2800  # of 3,440 that 10 measures have: a year has a million figures


def write(engine: Engine, rows: int, file: Path) -> None:
    """Write one platform's latest days, as many as have so many rows. `engine` has the vocabulary on record."""
    with reading(engine) as session:
        words = vocabulary.read(session)
    random = np.random.default_rng(making.SEED)
    series = making.chosen_series(random, words, SERIES, 1.0)
    days = round(rows / SERIES / (1 - making.MISSING) * 1.02) + 1
    left = rows
    with file.open("w", encoding="utf-8") as out:
        out.write(HEADER)
        for start in range(number(making.LAST) - days + 1, number(making.LAST) + 1):
            frame = making.figures(random, series, np.arange(start, start + 1))[:left]
            out.write("".join(_lines(frame, words)))
            left -= len(frame)
    assert not left, f"{left} rows too few"


def _lines(frame: pd.DataFrame, words: Vocabulary) -> list[str]:
    gaps = {state: STATES[state].value for state in (NOT_REPORTED, NOT_APPLICABLE)}
    columns = (frame[name].tolist() for name in ("first_day", "nation", "category_id", "measure_id", "state", "value"))
    return [f"{day(first)},{NATIONS[nation].value},{words.category[category].code},{words.measure[measure].key},"
            f"{gaps[state] if state in gaps else int(value) if state == REPORTED else 0}\n"
            for first, nation, category, measure, state, value in zip(*columns, strict=True)]
