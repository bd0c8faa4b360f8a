import codecs
from datetime import date

import pytest

from coordination.incidents.values import DayFormat
from coordination.problems import Invalid
from coordination.reach import files
from coordination.reach.files import File
from data_model.words import Audience, Channel, SenderKind
from exports.columns import TITLES

TODAY = date(2019, 12, 2)
HEADER = "Edition,Kind of sender,Sender,Audience,Party,Channel,Sent on,People"
ROW = "1,party,Labour Party,candidates,Labour,email,2019-11-23,600"


def read(*rows: str, header: str = HEADER, written: DayFormat = DayFormat.ISO) -> File:
    return files.read("\r\n".join((header, *rows, "")).encode(), "sent.csv", today=TODAY, written=written)


def wrong(file: File) -> list[tuple[int, str, str, str, str]]:
    return [(each.row, each.column, each.value, each.wrong, each.remedy) for each in file.faults.listed]


def test_a_row_says_what_a_form_would() -> None:
    (line,) = read(ROW).lines
    assert (line.row, line.said.model_dump()) == (2, {
        "edition": 1, "sender_kind": SenderKind.PARTY, "sender": "Labour Party", "audience": Audience.CANDIDATES,
        "party": "Labour", "channel": Channel.EMAIL, "sent_on": date(2019, 11, 23), "people": 600})


@pytest.mark.parametrize("content", [
    codecs.BOM_UTF8 + f"{HEADER}\r\n{ROW}\r\n".encode(),
    f"{HEADER}\n{ROW}\n".encode("utf-16"),
    f"{HEADER}\n{ROW}".replace(",", ";").encode(),
    f"{HEADER}\n{ROW}".replace(",", "\t").encode(),
    f"\n\n# Letter,MCO/00433\n{HEADER}\n\n,,,,,,,\n{ROW}\n\n".encode(),
    f"{HEADER.upper().replace(',', '  , ')}\n{ROW}\n".encode(),
    f"{HEADER}\n1, Party , Labour  Party,CANDIDATES,Labour,e-mail,2019-11-23,600".replace("e-mail", " email ").encode(),
    f'{HEADER}\n1,party,"Labour Party",candidates,Labour,email,2019-11-23,"600"'.encode(),
    f"{HEADER}\n{ROW},,\n".encode(),
    b"People,Sent on,Channel,Party,Audience,Sender,Kind of sender,Edition\n"
    b"600,2019-11-23,email,Labour,candidates,Labour Party,party,1\n",
])
def test_however_people_save_it_it_says_the_same(content: bytes) -> None:
    file = files.read(content, "sent.csv", today=TODAY)
    assert not file.faults.fatal
    assert [line.said for line in file.lines] == [line.said for line in read(ROW).lines]


def test_a_file_in_windows_1252_is_read_and_told_so() -> None:
    file = files.read(f"{HEADER}\n{ROW.replace('Labour Party', 'Llafur Môn')}".encode("cp1252"), "x.csv", today=TODAY)
    assert [line.said.sender for line in file.lines] == ["Llafur Môn"]
    assert [(each.row, each.fatal) for each in file.faults.listed] == [(1, False)]


def test_thousands_may_have_commas() -> None:
    assert [line.said.people for line in read(ROW.replace("600", '"1,204"')).lines] == [1_204]


def test_the_party_may_be_left_out_altogether() -> None:
    file = read("1,police,NPCC,candidates,post,2019-11-23,600",
                header="Edition,Kind of sender,Sender,Audience,Channel,Sent on,People")
    assert [line.said.party for line in file.lines] == [""]


def test_days_as_excel_writes_them_are_read_once_somebody_says_how() -> None:
    row = ROW.replace("2019-11-23", "03/11/2019")
    assert [line.said.sent_on for line in read(row, written=DayFormat.DAY_FIRST).lines] == [date(2019, 11, 3)]
    assert not read(row).lines
    assert wrong(read(row))[0][3] == "This day can be read in two ways."


