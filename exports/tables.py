"""Tables as CSV and XLSX. What people wrote is text in both: no spreadsheet runs it."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from coordination.problems import Fault, Invalid
from coordination.wording import CSV_MARK, counted, runs_in_a_spreadsheet
from exports.cells import LONGEST_CELL, MOST_ROWS, Cell, fitting, holdable, rows_of
from exports.columns import shown
from exports.provenance import ABOUT, CSV_LINES, EMPTY_CELLS, Provenance

WIDEST = 60
CHART_SHEET = "Sheet1"  # python-pptx's name for it


def csv_file(frame: pd.DataFrame, provenance: Provenance, notes: Sequence[tuple[str, str]] = ()) -> bytes:
    """A table as CSV: UTF-8 with a byte order mark (Excel needs it), CRLF, fields quoted where they need it.

    The first provenance.CSV_LINES lines say where the file comes from, as `# name,value`; the header is the next one,
    so pandas reads the table with `read_csv(file, skiprows=CSV_LINES)`. (Not with `comment="#"`, which also cuts
    values that contain one.) Days are 2019-12-02; moments London times with their offset, 2019-12-02T09:14:00+00:00;
    truths yes and no. Text that a spreadsheet would run begins with an apostrophe; lone surrogates and control
    characters become �. Empty cells mean that there was nothing. `notes`, name and words each, stand on more such
    lines above the header.
    """
    columns = shown(frame.columns)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows((CSV_MARK + name, _csv_text(value)) for name, value in [*provenance.lines(), *notes])
    writer.writerow(columns.values())
    writer.writerows([_csv_value(value) for value in row] for row in rows_of(frame, columns))
    return text.getvalue().encode("utf-8-sig")


def rows_as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows of text under their header, as CSV to be corrected and sent back: guarded like everything that a
    spreadsheet opens, and otherwise as they are."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([_csv_text(value) for value in row] for row in (header, *rows))
    return text.getvalue()


def xlsx_file(sheets: Mapping[str, pd.DataFrame], provenance: Provenance, *,
              chart: Sequence[Sequence[Cell]] = ()) -> bytes:
    """Tables as one workbook: a sheet for each, and “About this file” last. `chart` are the cells of a sheet before
    them, CHART_SHEET, from which a chart in a presentation takes its figures.

    Each is a table with a frozen header row and filters; days and moments (London time) are real dates; text is
    always text. Marking and EXERCISE stand at the top and bottom of every printed page, and in the document's
    properties with the audit head. A cell's text that is longer than a spreadsheet holds is cut, and the last
    sheet says so. Raises Invalid where a table has more rows than a sheet.
    """
    for frame in sheets.values():
        if len(frame) > MOST_ROWS:
            raise Invalid(Fault("rows", f"This table has {len(frame):,} rows, and a spreadsheet holds {MOST_ROWS:,}. "
                                        "Choose fewer rows, or download CSV."))
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                       "strings_to_numbers": False}) as book:
        book.set_size(2400, 1600)
        shortened = 0
        if chart:
            first = _Sheet(book, book.add_worksheet(CHART_SHEET), provenance)
            first.cells(chart)
            shortened += first.shortened
        for position, (name, frame) in enumerate(sheets.items(), start=1):
            sheet = _Sheet(book, book.add_worksheet(name), provenance)
            sheet.table(frame, f"Table{position}")
            shortened += sheet.shortened
        _about(book, provenance, shortened)
        _properties(book, provenance)
    return content.getvalue()


def _csv_value(value: Cell) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):  # and so a datetime
        return value.isoformat()
    return _csv_text(value) if isinstance(value, str) else value


def _csv_text(text: str) -> str:
    return holdable(f"'{text}" if runs_in_a_spreadsheet(text) else text)


class _Sheet:
    """One sheet of a workbook while it is written."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Worksheet, provenance: Provenance) -> None:
        self.sheet = sheet
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        # The quote prefix keeps a text a text also when a person edits the cell.
        self.guarded = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self.day = book.add_format({"num_format": "d mmm yyyy", "valign": "top", "align": "left"})
        self.moment = book.add_format({"num_format": "d mmm yyyy hh:mm", "valign": "top", "align": "left"})
        self.header = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.shortened = 0
        _page(sheet, provenance)

    def table(self, frame: pd.DataFrame, name: str) -> None:
        """Write a frame as a table with a header row that stays, filters, and columns as wide as what they hold."""
        columns = shown(frame.columns)
        widths = [len(title) for title in columns.values()]
        for number, row in enumerate(rows_of(frame, columns), start=1):
            for position, value in enumerate(row):
                widths[position] = max(widths[position], self.write(number, position, value))
        # A table has at least one row, so that an empty one still has its header.
        self.sheet.add_table(0, 0, max(len(frame), 1), len(columns) - 1, {
            "name": name, "style": "Table Style Light 1",
            "columns": [{"header": title, "header_format": self.header} for title in columns.values()]})
        for position, width in enumerate(widths):
            self.sheet.set_column(position, position, min(width, WIDEST) + 3)
        self.sheet.freeze_panes(1, 0)
        self.sheet.repeat_rows(0)

    def cells(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Write cells as they are, from the first row on."""
        for number, row in enumerate(rows):
            for position, value in enumerate(row):
                self.write(number, position, value)

    def write(self, row: int, column: int, value: Cell) -> int:
        """Write one value as what it is. Returns about how many letters wide it shows."""
        if value is None:
            return 0
        if isinstance(value, datetime):
            self.sheet.write_datetime(row, column, value.replace(tzinfo=None), self.moment)
            return 17
        if isinstance(value, date):
            self.sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), self.day)  # noqa: DTZ001
            return 11
        if isinstance(value, bool | str):
            return self.words(row, column, value if isinstance(value, str) else "yes" if value else "no")
        self.sheet.write_number(row, column, value, self.text)
        return len(f"{value}")

    def words(self, row: int, column: int, text: str) -> int:
        """Write text as text, whatever it begins with."""
        held = fitting(holdable(text))
        self.shortened += len(held) < len(text)
        self.sheet.write_string(row, column, held, self.guarded if runs_in_a_spreadsheet(text) else self.text)
        return max((len(line) for line in held.splitlines()), default=0)


def _about(book: xlsxwriter.Workbook, provenance: Provenance, shortened: int) -> None:
    """The last sheet: everything the file says of itself."""
    sheet = _Sheet(book, book.add_worksheet(ABOUT), provenance)
    rows = [*provenance.lines(), ("Empty cells", EMPTY_CELLS)]
    if shortened:
        rows.append(("Shortened", f"{counted(shortened, 'cell')} cut to the {LONGEST_CELL:,} characters that a "
                                  "spreadsheet cell holds. The CSV file has all of it."))
    for number, (name, value) in enumerate(rows):
        sheet.sheet.write_string(number, 0, name, sheet.header)
        sheet.words(number, 1, value)
    sheet.sheet.set_column(0, 0, 18)
    sheet.sheet.set_column(1, 1, 90)


def _page(sheet: Worksheet, provenance: Provenance) -> None:
    """How a sheet prints: landscape A4, as wide as the page, the marking at the top and bottom."""
    marks = provenance.marks.replace("&", "&&")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&C{marks}")
    sheet.set_footer(f"&C{marks}&RPage &P of &N")


def _properties(book: xlsxwriter.Workbook, provenance: Provenance) -> None:
    """The document's properties: what search and records systems read without opening it."""
    lines = {name: holdable(value)[:255] for name, value in provenance.lines()}
    book.set_properties({
        "title": lines["Title"], "subject": f"Letter {lines['Letter']}", "author": lines["Made by"],
        "category": provenance.marks, "created": provenance.made_at.astimezone(UTC).replace(tzinfo=None),
        "comments": "\n".join(f"{name}: {value}" for name, value in lines.items()),
    })
    more = [name for name, _ in provenance.lines()[CSV_LINES:]]  # of a figure
    for name in ("Marking", "Exercise", "Letter", "As at", "Audit head", "Parley version", *more):
        book.set_custom_property(name, lines[name], "text")
