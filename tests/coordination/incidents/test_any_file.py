"""Whatever the bytes are: cells, a table to be mapped, or a refusal in a sentence. Never another exception, and no row
moved, lost or made up."""

import csv
import io
from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from coordination.incidents import dialects, files
from coordination.incidents.cells import DTYPES, Cells
from coordination.problems import Invalid
from tests.coordination.incidents.words import VOCABULARY

HEADER = b"day,nation,category,measure,value\n"
PART_4 = b"Service,Reporting period,Category of illegal content,Number of notices received\n"
TODAY = date(2019, 12, 2)
ODD_TEXTS = st.one_of(
    st.sampled_from(["", " ", "2019-11-05", "2019-11-18/2019-11-24", "05/11/2019", "1066-10-14", "uk", "England", "NI",
                     "TOTAL", "KEYWORD_OTHER", "STATEMENT_CATEGORY_VIOLENCE", "notices-received", "7", "0", "1,234",
                     "00433", "1E5", "-3", "N/A", "not reported", "Null", "NA", "None", "=1+1", "'=1+1", "# Title",
                     "٤٣٣", "1e308", "\0", 'a"b', "two\nlines", "two\r\nlines", "a;b", "a\tb"]),
    st.text(max_size=12))
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")


def outcome(content: bytes) -> files.Cells | files.Unmapped | Invalid:
    """What becomes of a file."""
    try:
        return files.read(content, "any.csv", VOCABULARY, platform="Facebook", slug="facebook", today=TODAY)
    except Invalid as problem:
        return problem


def check(found: files.Cells | files.Unmapped | Invalid) -> None:
    """What holds of every outcome."""
    if isinstance(found, Invalid):
        assert str(found)
    elif isinstance(found, Cells):
        assert {name: found.frame[name].dtype for name in found.frame} == DTYPES
        assert len(found.frame) or found.faults.fatal
        assert bool(found.failing) == bool(found.faults.fatal)
        assert all(fault.wrong and fault.remedy and len(fault.value) <= 100 for fault in found.faults.listed)
        assert not {fault.row for fault in found.faults.listed if fault.fatal} & set(found.frame["row"])


@settings(max_examples=300)
@given(st.binary(max_size=400))
@example(b"")
@example(b"\xff\xfe")
@example(b"\xff\xfea\x00,\x00b\x00\n\x00\x00\xd8")
@example(b"\xef\xbb\xbf")
@example(b"PK\x03\x04")
@example(b"a,b\n" + b"\x81")
@example(b'"' * 200_001)
@example(b"a,b\n1,2\n\n\n")
def test_any_bytes(content: bytes) -> None:
    check(outcome(content))


@settings(max_examples=300)
@given(st.sampled_from([HEADER, PART_4, b"\xef\xbb\xbf" + HEADER, HEADER.replace(b",", b";")]), st.binary(max_size=300))
@example(HEADER, b'2019-11-05,uk,TOTAL,notices-received,"7\n')
@example(HEADER, b"2019-11-05,uk,TOTAL,notices-received,7\x00\n")
@example(HEADER, b"\xe9,uk,TOTAL,notices-received,7\n")
def test_any_bytes_under_a_header(header: bytes, content: bytes) -> None:
    check(outcome(header + content))


@settings(max_examples=300)
@given(st.sampled_from([["day", "nation", "category", "measure", "value"], ["platform", "value", "measure", "category",
                                                                             "nation", "Day "],
                        ["Service", "Reporting period", "Category of illegal content", "Number of notices received",
                         "Median time to take action"], ["when", "what", "how many"]]),
       st.lists(st.lists(ODD_TEXTS, min_size=1, max_size=7), max_size=12), st.sampled_from(dialects.DELIMITERS))
def test_any_table_of_odd_values(header: list[str], rows: list[list[str]], delimiter: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([header, *rows])
    check(outcome(text.getvalue().encode("utf-8", "replace")))


@settings(max_examples=300)
@given(st.lists(st.lists(st.text(CHARACTERS, max_size=8), min_size=1, max_size=5), max_size=15),
       st.sampled_from(dialects.DELIMITERS), st.sampled_from(["\n", "\r\n", "\r"]),
       st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_rows_of_a_file_are_those_that_were_written(rows: list[list[str]], delimiter: str, line_end: str, encoding: str,
                                                    quoting: int) -> None:
    """Each in its place, with its own cells: those with as many as the header has, and those with more or fewer."""
    header = ["left", "middle", "right"]
    text = io.StringIO(newline="")
    several_lines = any(letter in cell for row in rows for cell in row for letter in "\r\n")
    csv.writer(text, delimiter=delimiter, lineterminator=line_end,
               quoting=csv.QUOTE_ALL if several_lines else quoting).writerows([header, *rows])
    blocks = list(dialects.table(text.getvalue().encode(encoding)).blocks())
    found = {int(number): block.row(at) for block in blocks for at, number in enumerate(block.numbers)}
    odd = {row.number: row.texts() for block in blocks for row in block.odd}
    expected = {number: tuple(row) for number, row in enumerate(rows, start=2) if "".join(row).strip()}
    assert {number: row for number, row in found.items() if "".join(row).strip()} == {
        number: row for number, row in expected.items() if len(row) == 3}
    assert odd == {number: row for number, row in expected.items() if len(row) != 3}


XLSX = Workbook()
XLSX.active.append(["day", "nation", "category", "measure", "value"])
XLSX.active.append([date(2019, 11, 5), "uk", "TOTAL", "notices-received", 7])
SAVED = io.BytesIO()
XLSX.save(SAVED)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SAVED.getvalue()) - 1), st.integers(0, 255)), min_size=1, max_size=5))
def test_any_bytes_of_a_workbook_changed(changes: list[tuple[int, int]]) -> None:
    content = bytearray(SAVED.getvalue())
    for position, byte in changes:
        content[position] = byte
    check(outcome(bytes(content)))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.one_of(
    st.none(), st.booleans(), st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)), st.times(), st.timedeltas(),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
    st.sampled_from(["uk", "TOTAL", "notices-received", "not reported"])), max_size=7), max_size=8))
def test_any_cells_of_a_workbook(rows: list[list[object]]) -> None:
    book = Workbook()
    for row in [["day", "nation", "category", "measure", "value"], *rows]:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    check(outcome(content.getvalue()))
