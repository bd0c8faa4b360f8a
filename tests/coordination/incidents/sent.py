"""Files as a platform sends them, for tests of what becomes of them."""

from datetime import date
from typing import Any

from coordination.incidents import files
from coordination.incidents.cells import Cells, RowFault
from tests.coordination.incidents.words import VOCABULARY

HEADER = "day,nation,category,measure,value"
TODAY = date(2019, 12, 2)


def anything(content: str | bytes, **given: Any) -> Cells | files.Unmapped:
    """What becomes of Facebook's file. A text is sent in UTF-8."""
    raw = content.encode() if isinstance(content, str) else content
    return files.read(raw, "counts.csv", VOCABULARY, platform="Facebook", slug="facebook", today=TODAY, **given)


def read(content: str | bytes, **given: Any) -> Cells:
    """The cells of Facebook's file."""
    found = anything(content, **given)
    assert isinstance(found, Cells)
    return found


def row(day: str = "2019-11-05", nation: str = "uk", category: str = "TOTAL", measure: str = "notices-received",
        value: str = "7") -> str:
    """One row of the template."""
    return ",".join([day, nation, category, measure, value])


def said(*rows: str) -> Cells:
    """What rows under the template's header say."""
    return read("\n".join([HEADER, *rows]) + "\n")


def only_fault(cells: Cells) -> RowFault:
    """The one fault, where there is just one and it is fatal."""
    assert (cells.faults.fatal, cells.faults.warnings, len(cells.faults.listed)) == (1, 0, 1)
    return cells.faults.listed[0]