@pytest.mark.parametrize(("old", "new", "column", "said", "remedy"), [
    ("600", "", "People", "There is no value.", "Write how many, in digits alone."),
    ("600", "-5", "People", "A value cannot be negative.", "Write the number itself, or 0."),
    ("600", "1E5", "People", "The number has an exponent.", "Write all its digits: 100000, not 1E5."),
    ("600", "6.5", "People", "This is not a whole number.", "Write how many, in digits alone."),
    ("600", "not reported", "People", "This is not a whole number.", "Write how many, in digits alone."),
    ("600", "about 600", "People", "This is not a number.", "Write how many, in digits alone."),
    ("600", "60000000", "People", "This is more than 10,000,000.", "Check the number."),
    ("600", "=SUM(A1:A9)", "People", "This is a formula without its result.",
     "Open the file in the spreadsheet program, save it with the results, or paste the values."),
    ("1,party", "first,party", "Edition", "This is not a number.", "Write how many, in digits alone."),
    (",party", ",parties", "Kind of sender", "This is none of the words that can stand here.",
     "Write one of: party, returning officers, parliament, police, platform."),
    (",email", ",", "Channel", "The cell is empty.",
     "Write one of: email, post, candidate pack, briefing, message, website."),
    ("candidates", "everybody", "Audience", "This is none of the words that can stand here.",
     "Write one of: candidates, agents, electoral staff."),
    ("Labour Party", " ", "Sender", "The cell is empty.",
     "Write who sent it: the name of the party, office or platform."),
    ("Labour Party", "x" * 201, "Sender", "The name is too long.", "Use at most 200 characters."),
    ("Labour,", "x" * 101 + ",", "Party", "The name is too long.",
     "Write the party as the public record names it, or nothing for all."),
    ("2019-11-23", "", "Sent on", "There is no day.", "Write it as 2019-11-05."),
    ("2019-11-23", "2019-11-31", "Sent on", "There is no such day.", "Write a day of the calendar."),
    ("2019-11-23", "2019-11-23/2019-11-25", "Sent on", "This is more than one day.",
     "Write one row for each sending."),
    ("2019-11-23", "2019-12-03", "Sent on", "The day is after today.", "Report days up to 2 December 2019 only."),
])
def test_a_cell_that_cannot_be_understood_is_told_with_its_place(old: str, new: str, column: str, said: str,
                                                                 remedy: str) -> None:
    file = read(ROW, ROW.replace(old, new, 1))
    assert [(row, where, what, do) for row, where, _, what, do in wrong(file)] == [(3, column, said, remedy)]
    assert [line.row for line in file.lines] == [2]
    assert file.faults.fatal == 1


def test_every_cell_of_a_row_is_told_of() -> None:
    assert [each[1] for each in wrong(read("x,x,,x,,x,x,x"))] == [
        "Edition", "Kind of sender", "Sender", "Audience", "Channel", "Sent on", "People"]


def test_a_row_of_another_length_is_told_of_and_kept_to_be_corrected() -> None:
    file = read(ROW, "1,party,Labour Party", ROW + ",more")
    assert [(row, what) for row, _, _, what, _ in wrong(file)] == [
        (3, "The row has 3 cells and the header 8: it is shorter than its header."),
        (4, "The row has 9 cells and the header 8: it is longer than its header.")]
    assert file.rows[3] == ("1", "party", "Labour Party")


def test_a_column_that_says_nothing_is_passed_over_and_a_warning_says_so() -> None:
    file = read(ROW + ",x,2 December 2019", header=HEADER + ",Region,Recorded by")
    assert wrong(file) == [(1, "Region", "Region", "The template has no such column, and it is passed over.",
                            "Delete it, or check its name.")]
    assert not file.faults.fatal


@pytest.mark.parametrize(("content", "sentence"), [
    (b"", "This file is empty. Choose the file with the distributions."),
    (b"x" * 1_000_001, "This file is larger than 1 MB. Split it and send its parts one after the other."),
    (HEADER.encode(), "This file has no distributions. Fill in at least one row."),
    (b"\x00\x01\x02", "This is not a table that we can read. Save it as CSV (UTF-8) or XLSX, with the names of "
                      "columns in one row."),
    (b"Edition,Sender\n1,x\n", "The file has no column “kind of sender”, “audience”, “channel”, “sent on” and "
                               "“people”. Name its columns as the template does."),
    ((HEADER + ",People\n").encode(), "The header has “people” more than once. Delete or rename the columns that are "
                                      "not meant."),
    ((HEADER + "\n" + "1,,,,,,,1\n" * 5_001).encode(), "This file has more than 5,000 rows. Split it and send its "
                                                       "parts one after the other."),
])
def test_what_is_no_such_table_is_refused_whole(content: bytes, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        files.read(content, "x.csv", today=TODAY)
    assert str(refused.value) == sentence


def test_the_columns_are_called_as_in_our_files() -> None:
    titles = {field: TITLES[field].casefold() for field in files.COLUMNS.values()}
    assert titles == {field: name for name, field in files.COLUMNS.items()}

