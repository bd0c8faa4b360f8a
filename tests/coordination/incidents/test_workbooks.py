"""XLSX files: what their cells mean, which sheet is read, and hostile ones."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pandas as pd
import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook

from coordination.incidents import workbooks
from coordination.incidents.cells import Cells, RowFault
from coordination.incidents.files import Unmapped
from coordination.problems import Invalid
from exports.provenance import Provenance
from exports.tables import xlsx_file
from tests.coordination.incidents.sent import HEADER, anything, only_fault, read

NAMES = HEADER.split(",")
REFUSED = "This XLSX file cannot be opened"
PROVENANCE = Provenance(
    title="Incident counts", letter="MCO/00433", source="Returns", as_at=datetime(2019, 12, 2, 9, 14, tzinfo=UTC),
    made_at=datetime(2019, 12, 2, 9, 15, tzinfo=UTC), made_by="Robin", marking="OFFICIAL", exercise=False,
    address="https://parley.example/incidents", audit_head="7:abc", application_version="1.0")


def saved(book: Workbook) -> bytes:
    """A workbook as a file."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def workbook(*rows: list[Any], header: list[str] = NAMES) -> bytes:
    """One sheet with a header."""
    book = Workbook()
    for row in [header, *rows]:
        book.active.append(row)
    return saved(book)


