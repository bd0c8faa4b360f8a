import io
import re
from datetime import datetime

import openpyxl
import pandas as pd
import pytest

from coordination.problems import Invalid
from coordination.wording import runs_in_a_spreadsheet
from exports import columns, tables
from exports.cells import fitting
from exports.provenance import CSV_LINES, read_audit_head, read_provenance
from exports.tables import csv_file, rows_as_csv, xlsx_file
from tests.exports.facts import HEAD, provenance, updates

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1",
            "\u00a0=1", "\u200b=1", "\ufeff=1", "\x00=1", "＝1", "＋1", "－1", "＠x", "=HYPERLINK(\"http://elsewhere.example\",\"x\")"]
HARMLESS = ["1 = 1", "a-b", "'=1", "", "   ", "'", "–1 is a dash", "Facebook"]


def book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def csv_rows(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), skiprows=CSV_LINES, dtype=str, keep_default_na=False)


def with_reasons(*texts: str) -> pd.DataFrame:
    return pd.DataFrame({"platform": list(texts), "reason": list(texts)}, dtype=object)


def test_a_csv_begins_with_where_it_comes_from_and_then_has_the_table() -> None:
    text = csv_file(updates(), provenance()).decode("utf-8")
    assert text.startswith("\ufeff# Title,Updates and findings\r\n# Marking,OFFICIAL-SENSITIVE\r\n"
                           "# Exercise,EXERCISE – invented for practice\r\n# Letter,MCO/00433\r\n"
                           "# Source,\"Parley: updates, officials' findings\"\r\n"
                           "# As at,2 December 2019 at 09:14 (London time)\r\n")
    assert text.split("\r\n")[CSV_LINES:] == [
        "Platform,Commitment,Due on,Submitted at (London time),Claim differs from finding,Reason",
        'Facebook,1,2019-11-19,2019-10-01T09:30:00+01:00,yes,"Shown in “evidence” # 4, dated 1 July"',
        "Twitter,2,2019-11-26,,no,", ""]


def test_notes_stand_between_where_a_csv_comes_from_and_its_header() -> None:
    text = csv_file(updates(), provenance(), [("Definition of x", "One, two"), ("=1+1", "=1+1")]).decode("utf-8-sig")
    assert text.split("\r\n")[CSV_LINES:CSV_LINES + 3] == [
        '# Definition of x,"One, two"', "# =1+1,'=1+1",
        "Platform,Commitment,Due on,Submitted at (London time),Claim differs from finding,Reason"]


def test_rows_of_text_are_guarded_and_otherwise_as_they_are() -> None:
    assert rows_as_csv(("Day ", "=Value"), [("2019-11-18", "1,234"), ("", "\x00-1")]) == (
        "Day ,'=Value\r\n2019-11-18,\"1,234\"\r\n,'\ufffd-1\r\n")


def test_pandas_reads_a_csv_by_skipping_the_lines_that_say_where_it_comes_from() -> None:
    frame = pd.read_csv(io.BytesIO(csv_file(updates(), provenance())), skiprows=CSV_LINES)
    assert list(frame["Commitment"]) == [1, 2]
    assert frame["Reason"][0] == "Shown in “evidence” # 4, dated 1 July"


