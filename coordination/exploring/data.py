"""The data of a figure: as a table, and as the bytes that are the same wherever and whenever it is read."""

import csv
import hashlib
import io
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

import pandas as pd

from coordination import clock
from coordination.exploring.explored import Explored
from coordination.exploring.views import By
from coordination.letters import LetterInView
from coordination.wording import runs_in_a_spreadsheet

SPLITS = {By.PLATFORM: "platform", By.CATEGORY: "category", By.COMMITMENT: "commitment", By.NATION: "nation",
          By.KIND: "kind", By.ADDRESSED: "to_platform", By.PARTY: "party"}
BOUNDS = ["low", "high"]
ROW_DIGITS = 10
CLOSING = ["parts_missing", "days_missing", "restated"]


def table(explored: Explored) -> pd.DataFrame:
    """The figure's rows as a table to read, in their order: measure, a column for each split (a value of SPLITS),
    first_day, last_day, state, value (NaN where there is none), low and high where any figure has them,
    parts_missing, days_missing and restated."""
    frame = explored.frame.rename(columns=dict(zip(["group", "within"], map(SPLITS.__getitem__, explored.view.by),
                                                   strict=False)))
    splits = [SPLITS[each] for each in explored.view.by]
    bounds = BOUNDS if frame[BOUNDS].notna().any(axis=None) else []
    return frame[["measure", *splits, "first_day", "last_day", "state", "value", *bounds, *CLOSING]]


def csv_bytes(explored: Explored) -> bytes:
    """The table as CSV: UTF-8 without a byte order mark, CRLF, a header of the columns' names, numbers as Python
    writes them, whole ones without a decimal point, truths as yes and no, and nothing where there is none. Words that a
    spreadsheet would run begin with an apostrophe."""
    found = table(explored)
    return as_csv(found.columns, found.itertuples(index=False, name=None))


def as_csv(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """A table as csv_bytes has it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_written(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def sha256(explored: Explored) -> str:
    """Of csv_bytes, hex."""
    return hashlib.sha256(csv_bytes(explored)).hexdigest()


def only(explored: Explored, rows: Collection[str]) -> Explored:
    """The same with the rows of these names (`row_names`) alone; with all of them where none is named."""
    if not rows:
        return explored
    wanted = set(rows)
    keep = pd.Series([name in wanted for name in row_names(explored.frame)], explored.frame.index, bool)
    chosen = replace(explored, frame=explored.frame[keep].reset_index(drop=True))
    return replace(chosen, sha256=sha256(chosen))


def row_names(frame: pd.DataFrame) -> list[str]:
    """What an address calls each row of an Explored's frame under “row”: a few hexadecimal digits of what it is a
    figure of, so that it is called the same whatever else is shown and whatever the figure says by then."""
    told = zip(frame["definition"], frame["group"], frame["within"], map(str, frame["first_day"]), strict=True)
    return [hashlib.sha256("\n".join(each).encode()).hexdigest()[:ROW_DIGITS] for each in told]


def marks(letter: LetterInView) -> Mapping[str, date]:
    """The campaign's dates that figures mark, in order."""
    return {"Letter": letter.signed_on, "Nominations close": clock.day(letter.close_of_nominations),
            "Polling day": letter.polling_day}


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return "" if value != value else repr(int(value) if value.is_integer() else value)
    if isinstance(value, date):
        return value.isoformat()
    return f"'{value}" if runs_in_a_spreadsheet(str(value)) else str(value)