def with_shared_texts() -> bytes:
    """A workbook whose texts stand in a part of their own, as spreadsheet programs save them."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([NAMES, cells_of()]):
            sheet.write_row(number, 0, row)
    return content.getvalue()


def cells_of(day: Any = "2019-11-05", value: Any = 7) -> list[Any]:
    """One row of the template."""
    return [day, "uk", "TOTAL", "notices-received", value]


def changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The file with one part of its archive changed."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            raw = old.read(info)
            new.writestr(info.filename, change(raw) if info.filename == part else raw)
    return result.getvalue()


def test_real_days_and_numbers_are_read() -> None:
    cells = read(workbook(cells_of(date(2019, 11, 5), 1234), cells_of(pd.Timestamp(2019, 11, 6), 5.0),
                          cells_of("2019-11-18/2019-11-24", "1,234")))
    assert cells.frame["value"].tolist() == [1234.0, 5.0, 1234.0]
    assert (cells.frame["last_day"] - cells.frame["first_day"]).tolist() == [0, 0, 6]
    assert cells.faults.listed == []


@pytest.mark.parametrize(("value", "shown", "wrong"), [
    (True, "TRUE", "This is not a number."), (1.5, "1.5", "Items are whole numbers."),
    (-5, "-5", "A value cannot be negative."),
    (1e308, "1e+308", "The number has an exponent."),
    (10**13, "10000000000000", "This is more than 1,000,000,000,000."),
    ("00433", "00433", "The number begins with 0."), (date(2019, 11, 5), "2019-11-05", "This is not a number."),
    (time(9, 14), "09:14:00", "This is not a number."), (timedelta(hours=5), "5:00:00", "This is not a number."),
    ("#DIV/0!", "#DIV/0!", "This is not a number."), (None, "", "There is no value."),
    ("NA", "NA", "This is not a number."),
])
def test_odd_values_are_refused(value: Any, shown: str, wrong: str) -> None:
    fault = only_fault(read(workbook(cells_of(value=value), cells_of("2019-11-06"))))
    assert (fault.row, fault.column, fault.value, fault.wrong) == (2, "value", shown, wrong)


@pytest.mark.parametrize(("day", "shown"), [
    (pd.Timestamp(2019, 11, 5, 9, 14), "2019-11-05T09:14:00"), (43774, "43774")])
def test_moments_and_numbers_are_no_days(day: Any, shown: str) -> None:
    fault = only_fault(read(workbook(cells_of(day), cells_of("2019-11-06"))))
    assert (fault.row, fault.column, fault.value) == (2, "day", shown)


def test_a_formula_counts_by_its_result_and_not_without_it() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([NAMES, cells_of(), cells_of("2019-11-06"), cells_of("2019-11-07")]):
            sheet.write_row(number, 0, row)
        sheet.write_formula(1, 4, "=40+2", None, 42)
        sheet.write_formula(2, 4, "=SUM(A1:A2)", None, "")
    cells = read(content.getvalue())
    assert cells.frame["value"].tolist() == [42.0, 7.0]
    assert only_fault(cells) == RowFault(
        3, "value", "=SUM(A1:A2)", "This is a formula without its result.",
        "Open the file in the spreadsheet program, save it with the results, or paste the values.")
    assert cells.failing == (("2019-11-06", "uk", "TOTAL", "notices-received", "=SUM(A1:A2)"),)


def test_rows_are_numbered_as_the_sheet_shows_them() -> None:
    cells = read(workbook([], cells_of(), [None] * 5, cells_of("2019-11-06", "x"), [None, "  "]))
    assert cells.frame["row"].tolist() == [3]
    assert only_fault(cells).row == 5
    assert cells.rows == 2


def test_a_cell_right_of_the_header_makes_its_row_too_long() -> None:
    cells = read(workbook([*cells_of(), None, "more"], cells_of("2019-11-06")))
    fault = only_fault(cells)
    assert (fault.row, fault.wrong) == (2, "The row has 7 cells and the header 5: it is longer than its header.")
    assert cells.frame["row"].tolist() == [3]


def test_our_own_export_is_read_back_without_its_sheet_about_the_file() -> None:
    figures = pd.DataFrame({"day": [date(2019, 11, 5), "2019-11-18/2019-11-24"], "nation": ["uk", "wales"],
                            "category": ["TOTAL", "TOTAL"], "measure": ["notices-received", "hours-to-action"],
                            "value": [1234, "not reported"]}, dtype=object)
    cells = read(xlsx_file({"Counts": figures}, PROVENANCE))
    assert cells.frame["row"].tolist() == [2, 3]
    assert cells.faults.listed == []
    assert cells.frame["value"].tolist()[0] == 1234.0


def test_the_first_sheet_in_a_known_form_is_read_and_a_second_one_is_asked_about() -> None:
    book = Workbook()
    book.active.append(["Read", "me"])
    for title, value in (("Counts", 7), ("More", 8)):
        sheet = book.create_sheet(title)
        sheet.append(NAMES)
        sheet.append(cells_of(value=value))
    cells = read(saved(book))
    assert cells.frame["value"].tolist() == [7.0]
    assert cells.faults.listed == [
        RowFault(1, "", "More", "The workbook has a second table, on another sheet, that is not read.",
                 "Send it as a file of its own, or delete it.", fatal=False)]


def test_a_hidden_sheet_is_not_read() -> None:
    book = load_workbook(io.BytesIO(workbook(cells_of())))
    book.active.sheet_state = "hidden"
    book.create_sheet("Shown").append(["When", "What", "How many"])
    book.active = 1
    found = anything(saved(book))
    assert isinstance(found, Unmapped)
    assert found.header == ("When", "What", "How many")


def test_a_workbook_without_a_table_is_refused() -> None:
    with pytest.raises(Invalid, match="has no sheet with a table"):
        read(saved(Workbook()))


def test_a_cell_in_the_last_corner_costs_nothing() -> None:
    book = Workbook()
    book.active.append(NAMES)
    book.active.append(cells_of())
    book.active["XFD1048576"] = "far away"
    with pytest.raises(Invalid, match="This table has 16,384 columns, and the most is 1,000"):
        read(saved(book))


def test_a_sheet_that_lies_about_its_size_is_read_by_its_rows() -> None:
    content = changed(workbook(cells_of(value="x")), "xl/worksheets/sheet1.xml",
                      lambda xml: xml.replace(b'ref="A1:E2"', b'ref="A1:XFD1048576"'))
    assert only_fault(read(content)).row == 2


def test_a_row_number_beyond_the_sheet_ends_it() -> None:
    content = changed(workbook(cells_of(), cells_of("2019-11-06")), "xl/worksheets/sheet1.xml",
                      lambda xml: xml.replace(b'<row r="3"', b'<row r="999999999999"'))
    assert read(content).frame["row"].tolist() == [2]


@pytest.mark.parametrize("number", ["1", "2"])
def test_rows_out_of_order_are_not_left_out_in_silence(number: str) -> None:
    content = changed(workbook(cells_of(), cells_of("2019-11-06")), "xl/worksheets/sheet1.xml",
                      lambda xml: xml.replace(b'<row r="3"', f'<row r="{number}"'.encode()))
    with pytest.raises(Invalid, match=REFUSED):
        read(content)


def test_a_zip_bomb_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "LARGEST_INFLATED", 10_000_000)
    content = changed(workbook(cells_of()), "xl/worksheets/sheet1.xml", lambda xml: b"0" * 10_000_000)
    assert len(content) < 20_000
    with pytest.raises(Invalid, match=REFUSED):
        read(content)


def test_a_bomb_of_shared_texts_is_refused() -> None:
    content = changed(with_shared_texts(), "xl/sharedStrings.xml",
                      lambda xml: b" " * (workbooks.LARGEST_PART + 1))
    with pytest.raises(Invalid, match=REFUSED):
        read(content)


@pytest.mark.parametrize("content", [
    b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 100, workbook(cells_of())[:-50],
    changed(workbook(cells_of()), "xl/worksheets/sheet1.xml", lambda xml: xml[:200]),
    changed(workbook(cells_of()), "xl/workbook.xml", lambda xml: b"<a/>"),
    changed(workbook(cells_of()), "[Content_Types].xml", lambda xml: b"vbaProject" + xml)])
def test_a_damaged_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid, match=r"cannot be opened|no sheet with a table"):
        read(content)


def test_a_billion_laughs_are_refused() -> None:
    laughs = b'<!DOCTYPE a [<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (number, b"&a%d;" % (number - 1) * 10) for number in range(1, 10)) + b"]>"
    content = changed(with_shared_texts(), "xl/sharedStrings.xml", lambda xml: laughs + b"<sst>&a9;</sst>")
    with pytest.raises(Invalid, match=REFUSED):
        read(content)


def test_a_large_sheet_is_read_in_blocks_with_progress() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, NAMES)
        for number in range(1, 12_001):
            sheet.write_row(number, 0, cells_of(value=number))
    told: list[int] = []
    cells = read(content.getvalue(), progress=told.append)
    assert isinstance(cells, Cells)
    assert told == [5000, 10_000, 12_000]
    assert (cells.rows, cells.faults.fatal) == (12_000, 11_999)
