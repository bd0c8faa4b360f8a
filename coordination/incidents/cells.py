"""A return between its file and its rows: cells (one a count) in narrow columns, and what is wrong with rows.

A million cells take 26 MB; everything that is done to them is done column by column.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd

from data_model.words import CountState, ReturnForm

STATES = tuple(CountState)  # cells hold a position in it: reported, zero, not reported, not applicable
REPORTED, ZERO, NOT_REPORTED, NOT_APPLICABLE = range(4)
# Days are numbers of days since 1 January 1970; nation is a position in vocabulary.NATIONS; value is NaN where there
# is none; row is the row in the file, counted as spreadsheets do: the header is row 1.
DTYPES = {"row": np.int32, "measure_id": np.int16, "category_id": np.int16, "nation": np.int8, "first_day": np.int32,
          "last_day": np.int32, "state": np.int8, "value": np.float64}
KEY = ["measure_id", "category_id", "nation", "first_day", "last_day"]
EPOCH = date(1970, 1, 1)
MOST_FAULTS = 1000


@dataclass(frozen=True)
class RowFault:
    """Something wrong, or worth asking about, in one row. `column` is the file's own name for it, `value` what stands
    there, `wrong` says what is wrong and `remedy` what to do. What is `fatal` keeps the return from being stored."""

    row: int
    column: str
    value: str
    wrong: str
    remedy: str
    fatal: bool = True


@dataclass
class Faults:
    """What is wrong with a file: the first MOST_FAULTS of it in full, and how much there is."""

    listed: list[RowFault] = field(default_factory=list)
    fatal: int = 0
    warnings: int = 0

    def add(self, fault: RowFault) -> None:
        """Count it, and keep it as long as there is room."""
        if fault.fatal:
            self.fatal += 1
        else:
            self.warnings += 1
        if len(self.listed) < MOST_FAULTS:
            self.listed.append(fault)


@dataclass(frozen=True)
class Cells:
    """What a file says. `frame` has the columns of DTYPES and only rows without a fatal fault; `failing` the raw rows
    with one, as text under `header`, to be corrected and sent back (the first MOST_FAULTS of them). `rows` counts all
    rows under the header, `sha256` is of the file."""

    form: ReturnForm
    file_name: str
    sha256: str
    header: tuple[str, ...]
    frame: pd.DataFrame
    rows: int
    faults: Faults
    failing: tuple[tuple[str, ...], ...] = ()


def empty() -> pd.DataFrame:
    """A frame of no cells."""
    return pd.DataFrame({name: np.empty(0, dtype) for name, dtype in DTYPES.items()})


def number(day: date) -> int:
    """A day as cells hold it."""
    return (day - EPOCH).days


def day(number_: int) -> date:
    """A day of a cell."""
    return EPOCH + timedelta(days=int(number_))
