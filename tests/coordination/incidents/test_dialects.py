"""CSV files as people save them: encodings, delimiters, line ends, our own lines before the header; and what is refused
as a whole."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from coordination.incidents import dialects, files
from coordination.incidents.cells import Cells, RowFault
from coordination.problems import Invalid
from exports.provenance import CSV_LINES, Provenance
from exports.tables import csv_file
from tests.coordination.incidents.sent import HEADER, TODAY, anything, only_fault, read, row
from tests.coordination.incidents.words import VOCABULARY

NO_TABLE = "This is not a table that we can read."
FIGURES = f"{HEADER}\n{row()}\n{row('2019-11-06')}\n"
PROVENANCE = Provenance(
    title="Incident counts; “all, of them”", letter="MCO/00433", source="Returns",
    as_at=datetime(2019, 12, 2, 9, 14, tzinfo=UTC),
    made_at=datetime(2019, 12, 2, 9, 15, tzinfo=UTC), made_by="=Robin", marking="OFFICIAL", exercise=False,
    address="https://parley.example/incidents?a=1,2", audit_head="7:abc", application_version="1.0")


@pytest.mark.parametrize("content", [
    FIGURES.encode(), FIGURES.encode("utf-8-sig"), FIGURES.encode("utf-16"), b"\xfe\xff" + FIGURES.encode("utf-16-be"),
    FIGURES.replace(",", ";").encode(), FIGURES.replace(",", "\t").encode(), FIGURES.replace("\n", "\r\n").encode(),
    FIGURES.replace("\n", "\r").encode(), FIGURES.rstrip("\n").encode(), ("\n\n" + FIGURES).encode(),
    FIGURES.replace("day", '"day"').replace("7", '"7"').encode(),
], ids=["utf-8", "bom", "utf-16", "utf-16-be", "semicolons", "tabs", "crlf", "cr", "no last line end", "blank first",
        "quoted"])
def test_the_same_figures_however_they_were_saved(content: bytes) -> None:
    cells = read(content)
    assert cells.frame["value"].tolist() == [7.0, 7.0]
    assert cells.faults.listed == []


def test_a_file_in_cp1252_is_read_and_says_so() -> None:
    cells = read(f"{HEADER},platform\n{row()},Facebook\n{row(category='Café')},\n".encode("cp1252"))
    assert cells.faults.listed[0] == RowFault(
        1, "", "", "The file is not in UTF-8; it was read as Windows-1252 (Western European).",
        "Check accents in names, or save the file as “CSV UTF-8”.", fatal=False)
    assert cells.faults.listed[1].value == "Café"


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Invalid, match=NO_TABLE):
        read(f"{HEADER}\n".encode() + b"\x81\x8d\x8f\xff\n")


@pytest.mark.parametrize("content", [
    b"%PDF-1.7\n1,2\n", b"\x89PNG\r\n\x1a\n\0\0,\0\n", b"<!DOCTYPE html>,\n<p>,</p>\n", b'{"day": 1,\n"a": 2}\n',
    b"only one\n1\n", b"\n\n\n", b"# Title,one\n# Letter,two\n", b"\0\0\0,\0\0\n", b"GIF89a,\x01\x02\n",
])
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid, match=NO_TABLE):
        anything(content)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Invalid, match="This file is empty"):
        read(b"")


def test_an_old_excel_file_is_refused() -> None:
    with pytest.raises(Invalid, match="old Excel file"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)


def test_cells_of_several_lines_are_one_row() -> None:
    cells = read(f'{HEADER},Notes\n{row()},"one\ntwo\r\nthree"\n{row(value="x")},\n')
    assert cells.frame["row"].tolist() == [2]
    assert [fault.row for fault in cells.faults.listed] == [1, 3]


@pytest.mark.parametrize("rest", ['"open\n', f'"open\n{row("2019-11-07")},\n{row("2019-11-08")},\n'])
def test_a_quotation_mark_that_is_not_closed_swallows_no_rows(rest: str) -> None:
    with pytest.raises(Invalid, match="a quotation mark is opened and not closed"):
        read(f"{HEADER},Notes\n{row()},\n{row('2019-11-06')},{rest}")


def test_a_quotation_mark_within_a_cell_is_a_letter() -> None:
    assert read(f'{HEADER},Notes\n{row()},5" disk\n{row("2019-11-06")},\n').frame["row"].tolist() == [2, 3]


def test_nul_bytes_make_a_cell_wrong_and_are_not_shown() -> None:
    fault = only_fault(read(f"{HEADER}\n{row(value='7' + chr(0))}\n{row()}\n"))
    assert (fault.row, fault.value, fault.wrong) == (2, "7�", "This is not a number.")


def test_our_own_export_is_read_back() -> None:
    figures = pd.DataFrame({"day": ["2019-11-05", "2019-11-18/2019-11-24"], "nation": ["uk", "northern ireland"],
                            "category": ["TOTAL", "STATEMENT_CATEGORY_VIOLENCE/KEYWORD_OTHER"],
                            "measure": ["notices-received", "hours-to-action"], "value": ["1234", "not reported"]})
    content = csv_file(figures, PROVENANCE)
    cells = read(content)
    again = read(f"{HEADER}\n2019-11-05,uk,TOTAL,notices-received,1234\n2019-11-18/2019-11-24,northern ireland,"
                 "STATEMENT_CATEGORY_VIOLENCE/KEYWORD_OTHER,hours-to-action,not reported\n")
    pd.testing.assert_frame_equal(cells.frame.drop(columns="row"), again.frame.drop(columns="row"))
    assert cells.frame["row"].tolist() == [CSV_LINES + 2, CSV_LINES + 3]
    assert cells.faults.listed == []
    saved_again = "\r\n".join(line if line.startswith(("day", "2019", "Day")) else f"{line},,,"
                              for line in content.decode("utf-8-sig").splitlines())
    assert read(saved_again).frame.equals(cells.frame)


def test_a_guarding_apostrophe_is_taken_off() -> None:
    assert only_fault(read(f"{HEADER}\n{row(value=chr(39) + '-5')}\n")).wrong == "A value cannot be negative."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_rows_keep_their_numbers_over_several_blocks(tmp_path: Path, encoding: str) -> None:
    """Blank rows and odd rows lie at the ends of blocks, too."""
    lines = [HEADER]
    for number in range(2, 100_002):
        lines.append("" if number % 7 == 0 else "odd,row" if number % 11 == 0 else
                     row(value="x" if number % 13 == 0 else "7"))
    path = tmp_path / "counts.csv"
    path.write_text("\n".join(lines), encoding=encoding)
    table = dialects.table(path)
    blocks = list(table.blocks())
    assert len(blocks) > 2
    numbers = [int(number) for block in blocks for number in block.numbers]
    assert numbers == [number for number in range(2, 100_002) if number % 11 or number % 7 == 0]
    assert sorted(odd.number for block in blocks for odd in block.odd) == [
        number for number in range(2, 100_002) if number % 11 == 0 and number % 7]
    values = [(int(number), block.row(at)[4]) for block in blocks for at, number in enumerate(block.numbers)]
    assert all(value == ("" if number % 7 == 0 else "x" if number % 13 == 0 else "7") for number, value in values)


def test_progress_is_told_and_may_cancel() -> None:
    content = f"{HEADER}\n" + f"{row()}\n" * 120_000
    told: list[int] = []
    read(content, progress=told.append)
    assert told[-1] == 120_000
    assert max(later - earlier for earlier, later in zip([0, *told], told, strict=False)) < 100_000

    class Cancelled(Exception): ...

    def cancel(rows: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read(content, progress=cancel)


def test_more_rows_than_a_return_takes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialects, "MOST_ROWS", 3)
    assert read(f"{HEADER}\n" + f"{row()}\n" * 3).rows == 3
    for rest in (f"{row()}\n", "\n\n", "odd\n", ",,,,\n"):
        with pytest.raises(Invalid, match="more than 3 rows, the most that a return takes"):
            read(f"{HEADER}\n" + f"{row()}\n" * 3 + rest)


def test_more_columns_than_a_table_has_are_refused_at_once() -> None:
    wide = ",".join(f"c{number}" for number in range(10_000))
    with pytest.raises(Invalid, match="This table has 10,000 columns, and the most is 1,000"):
        read(f"{wide}\n" + f"{wide}\n" * 100)


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "counts.csv"
    with path.open("wb") as file:
        file.truncate(files.LARGEST_FILE + 1)
    monkeypatch.setattr(dialects, "opened", lambda content: pytest.fail("It was read"))
    with pytest.raises(Invalid, match="This file is larger than 256 MB"):
        files._check_size(path)


def test_a_name_of_a_file_is_kept_without_its_folders_and_not_too_long() -> None:
    found = files.read(FIGURES.encode(), "C:\\returns\\" + "x" * 300 + "\n\0.csv", VOCABULARY, platform="Facebook",
                       slug="facebook", today=TODAY)
    assert isinstance(found, Cells)
    assert found.file_name == "x" * 195 + " .csv"


def test_a_row_longer_than_a_block_is_refused() -> None:
    with pytest.raises(Invalid, match="a row is longer than 2 MB"):
        read(f"{HEADER}\n{row()}\n" + "x" * 5_000_000 + "\n")


def test_what_was_typed_goes_the_same_way() -> None:
    grid = pd.DataFrame({"day": [pd.Timestamp(2019, 11, 5), None, pd.NaT], "nation": ["uk", None, "UK"],
                         "category": ["TOTAL", None, "TOTAL"],
                         "measure": ["notices-received", None, "notices-received"],
                         "value": [7.0, None, 1.5], "ignored": [1, 2, 3]})
    content = files.typed(grid)
    assert content == (b"day,nation,category,measure,value\r\n2019-11-05,uk,TOTAL,notices-received,7\r\n,,,,\r\n"
                       b",UK,TOTAL,notices-received,1.5\r\n")
    cells = read(content, form=files.ReturnForm.TYPED)
    assert (cells.form, cells.frame["row"].tolist()) == (files.ReturnForm.TYPED, [2])
    assert [(fault.row, fault.column) for fault in cells.faults.listed] == [(4, "day")]


def test_a_frame_of_text_is_typed_as_it_stands() -> None:
    grid = pd.DataFrame([{"day": "2019-11-05", "nation": "uk", "category": "TOTAL", "measure": 'a "b", c',
                          "value": "00433"}])
    assert files.typed(grid) == b'day,nation,category,measure,value\r\n2019-11-05,uk,TOTAL,"a ""b"", c",00433\r\n'
