"""What a value becomes in a cell, so that no spreadsheet runs it, loses it or takes it for something else."""

import re
from collections.abc import Iterable
from datetime import date, datetime

import pandas as pd

from coordination.wording import day_in_words, london

LONGEST_CELL = 32_767  # UTF-16 units, the most that a spreadsheet cell holds
MOST_ROWS = 1_048_575  # under the header row
# What XML 1.0 cannot hold, and lone surrogates, which no encoding can.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Cell = str | int | float | bool | date | datetime | None


def cell(value: object) -> Cell:
    """A value as files hold it: numbers, days and truths as they are, moments as aware London times, None where
    there is nothing, and everything else as its words."""
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, datetime):
        return london(value)
    if isinstance(value, bool | int | float | date):
        return value
    item = getattr(value, "item", None)  # numpy's numbers
    return cell(item()) if item else str(value)


def rows_of(frame: pd.DataFrame, columns: Iterable[str]) -> Iterable[list[Cell]]:
    """The rows of some columns, cell by cell."""
    return ([cell(value) for value in row] for row in zip(*(frame[column] for column in columns), strict=True))


def in_words(value: Cell) -> str:
    """1,234; 12.34; yes; 2 December 2019; nothing where there is none: as people read it, numbers to two decimals."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | int):
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
    return day_in_words(value) if isinstance(value, date) else value


def holdable(text: str) -> str:
    """The text with � for every character that neither XML nor UTF-8 can hold."""
    return NOT_IN_XML.sub("�", text)


def fitting(text: str) -> str:
    """The text, cut to what a spreadsheet cell holds."""
    units = text.encode("utf-16-le")
    return text if len(units) <= 2 * LONGEST_CELL else units[: 2 * LONGEST_CELL].decode("utf-16-le", "ignore")
