"""Parley's own template as CSV: each rule, with row, column, value, what is wrong and what to do."""

from datetime import date

import pytest

from coordination.incidents.cells import NOT_APPLICABLE, NOT_REPORTED, REPORTED, ZERO, RowFault, number
from coordination.problems import Invalid
from data_model.words import ReturnForm
from tests.coordination.incidents.sent import HEADER, only_fault, read, row, said
from tests.coordination.incidents.words import (
    ALL_ID,
    CYBER_OTHER_ID,
    HARASSMENT_ID,
    HOURS_ID,
    NOTICES_ID,
    OLD_NOTICES_ID,
    VIOLENCE,
    VIOLENCE_ID,
    VIOLENCE_OTHER_ID,
)

FIFTH = number(date(2019, 11, 5))
WRITE_ISO = "Write it as 2019-11-05, or a period as 2019-11-18/2019-11-24."
NATIONS = "Write uk for the whole of it, or england, scotland, wales or northern ireland."


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


@pytest.mark.parametrize(("text", "value"), [("1.5", 1.5), ("5.0", 5.0), ('"1,234.5"', 1234.5), ("0.0", 0.0)])
def test_hours_may_have_decimals(text: str, value: float) -> None:
    assert said(row(measure="hours-to-action", value=text)).frame["value"].tolist() == [value]


def test_hours_are_not_rounded_to_nothing() -> None:
    fault = only_fault(said(row(measure="hours-to-action", value="0." + "0" * 400 + "1")))
    assert (fault.wrong, fault.remedy) == ("The number has more than 20 decimals.", "Write fewer decimals.")


@pytest.mark.parametrize(("text", "first", "last"), [
    ("2019-11-05", date(2019, 11, 5), date(2019, 11, 5)), (" 2019-11-05 ", date(2019, 11, 5), date(2019, 11, 5)),
    ("2019-11-18/2019-11-24", date(2019, 11, 18), date(2019, 11, 24)),
    ("2019-11-18 / 2019-11-24", date(2019, 11, 18), date(2019, 11, 24)),
    ("2019-11-18 to 2019-11-24", date(2019, 11, 18), date(2019, 11, 24)),
    ("2000-01-01", date(2000, 1, 1), date(2000, 1, 1)), ("2019-12-02", date(2019, 12, 2), date(2019, 12, 2)),
    ("2018-12-01/2019-12-01", date(2018, 12, 1), date(2019, 12, 1)),
])
def test_days_and_periods_are_read_in_iso(text: str, first: date, last: date) -> None:
    cell = said(row(day=text)).frame.iloc[0]
    assert (cell["first_day"], cell["last_day"]) == (number(first), number(last))


@pytest.mark.parametrize(("text", "wrong", "remedy"), [
    ("", "There is no day.", WRITE_ISO),
    ("05/11/2019", "This day can be read in two ways.",
     "Write 2019-11-05 if the day is first, 2019-05-11 if the month is."),
    ("25/11/2019", "The day is not written year first.", "Write 2019-11-25."),
    ("11/25/2019", "The day is not written year first.", "Write 2019-11-25."),
    ("05.05.2019", "The day is not written year first.", "Write 2019-05-05."),
    ("5 November 2019", "This is not a day or a period.", WRITE_ISO),
    ("43774", "This is not a day or a period.", WRITE_ISO),
    ("2019-11-05 09:14", "This is not a day or a period.", WRITE_ISO),
    ("20191105", "This is not a day or a period.", WRITE_ISO),
    ("٢٠١٩-١١-٠٥", "This is not a day or a period.", WRITE_ISO), ("Null", "This is not a day or a period.", WRITE_ISO),
    ("=TODAY()", "This is a formula without its result.",
     "Open the file in the spreadsheet program, save it with the results, or paste the values."),
    ("2019-11-31", "There is no such day.", "Write a day of the calendar."),
    ("2019-02-29", "There is no such day.", "Write a day of the calendar."),
    ("1066-10-14", "The day is before 1 January 2000.", "Check the year."),
    ("1999-12-31/2000-01-01", "The day is before 1 January 2000.", "Check the year."),
    ("2019-12-03", "The day is after today.", "Report days up to 2 December 2019 only."),
    ("2019-11-24/2019-11-18", "The period ends before it begins.", "Write its first day first."),
    ("2018-12-01/2019-12-02", "The period is longer than 366 days.", "Report shorter periods, such as weeks."),
    ("2019-11-18/2019-11-24/2019-11-30", "This is not a day or a period.", WRITE_ISO),
])
def test_days_are_never_guessed(text: str, wrong: str, remedy: str) -> None:
    assert only_fault(said(row(day=text), row("2019-11-01"))) == RowFault(2, "day", text, wrong, remedy)


