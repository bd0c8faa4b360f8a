"""Any other table: answered with its header, read with a mapping, and the mapping checked against it."""

from datetime import date
from typing import Any

import pytest

from coordination.incidents import files, mapping
from coordination.incidents.cells import RowFault, number
from coordination.incidents.mapping import Mapping, Source
from coordination.incidents.values import DayFormat
from coordination.problems import Fault, Invalid
from data_model.words import ReturnForm
from tests.coordination.incidents.sent import anything, only_fault, read
from tests.coordination.incidents.words import ALL_ID, NOTICES_ID

TABLE = "Date;Country;How many reports;Note\n05/11/2019;UK;1,234;Null\n06/11/2019;Wales;5;NA\n"
CHOSEN = Mapping(day=Source(column="Date"), day_format=DayFormat.DAY_FIRST, nation=Source(column="Country"),
                 category=Source(constant="TOTAL"), measure=Source(constant="notices-received"),
                 value=Source(column="How many reports"))


def changed(**parts: Any) -> Mapping:
    """CHOSEN but for some parts."""
    return CHOSEN.model_copy(update=parts)


def with_day(text: str, written: DayFormat) -> str:
    """A table with one row of this day."""
    return read(f"Date;Country;How many reports\n{text};uk;5\n", mapping=changed(day_format=written))


def test_a_table_in_no_known_form_is_answered_with_what_it_has() -> None:
    found = anything(TABLE)
    assert isinstance(found, files.Unmapped)
    assert found.header == ("Date", "Country", "How many reports", "Note")
    assert found.sample == (("05/11/2019", "UK", "1,234", "Null"), ("06/11/2019", "Wales", "5", "NA"))
    assert found.missing == ("day", "nation", "category", "measure", "value")
    assert found.suggested == Mapping(day=Source(column="Date"), nation=Source(column="Country"))


def test_what_the_template_lacks_is_named() -> None:
    found = anything("day,nation,value\n2019-11-05,uk,5\n")
    assert isinstance(found, files.Unmapped)
    assert found.missing == ("category", "measure")
    assert found.suggested == Mapping(day=Source(column="day"), nation=Source(column="nation"),
                                      value=Source(column="value"))


def test_no_more_than_twenty_rows_are_shown() -> None:
    found = anything("a,b\n" + "1,2\n" * 50_000)
    assert isinstance(found, files.Unmapped)
    assert found.sample == (("1", "2"),) * 20


def test_the_hash_is_of_the_names_of_columns() -> None:
    assert mapping.header_hash(("Date ", "a  B")) == mapping.header_hash(("date", "A b"))
    assert mapping.header_hash(("date", "a", "b")) != mapping.header_hash(("date", "ab"))


def test_a_table_is_read_with_its_mapping() -> None:
    cells = read(TABLE, mapping=CHOSEN)
    assert cells.form is ReturnForm.OTHER_TABLE
    assert cells.faults.listed == []
    fifth = number(date(2019, 11, 5))
    assert cells.frame[["row", "measure_id", "category_id", "nation", "first_day", "value"]].values.tolist() == [
        [2, NOTICES_ID, ALL_ID, 0, fifth, 1234.0], [3, NOTICES_ID, ALL_ID, 3, fifth + 1, 5.0]]


def test_a_mapping_goes_through_json_and_back() -> None:
    assert mapping.chosen(CHOSEN.model_dump(mode="json")) == CHOSEN


@pytest.mark.parametrize(("text", "written", "first", "last"), [
    ("05/11/2019", DayFormat.DAY_FIRST, date(2019, 11, 5), date(2019, 11, 5)),
    ("5.11.2019", DayFormat.DAY_FIRST, date(2019, 11, 5), date(2019, 11, 5)),
    ("11/05/2019", DayFormat.MONTH_FIRST, date(2019, 11, 5), date(2019, 11, 5)),
    ("5 November 2019", DayFormat.WORDED, date(2019, 11, 5), date(2019, 11, 5)),
    ("05 nov 2019", DayFormat.WORDED, date(2019, 11, 5), date(2019, 11, 5)),
    ("2019-11-05", DayFormat.DAY_FIRST, date(2019, 11, 5), date(2019, 11, 5)),
    ("18/11/2019 to 24/11/2019", DayFormat.DAY_FIRST, date(2019, 11, 18), date(2019, 11, 24)),
    ("18/11/2019 – 24/11/2019", DayFormat.DAY_FIRST, date(2019, 11, 18), date(2019, 11, 24)),
    ("18 November 2019/24 November 2019", DayFormat.WORDED, date(2019, 11, 18), date(2019, 11, 24)),
])
def test_days_in_the_format_that_was_chosen(text: str, written: DayFormat, first: date, last: date) -> None:
    cell = with_day(text, written).frame.iloc[0]
    assert (cell["first_day"], cell["last_day"]) == (number(first), number(last))


