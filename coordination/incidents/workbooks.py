"""XLSX files as tables of text. The sheet that is read is the first in a known form, or else the first of all.

Days are read as 2019-11-05, whole numbers as their digits, formulas by the result that is stored with them. Cells that
the file does not have are blank. The archive's sizes are checked before it is opened, and rows are read one at a time.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from coordination import office_files
from coordination.incidents.blocks import Block, Table, block_of_rows
from coordination.incidents.cells import RowFault
from coordination.incidents.dialects import (
    CHUNK,
    MOST_COLUMNS,
    not_a_table,
    opened,
    too_many_columns,
)
from coordination.wording import CSV_MARK

LARGEST_INFLATED = 400 * 1024 * 1024
LARGEST_PART = 64 * 1024 * 1024  # of all but the sheets: those that are read as a whole
MOST_SHEETS = 50
MOST_ROWS = 1_048_576  # the most that a sheet has
EXACT = 2.0**53  # up to here a number in a sheet is itself
HEAD_ROWS = 50  # in which the header must be
ROWS_AT_ONCE = 5_000
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
ROW = re.compile(rb"<(?:\w+:)?row\s(?:[^>]*?\s)?r\s*=\s*[\"']([0-9]{1,18})[\"']")
DAMAGED = ("This XLSX file cannot be opened: it is damaged, has macros, or is too large when unpacked. "
           "Save it again as XLSX without macros, or as CSV (UTF-8).")
Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Sheet:
    """A sheet with its header: its position and title, the header and the row it stands in."""

    position: int
    title: str
    header: tuple[str, ...]
    row: int


def is_workbook(content: bytes | Path) -> bool:
    """Whether the file begins as XLSX files do, or as the older XLS, which is refused."""
    with opened(content) as file:
        beginning = file.read(8)
    if beginning == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise not_a_table("This is an old Excel file, or one with a password. Save it as XLSX without one, or as CSV.")
    return beginning.startswith(b"PK")


def table(content: bytes | Path, known: Callable[[tuple[str, ...]], bool]) -> Table:
    """A workbook as a table. `known` says whether a header is that of a form we know. Raises Invalid."""
    formulas = _checked(content)
    sheets = _sheets(content)
    if not sheets:
        raise not_a_table("This workbook has no sheet with a table. Send the sheet with the figures.")
    in_known_form = [sheet for sheet in sheets if known(sheet.header)]
    sheet = (in_known_form or sheets)[0]
    notes = [RowFault(each.row, "", each.title, "The workbook has a second table, on another sheet, that is not read.",
                      "Send it as a file of its own, or delete it.", fatal=False) for each in in_known_form[1:]]
    return Table(sheet.header, sheet.row, _hash(content), lambda: _blocks(content, sheet, formulas=formulas),
                 tuple(notes))


def _checked(content: bytes | Path) -> bool:
    """Refuse a workbook that may not be opened. Returns whether it has formulas."""
    with opened(content) as file:
        if office_files.media_type(file, LARGEST_INFLATED) != office_files.XLSX:
            raise not_a_table(DAMAGED)
        try:
            with zipfile.ZipFile(file) as archive:
                sheets = [part for part in archive.infolist() if SHEET.fullmatch(part.filename)]
                others = (part for part in archive.infolist() if part not in sheets)
                if any(part.file_size > LARGEST_PART for part in others):
                    raise not_a_table(DAMAGED)
                with_formulas = [part for part in sheets if _has_formulas(archive, part)]
                return bool(with_formulas)
        except office_files.DAMAGED:
            raise not_a_table(DAMAGED) from None


def _has_formulas(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a sheet has any. Refuses one whose rows are not in order: the reader would leave them out."""
    found, rest, last = False, b"", 0
    with archive.open(part) as sheet:
        while chunk := sheet.read(CHUNK):
            rest += chunk
            end = rest.rfind(b">") + 1
            found = found or FORMULA.search(rest, 0, end) is not None
            for row in ROW.finditer(rest, 0, end):
                if int(row[1]) <= last:
                    raise not_a_table(DAMAGED)
                last = int(row[1])
            rest = rest[end:]
            if len(rest) > CHUNK:
                raise not_a_table(DAMAGED)  # no sheet has a text as long as that
    return found