@pytest.mark.parametrize(("text", "nation"), [
    ("uk", 0), ("UK", 0), ("U.K.", 0), ("The UK", 0), ("United  Kingdom", 0), ("the United Kingdom", 0), ("England", 1),
    ("scotland", 2), ("WALES", 3), ("Cymru", 3), ("Northern Ireland", 4), ("NI", 4), ("N. Ireland", 4),
])
def test_nations_in_sensible_spellings(text: str, nation: int) -> None:
    assert said(row(nation=text)).frame["nation"].tolist() == [nation]


@pytest.mark.parametrize(("text", "wrong"), [
    ("", "There is no nation."), ("GB", "This is not a nation of the United Kingdom."),
    ("Great Britain", "This is not a nation of the United Kingdom."),
    ("Ireland", "This is not a nation of the United Kingdom."),
    ("None", "This is not a nation of the United Kingdom."),
])
def test_other_nations_are_refused_with_the_list(text: str, wrong: str) -> None:
    assert only_fault(said(row(nation=text))) == RowFault(2, "nation", text, wrong, NATIONS)


@pytest.mark.parametrize(("text", "category"), [
    ("TOTAL", ALL_ID), ("total", ALL_ID), (VIOLENCE, VIOLENCE_ID), (f"{VIOLENCE}/KEYWORD_OTHER", VIOLENCE_OTHER_ID),
    ("STATEMENT_CATEGORY_CYBER_VIOLENCE/KEYWORD_OTHER", CYBER_OTHER_ID), ("KEYWORD_CYBER_HARASSMENT", HARASSMENT_ID),
    ("KEYWORD_CYBER_HARASMENT", HARASSMENT_ID), ("STATEMENT_CATEGORY_VIOLENT_CONTENT", VIOLENCE_ID),
    ("STATEMENT_CATEGORY_VIOLENT_CONTENT/KEYWORD_OTHER", VIOLENCE_OTHER_ID),
])
def test_categories_by_code_earlier_code_and_keyword(text: str, category: int) -> None:
    assert said(row(category=text)).frame["category_id"].tolist() == [category]


@pytest.mark.parametrize(("text", "wrong", "remedy"), [
    ("", "There is no category.", "Write its code, or TOTAL for all."),
    ("KEYWORD_OTHER", "Several categories have this keyword.",
     "Write the whole code, such as STATEMENT_CATEGORY_CYBER_VIOLENCE/KEYWORD_OTHER."),
    ("KEYWORD_CYBER_HARRASMENT", "There is no such category.",
     "Did you mean KEYWORD_CYBER_HARASSMENT? Use a code of the template."),
    ("xyz", "There is no such category.", "Use a code of the template."),
    ("Null", "There is no such category.", "Use a code of the template."),
])
def test_invented_categories_are_refused_with_the_nearest(text: str, wrong: str, remedy: str) -> None:
    assert only_fault(said(row(category=text))) == RowFault(2, "category", text, wrong, remedy)


def test_measures_by_key_with_the_newest_definition_first() -> None:
    found = said(row(), row(measure="notices-received v1"), row(measure="Notices-Received V2", nation="wales"))
    assert found.frame["measure_id"].tolist() == [NOTICES_ID, OLD_NOTICES_ID, NOTICES_ID]
    assert only_fault(said(row(measure="notices-recieved"))) == RowFault(
        2, "measure", "notices-recieved", "There is no such measure.",
        "Did you mean notices-received? Use a key of the template.")


def test_columns_in_any_order_case_and_with_spaces() -> None:
    cells = read("Value , MEASURE,Category,Nation,  Day\n7,notices-received,TOTAL,uk,2019-11-05\n")
    assert cells.frame["value"].tolist() == [7.0]
    assert cells.header == ("Value", "MEASURE", "Category", "Nation", "Day")
    fault = only_fault(read("VALUE ,measure,category,nation,day\nx,notices-received,TOTAL,uk,2019-11-05\n"))
    assert fault.column == "VALUE"


@pytest.mark.parametrize("own", ["Facebook", "facebook", " FACEBOOK ", ""])
def test_a_column_of_platforms_may_name_the_sender(own: str) -> None:
    assert read(f"{HEADER},platform\n{row()},{own}\n").faults.listed == []


def test_rows_of_another_platform_are_refused() -> None:
    cells = read(f"platform,{HEADER}\nTwitter,{row()}\nFacebook,{row('2019-11-06')}\n")
    assert only_fault(cells) == RowFault(2, "platform", "Twitter", "This is another platform's row.",
                                         "Send only rows of Facebook; delete this one.")
    assert cells.frame["row"].tolist() == [3]


def test_other_columns_are_passed_over_with_a_warning() -> None:
    cells = read(f"{HEADER},Notes\n{row()},Null\n")
    assert (cells.faults.fatal, cells.faults.warnings) == (0, 1)
    assert cells.faults.listed == [
        RowFault(1, "Notes", "Notes", "The template has no such column, and it is passed over.",
                 "Delete it, or check its name.", fatal=False)]