@pytest.mark.parametrize(("text", "written", "wrong"), [
    ("25/11/2019", DayFormat.MONTH_FIRST, "There is no such day."),
    ("11/25/2019", DayFormat.DAY_FIRST, "There is no such day."),
    ("05/11/2019", DayFormat.WORDED, "This is not a day written like 5 November 2019."),
    ("05/11/19", DayFormat.DAY_FIRST, "This is not a day written like 05/11/2019 (day first)."),
    ("5 Brumaire 2019", DayFormat.WORDED, "This is not a day written like 5 November 2019."),
    ("14/10/1066", DayFormat.DAY_FIRST, "The day is before 1 January 2000."),
    ("03/12/2019", DayFormat.DAY_FIRST, "The day is after today."),
    ("05/11/2019", DayFormat.ISO, "This day can be read in two ways."),
])
def test_days_in_another_format_are_refused(text: str, written: DayFormat, wrong: str) -> None:
    assert only_fault(with_day(text, written)).wrong == wrong


def test_the_same_rules_hold_as_for_the_template() -> None:
    cells = read("Date;Country;How many reports\n05/11/2019;Mars;00433\n05/11/2019;uk;5\n05/11/2019;uk;6\nshort\n",
                 mapping=CHOSEN)
    assert [(fault.row, fault.column, fault.wrong) for fault in cells.faults.listed] == [
        (2, "Country", "This is not a nation of the United Kingdom."),
        (2, "How many reports", "The number begins with 0."),
        (4, "Date", "The same count stands in row 3 already."),
        (5, "", "The row has 1 cell and the header 3: it is shorter than its header.")]


def test_rows_of_another_platform_are_refused_here_too() -> None:
    cells = read("Date;Country;How many reports;Platform\n05/11/2019;uk;5;Twitter\n", mapping=CHOSEN)
    assert only_fault(cells) == RowFault(2, "Platform", "Twitter", "This is another platform's row.",
                                         "Send only rows of Facebook; delete this one.")


@pytest.mark.parametrize(("chosen", "faults"), [
    (changed(day=None, value=None), [
        Fault("day", "Choose the column of the day, or write what holds for all rows."),
        Fault("value", "Choose the column of the value, or write what holds for all rows.")]),
    (changed(day_format=None), [Fault("day_format", "Choose how the table writes days.")]),
    (changed(nation=Source(column="Land")), [
        Fault("nation", "The file has no columns called “Land”. Choose another, or rename them in the file.")]),
    (changed(nation=Source(column="Note")), [
        Fault("nation", "The file has 2 columns called “Note”. Choose another, or rename them in the file.")]),
    (changed(value=Source(constant="1")), [
        Fault("value", "Choose the column of the value: it cannot be the same for all rows.")]),
    (changed(category=Source(constant="KEYWORD_INVENTED"), nation=Source(constant="Mars")), [
        Fault("nation", "“Mars”: This is not a nation of the United Kingdom. "
                        "Write uk for the whole of it, or england, scotland, wales or northern ireland."),
        Fault("category", "“KEYWORD_INVENTED”: There is no such category. Use a code of the template.")]),
])
def test_a_mapping_that_does_not_fit_is_refused_with_all_that_is_wrong(chosen: Mapping, faults: list[Fault]) -> None:
    with pytest.raises(Invalid) as refused:
        read("Date;Country;How many reports;Note;note\n05/11/2019;UK;5;;\n", mapping=chosen)
    assert list(refused.value.faults) == faults


def test_a_constant_day_needs_no_format() -> None:
    cells = read(TABLE, mapping=changed(day=Source(constant="2019-11-18/2019-11-24"), day_format=None))
    assert set(cells.frame["last_day"] - cells.frame["first_day"]) == {6}


@pytest.mark.parametrize(("given", "sentence"), [
    ({"day": {"column": "a", "constant": "b"}}, "Choose a column, or write what holds for all rows."),
    ({"day": {}}, "Choose a column, or write what holds for all rows."),
    ({"day_format": "guess"}, "choose one of these"), ({"colour": "red"}, "this cannot be set here"),
])
def test_a_mapping_as_it_was_sent_is_checked(given: dict[str, object], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        mapping.chosen(given)