def _hash(content: bytes | Path) -> str:
    with opened(content) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sheets(content: bytes | Path) -> list[Sheet]:
    """The sheets that have a header, in their order; hidden ones are left out. Raises Invalid for one too wide."""
    found = []
    with closing(_open(content, data_only=True)) as book:
        for position, sheet in enumerate(book.worksheets[:MOST_SHEETS]):
            head = islice(_rows(sheet), HEAD_ROWS) if sheet.sheet_state == "visible" else iter(())
            named = ((row, _texts(cells)) for row, cells in head)
            header = next(((row, texts) for row, texts in named if texts and not texts[0].startswith(CSV_MARK)), None)
            if header:
                found.append(Sheet(position, sheet.title, tuple(text.strip() for text in header[1]), header[0]))
    return found


def _blocks(content: bytes | Path, sheet: Sheet, *, formulas: bool) -> Iterator[Block]:
    """The rows under the header. Where the workbook has formulas, it is read a second time beside: what has no result
    stands as its formula."""
    with closing(_open(content, data_only=True)) as book:
        rows = _rows(book.worksheets[sheet.position])
        if not formulas:
            yield from _in_blocks(((row, _texts(cells)) for row, cells in rows), sheet)
            return
        with closing(_open(content, data_only=False)) as written:
            both = zip(rows, _rows(written.worksheets[sheet.position]), strict=False)
            yield from _in_blocks(((row, _texts(_with_formulas(cells, again))) for (row, cells), (_, again) in both),
                                  sheet)


def _in_blocks(rows: Iterator[Row], sheet: Sheet) -> Iterator[Block]:
    width = len(sheet.header)
    below = ((number, texts + [""] * (width - len(texts))) for number, texts in rows if number > sheet.row and texts)
    while some := list(islice(below, ROWS_AT_ONCE)):
        yield block_of_rows(some, width)


def _open(content: bytes | Path, *, data_only: bool) -> Any:
    try:
        source = io.BytesIO(content) if isinstance(content, bytes) else content
        return load_workbook(source, read_only=True, data_only=data_only, keep_links=False)
    except office_files.DAMAGED:
        raise not_a_table(DAMAGED) from None


def _rows(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The cells of each row, as many as it has, with its number. What the sheet says of its size is not believed."""
    sheet.reset_dimensions()
    rows = enumerate(sheet.iter_rows(max_row=MOST_ROWS, values_only=True), start=1)
    while True:
        try:
            number, cells = next(rows, (0, ()))
        except office_files.DAMAGED:
            raise not_a_table(DAMAGED) from None
        if not number:
            return
        if len(cells) > MOST_COLUMNS and any(cell is not None for cell in cells[MOST_COLUMNS:]):
            raise too_many_columns(len(cells))
        yield number, cells


def _with_formulas(cells: tuple[Any, ...], written: tuple[Any, ...]) -> Iterator[Any]:
    """Cells, with the formula where there is no result."""
    for cell, formula in zip_longest(cells, written):
        yield f"={getattr(formula, 'text', formula)}".replace("==", "=", 1) if cell is None and formula else cell


def _texts(cells: Iterable[Any]) -> list[str]:
    """Cells as text, without blank ones at the end."""
    texts = ["" if cell is None else cell if isinstance(cell, str) else _text(cell) for cell in cells]
    while texts and not texts[-1].strip():
        texts.pop()
    return texts


def _text(cell: object) -> str:
    """A number with no more digits than it needs, a day as 2019-11-05, anything else in Python's words."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
