"""The table that a figure's file holds, read back out of it."""

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime

from openpyxl import load_workbook

from coordination.exploring import data
from exports.columns import TITLES
from exports.provenance import FIGURE_TABLE, page_data

SHEET = "Figure"
NAMES = {title: name for name, title in TITLES.items()}


def table_in(content: bytes) -> bytes | None:
    """The table of a CSV archive, XLSX or HTML file as coordination.exploring.data.csv_bytes writes it, for a file that
    says where it comes from; None for one that holds no such table."""
    if not content.startswith(b"PK"):
        return _of_page(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        if FIGURE_TABLE in names:
            return archive.read(FIGURE_TABLE)
    return _of_workbook(content) if "xl/workbook.xml" in names else None


def _of_page(content: bytes) -> bytes | None:
    held = page_data(content)
    columns, rows = held.get("columns"), held.get("rows")
    return data.as_csv(columns, rows) if isinstance(columns, list) and isinstance(rows, list) else None


def _of_workbook(content: bytes) -> bytes | None:
    book = load_workbook(io.BytesIO(content), read_only=True)
    if SHEET not in book.sheetnames:
        return None
    rows: Iterable[tuple[object, ...]] = book[SHEET].iter_rows(values_only=True)
    header, *others = rows
    return data.as_csv([NAMES.get(str(title), str(title)) for title in header],
                       [[each.date() if isinstance(each, datetime) else each for each in row] for row in others])