def test_a_row_longer_or_shorter_than_its_header_is_refused_and_never_shifted() -> None:
    cells = said("2019-11-05,uk,TOTAL,notices-received,1,234", row("2019-11-06"), "2019-11-07,uk,TOTAL,7",
                 row("2019-11-08"))
    remedy = "Put a value with a comma in quotation marks, and leave no cell out."
    assert cells.faults.listed == [
        RowFault(2, "", "2019-11-05,uk,TOTAL,notices-received,1,234",
                 "The row has 6 cells and the header 5: it is longer than its header.", remedy),
        RowFault(4, "", "2019-11-07,uk,TOTAL,7", "The row has 4 cells and the header 5: it is shorter than its header.",
                 remedy)]
    assert cells.failing == (("2019-11-05", "uk", "TOTAL", "notices-received", "1", "234"),
                             ("2019-11-07", "uk", "TOTAL", "7"))
    assert cells.frame["row"].tolist() == [3, 5]
    assert (cells.rows, cells.faults.fatal) == (4, 2)


def test_what_spills_into_a_column_without_a_name_makes_a_row_too_long() -> None:
    cells = read(f"{HEADER},,\n2019-11-05,uk,TOTAL,notices-received,1,234,\n{row('2019-11-06')},,\n")
    fault = only_fault(cells)
    assert (fault.row, fault.column, fault.value) == (2, "", "234")
    assert fault.wrong == "The row is longer than its header: this column has no name."
    assert cells.frame["row"].tolist() == [3]


def test_blank_rows_are_passed_over_and_counted_in_the_numbers_of_rows() -> None:
    cells = read(f"{HEADER}\n\n{row()}\n,,,,\n   \n{row('2019-11-06', value='x')}\n\n")
    assert cells.frame["row"].tolist() == [3]
    assert only_fault(cells).row == 6
    assert cells.rows == 2


def test_several_faults_of_a_row_are_all_told_in_the_order_of_columns() -> None:
    cells = said("x,y,TOTAL,z,1E5", "2019-11-05,y,TOTAL,notices-received,7")
    assert [(fault.row, fault.column) for fault in cells.faults.listed] == [
        (2, "day"), (2, "nation"), (2, "measure"), (2, "value"), (3, "nation")]
    assert cells.faults.fatal == 5
    assert len(cells.failing) == 2


def test_the_same_count_twice_is_refused_whether_or_not_it_is_the_same_figure() -> None:
    cells = said(row(), row(nation="wales"), row(), row(value="8"))
    assert [(fault.row, fault.column, fault.value, fault.wrong) for fault in cells.faults.listed] == [
        (4, "day", "2019-11-05", "The same count stands in row 2 already."),
        (5, "day", "2019-11-05", "The same count stands in row 2 already.")]
    assert cells.frame["row"].tolist() == [2, 3]
    assert cells.failing == (tuple(row().split(",")), tuple(row(value="8").split(",")))


def test_periods_of_one_measure_that_overlap_are_refused() -> None:
    cells = said(row("2019-11-20"), row("2019-11-18/2019-11-24"), row("2019-11-20", nation="wales"),
                 row("2019-11-18/2019-11-24", measure="trusted-notices"), row("2019-11-25"))
    assert only_fault(cells) == RowFault(
        3, "day", "2019-11-18/2019-11-24",
        "The period overlaps with 20 November 2019 in row 2, for the same measure.",
        "Report days or longer periods, not both: they would be counted twice.")
    assert cells.frame["row"].tolist() == [2, 4, 5, 6]


def test_more_faults_than_are_listed_are_counted() -> None:
    cells = said(*[row(value="x", nation="y")] * 1500)
    assert (cells.faults.fatal, len(cells.faults.listed), len(cells.failing)) == (3000, 1000, 1000)
    assert cells.faults.listed[-1].row == 501


@pytest.mark.parametrize("wrong", [row(value="x", nation="y"), "short"])
def test_a_file_with_a_mistake_in_every_row_is_not_read_to_its_end(wrong: str) -> None:
    cells = read(f"{HEADER}\n" + f"{wrong}\n" * 600_000)
    assert 100_000 <= cells.faults.fatal < 600_000
    assert len(cells.faults.listed) == 1000
    assert cells.faults.listed[-1].wrong == (
        f"The file was read up to this row: it has {cells.faults.fatal:,} problems so far.")
    assert cells.faults.listed[-1].row > 50_000


def test_a_row_that_is_blank_for_long_is_not_blank_for_that() -> None:
    fault = only_fault(said("," * 200_000 + "x", row()))
    assert (fault.row, fault.wrong) == (2, "The row has 200,001 cells and the header 5: it is longer than its header.")


def test_a_header_that_names_a_column_twice_is_refused() -> None:
    with pytest.raises(Invalid, match="The header has “day” more than once"):
        read(f"{HEADER},Day\n{row()},2019-11-06\n")


def test_a_header_without_rows_is_refused() -> None:
    with pytest.raises(Invalid, match="This file has no figures"):
        read(HEADER + "\n")


def test_a_long_value_is_shown_short_and_on_one_line() -> None:
    fault = only_fault(said(row(value='"' + "a\nb" * 200 + '"')))
    assert fault.value == "a b" * 33 + "…"