def test_line_ends_in_the_title_leave_the_table_where_it_is() -> None:
    content = csv_file(updates(), provenance(title="One\r\ntwo\u2028three", made_by="=cmd|' /C calc'!A1"))
    assert list(csv_rows(content)["Platform"]) == ["Facebook", "Twitter"]
    assert read_provenance(content)["Title"] == "One two three"
    assert "# Made by,'=cmd|' /C calc'!A1\r\n" in content.decode()


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_a_spreadsheet_would_run_is_text_in_both_files(text: str) -> None:
    written = csv_rows(csv_file(with_reasons(text), provenance()))["Reason"][0]
    assert written == "'" + text.replace("\x00", "�")
    cell = book(xlsx_file({"Data": with_reasons(text)}, provenance()))["Data"]["B2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.hyperlink is None


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert not runs_in_a_spreadsheet(text)
    assert csv_rows(csv_file(with_reasons(text), provenance()))["Reason"][0] == text


def test_numbers_stay_numbers_also_below_zero() -> None:
    frame = pd.DataFrame({"commitment": [-3, 12]})
    assert csv_file(frame, provenance()).endswith(b"Commitment\r\n-3\r\n12\r\n")
    sheet = book(xlsx_file({"Data": frame}, provenance()))["Data"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == (-3, "n")


def test_text_that_looks_like_a_number_or_an_address_stays_text() -> None:
    frame = with_reasons("00433", "https://elsewhere.example", "1E5")
    sheet = book(xlsx_file({"Data": frame}, provenance()))["Data"]
    assert [sheet.cell(row, 2).value for row in (2, 3, 4)] == ["00433", "https://elsewhere.example", "1E5"]
    assert [sheet.cell(row, 2).data_type for row in (2, 3, 4)] == ["s", "s", "s"]
    assert sheet["B3"].hyperlink is None


def test_a_workbook_has_the_table_with_a_header_that_stays_filters_and_real_dates() -> None:
    made = book(xlsx_file({"Data": updates()}, provenance()))
    sheet = made["Data"]
    assert made.sheetnames == ["Data", "About this file"]
    assert [cell.value for cell in sheet[1]] == ["Platform", "Commitment", "Due on", "Submitted at (London time)",
                                                "Claim differs from finding", "Reason"]
    assert sheet["C2"].value == datetime(2019, 11, 19)  # noqa: DTZ001
    assert sheet["D2"].value == datetime(2019, 10, 1, 9, 30)  # noqa: DTZ001
    assert sheet["D2"].is_date
    assert [sheet["E2"].value, sheet["E3"].value, sheet["F3"].value] == ["yes", "no", None]
    assert sheet.freeze_panes == "A2"
    assert sheet.tables["Table1"].ref == "A1:F3"
    assert sheet.tables["Table1"].autoFilter.ref == "A1:F3"


def test_a_workbook_says_what_it_is_on_its_last_sheet_in_print_and_in_its_properties() -> None:
    made = book(xlsx_file({"Data": updates()}, provenance()))
    about = {row[0]: row[1] for row in made["About this file"].iter_rows(values_only=True)}
    assert about["Exercise"] == "EXERCISE – invented for practice"
    assert about["Audit head"] == HEAD
    for sheet in made:
        assert sheet.oddHeader.center.text == sheet.oddFooter.center.text == (
            "OFFICIAL-SENSITIVE · EXERCISE – invented for practice")
    assert (made.properties.title, made.properties.subject) == ("Updates and findings", "Letter MCO/00433")
    kept = {each.name: each.value for each in made.custom_doc_props.props}
    assert (kept["Audit head"], kept["As at"]) == (HEAD, "2 December 2019 at 09:14 (London time)")


def test_several_sheets_and_an_empty_one_can_be_in_one_workbook() -> None:
    made = book(xlsx_file({"Data": updates(), "Nothing": updates().iloc[:0]}, provenance()))
    assert made.sheetnames == ["Data", "Nothing", "About this file"]
    assert made["Nothing"]["A1"].value == "Platform"
    assert made["Nothing"].tables["Table2"].ref == "A1:F2"


def test_characters_that_a_file_cannot_hold_are_shown_as_such() -> None:
    frame = with_reasons("a\x00b\x0bc\ufffed\ud800e")
    assert csv_rows(csv_file(frame, provenance()))["Reason"][0] == "a�b�c�d�e"
    assert book(xlsx_file({"Data": frame}, provenance()))["Data"]["B2"].value == "a�b�c�d�e"


def test_text_that_reads_like_an_escape_comes_through() -> None:
    content = xlsx_file({"Data": with_reasons("_x0041_")}, provenance())
    assert pd.read_excel(io.BytesIO(content))["Reason"][0] == "_x0041_"


def test_text_that_is_too_long_for_a_cell_is_cut_and_the_file_says_so() -> None:
    frame = with_reasons("x" * 32_768)
    made = book(xlsx_file({"Data": frame}, provenance()))
    assert made["Data"]["B2"].value == "x" * 32_767
    about = {row[0]: row[1] for row in made["About this file"].iter_rows(values_only=True)}
    assert about["Shortened"] == ("2 cells cut to the 32,767 characters that a spreadsheet cell holds. "
                                  "The CSV file has all of it.")
    assert csv_rows(csv_file(frame, provenance()))["Reason"][0] == "x" * 32_768
    whole = book(xlsx_file({"Data": with_reasons("x" * 32_767)}, provenance()))["About this file"]
    assert "Shortened" not in [row[0] for row in whole.iter_rows(values_only=True)]


def test_length_is_counted_as_spreadsheets_count_it() -> None:
    assert fitting("😀" * 16_384) == "😀" * 16_383


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 1)
    with pytest.raises(Invalid, match=r"This table has 2 rows, and a spreadsheet holds 1\. Choose fewer rows"):
        xlsx_file({"Data": updates()}, provenance())


@pytest.mark.parametrize("made", [csv_file(updates(), provenance()), xlsx_file({"Data": updates()}, provenance())],
                         ids=["csv", "xlsx"])
def test_both_files_are_read_back_alike(made: bytes) -> None:
    found = read_provenance(made)
    expected = dict(provenance().lines())
    assert {name: found[name] for name in expected} == expected
    assert read_audit_head(made) == HEAD


def test_a_csv_that_excel_saved_again_is_still_read() -> None:
    """Excel drops what it takes for needless, and adds empty fields to the width of the table."""
    lines = csv_file(updates(), provenance()).decode("utf-8-sig").splitlines()
    again = "\r\n".join([f"{line},,,," for line in lines[:CSV_LINES]] + lines[CSV_LINES:])
    assert read_audit_head(again.encode("utf-8-sig")) == HEAD


@pytest.mark.parametrize("content", [b"", b"a,b\r\n1,2\r\n", b"PK\x03\x04 not a workbook", b"\xff\xfe\x00"])
def test_a_file_that_says_nothing_of_itself_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid, match="This file does not say where it comes from"):
        read_provenance(content)


def test_a_workbook_of_somebody_elses_is_refused() -> None:
    content = io.BytesIO()
    openpyxl.Workbook().save(content)
    with pytest.raises(Invalid, match="does not say where it comes from"):
        read_provenance(content.getvalue())


def test_the_number_of_lines_to_skip_is_the_number_there_are() -> None:
    assert len(provenance().lines()) == len(provenance(exercise=False).lines()) == CSV_LINES


def test_a_real_record_says_no_exercise() -> None:
    assert dict(provenance(exercise=False).lines())["Exercise"] == "no"
    assert provenance(exercise=False).marks == "OFFICIAL-SENSITIVE"


def test_every_moment_says_its_zone_and_no_two_columns_share_a_title() -> None:
    moments = {name for name in columns.TITLES if re.fullmatch(r"(.*_)?at", name)}
    assert {name for name, title in columns.TITLES.items() if "(London time)" in title} == moments
    assert len(set(columns.TITLES.values())) == len(columns.TITLES)


def test_a_column_without_a_title_is_a_mistake_and_not_left_out() -> None:
    with pytest.raises(KeyError, match="shoe_size"):
        columns.shown(["platform", "shoe_size"])
