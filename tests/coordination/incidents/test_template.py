"""Parley's own template as CSV: each rule, with row, column, value, what is wrong and what to do."""

from datetime import date

import pytest

from coordination.incidents import files
from coordination.incidents.cells import NOT_APPLICABLE, NOT_REPORTED, REPORTED, ZERO, Cells, RowFault, number
from data_model.words import ReturnForm
from tests.coordination.incidents.words import ALL_ID, HARASSMENT_ID, HOURS_ID, NOTICES_ID, VOCABULARY

HEADER = "day,nation,category,measure,value"
TODAY = date(2019, 12, 2)
FIFTH = number(date(2019, 11, 5))


def read(content: str | bytes, **given: object) -> Cells:
    """What Facebook's file says. A text is the file's in UTF-8."""
    raw = content.encode() if isinstance(content, str) else content
    found = files.read(raw, "counts.csv", VOCABULARY, platform="Facebook", slug="facebook", today=TODAY, **given)
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
    """The one fault, on which its row does not stand among the cells."""
    assert (cells.faults.fatal, cells.faults.warnings) == (1, 0)
    return cells.faults.listed[0]


def test_a_clean_file_becomes_cells_with_their_rows() -> None:
    cells = said(row(), row("2019-11-06", "Wales", "KEYWORD_CYBER_HARASSMENT", "hours-to-action", "1.5"))
    assert (cells.form, cells.file_name, cells.rows, cells.failing) == (ReturnForm.TEMPLATE, "counts.csv", 2, ())
    assert cells.header == ("day", "nation", "category", "measure", "value")
    assert cells.sha256 == "a6b5fca3fe458df6c4ed731a2e16c413d75497ff95c9a098aaf11cdd14bbdfdd"
    assert cells.frame.to_dict("records") == [
        {"row": 2, "measure_id": NOTICES_ID, "category_id": ALL_ID, "nation": 0, "first_day": FIFTH, "last_day": FIFTH,
         "state": REPORTED, "value": 7.0},
        {"row": 3, "measure_id": HOURS_ID, "category_id": HARASSMENT_ID, "nation": 3, "first_day": FIFTH + 1,
         "last_day": FIFTH + 1, "state": REPORTED, "value": 1.5},
    ]


@pytest.mark.parametrize(("text", "state", "value"), [
    ("7", REPORTED, 7.0), ("0", ZERO, 0.0), ('"1,234"', REPORTED, 1234.0), ('"12,345,678"', REPORTED, 12_345_678.0),
    (" 7 ", REPORTED, 7.0), ("1000000000000", REPORTED, 1e12), ("not reported", NOT_REPORTED, None),
    ("Not Applicable", NOT_APPLICABLE, None), ("N/A", NOT_APPLICABLE, None), ("n/a", NOT_APPLICABLE, None),
])
def test_values_are_read_as_they_stand(text: str, state: int, value: float | None) -> None:
    found = said(row(value=text)).frame.iloc[0]
    assert found["state"] == state
    assert found["value"] == value or (value is None and found["value"] != found["value"])


@pytest.mark.parametrize(("text", "wrong"), [
    ("", "There is no value."), ("00433", "The number begins with 0."), ("1E5", "The number has an exponent."),
    ("٤٣٣", "The number has digits other than 0 to 9."), ("+5", "The number has a sign."),
    ("-5", "A value cannot be negative."), ("5.0", "Items are whole numbers."), ("1.5", "Items are whole numbers."),
    ("1e308", "The number has an exponent."), ("1000000000001", "This is more than 1,000,000,000,000."),
    ("9" * 400, "This is more than 1,000,000,000,000."), ('"1,23"', "The comma does not stand at a thousand."),
    ('"1,2345"', "The comma does not stand at a thousand."), ('"0,123"', "The comma does not stand at a thousand."),
    ("NaN", "This is not a number."), ("inf", "This is not a number."), ("Null", "This is not a number."),
    ("NA", "This is not a number."), ("seven", "This is not a number."), ("TRUE", "This is not a number."),
    ("5%", "This is not a number."), ("£5", "This is not a number."), ("1 234", "This is not a number."),
    ("=2+3", "This is a formula without its result."), ("1.234", "Items are whole numbers."),
    (".5", "This is not a number."),
])
def test_odd_values_are_refused_and_never_turned_into_others(text: str, wrong: str) -> None:
    cells = said(row(value=text), row("2019-11-06"))
    fault = only_fault(cells)
    assert (fault.row, fault.column, fault.wrong) == (2, "value", wrong)
    assert fault.remedy
    assert cells.frame["row"].tolist() == [3]
    assert cells.failing == (("2019-11-05", "uk", "TOTAL", "notices-received", text.strip('"')),)
