"""A file of distributions, one a row, turned into what it says or a list of problems. Whether that can be is checked
against the record (importing.py).

Columns may stand in any order and case. Those of our own list of distributions that say nothing new are passed over.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from coordination.incidents import dialects, workbooks
from coordination.incidents.blocks import OddRow, Table, is_blank, shown
from coordination.incidents.cells import Faults, RowFault, day
from coordination.incidents.values import WRITE_ISO, DayFormat, Days, Wrong, clean, same, value
from coordination.problems import Fault, Invalid
from coordination.reach.inputs import BEGIN, LONGEST_PARTY, MOST_PEOPLE, DistributionInput
from coordination.texts import LONGEST_LINE, name_of_file, on_one_line
from coordination.wording import counted, listed
from data_model.words import Audience, Channel, SenderKind

LARGEST_FILE = 1_000_000  # bytes
MOST_ROWS = 5_000
# The columns of a file, and what each says.
COLUMNS = {"edition": "edition", "kind of sender": "sender_kind", "sender": "sender", "audience": "audience",
           "party": "party", "channel": "channel", "sent on": "sent_on", "people": "people"}
NOT_NEEDED = frozenset({"party"})
OUR_OWN = frozenset({"distribution", "times restated", "why it was restated", "recorded by",
                     "recorded at (london time)"})
NOT_A_NUMBER = "Write how many, in digits alone."
Meaning = object
Read = Callable[[str], Meaning | Wrong]


@dataclass(frozen=True)
class Line:
    """A row that can be understood. `people` is 0 where it takes back what is on record."""

    row: int
    said: DistributionInput


@dataclass(frozen=True)
class File:
    """What a file says. `rows` has every row under `header` by its number, as spreadsheets count; `places` says in
    which column what is said stands."""

    name: str
    sha256: str
    header: tuple[str, ...]
    places: Mapping[str, int]
    rows: Mapping[int, tuple[str, ...]]
    lines: tuple[Line, ...]
    faults: Faults

    def fault(self, row: int, where: str, wrong: str, remedy: str, *, fatal: bool = True) -> RowFault:
        """Something wrong with what a row says; `where` names the field."""
        place = self.places.get(where)
        texts = self.rows.get(row, ())
        text = texts[place] if place is not None and place < len(texts) else ""
        return RowFault(row, "" if place is None else self.header[place], shown(text), wrong, remedy, fatal)


def read(content: bytes, name: str, *, today: date, written: DayFormat = DayFormat.ISO) -> File:
    """What a CSV or XLSX file says; `written` is how it writes its days. Raises Invalid for a file that is no table,
    lacks a column, has no rows, or has more than LARGEST_FILE bytes or MOST_ROWS rows."""
    table = _table(content)
    places = _places(table)
    rows, odd = _rows(table)
    file = File(name_of_file(name), table.sha256, table.header, places, rows, (), Faults())
    for note in (*table.notes, *_passed_over(table)):
        file.faults.add(note)
    reads = _reads(today, written)
    lines = []
    for row, texts in rows.items():
        if row in odd:
            file.faults.add(RowFault(row, "", shown(odd[row].text), *_wrong_length(odd[row], len(table.header))))
        elif said := _said(file, row, texts, reads):
            lines.append(Line(row, said))
    return replace(file, lines=tuple(lines))


def _table(content: bytes) -> Table:
    if not content:
        raise dialects.not_a_table("This file is empty. Choose the file with the distributions.")
    if len(content) > LARGEST_FILE:
        raise dialects.not_a_table(f"This file is larger than {LARGEST_FILE // 1_000_000} MB. Split it and send its "
                                   "parts one after the other.")
    if workbooks.is_workbook(content):
        return workbooks.table(content, lambda header: not _missing(header))
    return dialects.table(content)


def _missing(header: tuple[str, ...]) -> list[str]:
    there = {same(name) for name in header}
    return [name for name, field in COLUMNS.items() if field not in NOT_NEEDED and name not in there]


def _places(table: Table) -> dict[str, int]:
    names = [same(name) for name in table.header]
    if missing := _missing(table.header):
        raise Invalid(Fault("file", f"The file has no column {listed(f'“{name}”' for name in missing)}. Name its "
                                    "columns as the template does."))
    twice = [name for name in COLUMNS if names.count(name) > 1]
    if twice:
        raise Invalid(Fault("file", f"The header has {listed(f'“{name}”' for name in twice)} more than once. Delete or "
                                    "rename the columns that are not meant."))
    return {field: names.index(name) for name, field in COLUMNS.items() if name in names}


def _passed_over(table: Table) -> Iterator[RowFault]:
    for name in table.header:
        if name and same(name) not in COLUMNS and same(name) not in OUR_OWN:
            yield RowFault(table.header_row, shown(name), shown(name), "The template has no such column, and it is "
                           "passed over.", "Delete it, or check its name.", fatal=False)


def _rows(table: Table) -> tuple[dict[int, tuple[str, ...]], dict[int, OddRow]]:
    """The rows that are not blank, by number and in order, and those that are longer or shorter than the header. What
    stands right of the header, or is missing there, and is blank makes no row odd."""
    rows: dict[int, tuple[str, ...]] = {}
    odd: dict[int, OddRow] = {}
    width = len(table.header)
    for block in table.blocks():
        for position, blank in enumerate(block.blank()):
            if not blank:
                rows[int(block.numbers[position])] = block.row(position)
        for row in block.odd:
            texts = row.texts()
            rows[row.number] = texts[:width]
            if row.cells < width or not all(is_blank(text) for text in texts[width:]):
                rows[row.number] = texts
                odd[row.number] = row
        if len(rows) > MOST_ROWS:
            raise dialects.not_a_table(f"This file has more than {MOST_ROWS:,} rows. Split it and send its parts one "
                                       "after the other.")
    if not rows:
        raise dialects.not_a_table("This file has no distributions. Fill in at least one row.")
    return dict(sorted(rows.items())), odd


def _wrong_length(row: OddRow, width: int) -> tuple[str, str]:
    longer = "longer" if row.cells > width else "shorter"
    return (f"The row has {counted(row.cells, 'cell')} and the header {width}: it is {longer} than its header.",
            "Put a value with a comma in quotation marks, and leave no cell out.")


def _said(file: File, row: int, texts: tuple[str, ...], reads: Mapping[str, Read]) -> DistributionInput | None:
    """What a row says, or None where a cell cannot be understood, of which the faults are added."""
    found: dict[str, Any] = {field: reads[field](texts[place]) for field, place in file.places.items()}
    wrong = {field: meaning for field, meaning in found.items() if isinstance(meaning, Wrong)}
    for field, meaning in wrong.items():
        file.faults.add(file.fault(row, field, meaning.wrong, meaning.remedy))
    return None if wrong else DistributionInput.model_construct(**{"party": "", **found})


def _reads(today: date, written: DayFormat) -> dict[str, Read]:
    """How the text of each column is read."""
    return {"edition": _number, "sender_kind": _word(SenderKind), "sender": _sender, "audience": _word(Audience),
            "party": _party, "channel": _word(Channel), "sent_on": _day(Days(today, written)), "people": _number}


def _number(text: str) -> Meaning | Wrong:
    found = value(text)
    if isinstance(found, Wrong):
        return Wrong(found.wrong, NOT_A_NUMBER) if "not reported" in found.remedy else found
    _, figure, decimals = found
    if decimals or figure != figure:  # words such as “not reported” have no figure
        return Wrong("This is not a whole number.", NOT_A_NUMBER)
    if figure > MOST_PEOPLE:
        return Wrong(f"This is more than {MOST_PEOPLE:,}.", "Check the number.")
    return int(figure)


def _word(words: type[StrEnum]) -> Read:
    known = {same(each): each for each in words}
    options = f"Write one of: {', '.join(known)}."

    def read_word(text: str) -> Meaning | Wrong:
        if is_blank(text):
            return Wrong("The cell is empty.", options)
        return known.get(same(text)) or Wrong("This is none of the words that can stand here.", options)

    return read_word


def _sender(text: str) -> Meaning | Wrong:
    name = on_one_line(clean(text))
    if not name:
        return Wrong("The cell is empty.", "Write who sent it: the name of the party, office or platform.")
    if not name[0].isalnum():
        return Wrong("This is no name.", BEGIN)
    if len(name) > LONGEST_LINE:
        return Wrong("The name is too long.", f"Use at most {LONGEST_LINE} characters.")
    return name


def _party(text: str) -> Meaning | Wrong:
    name = on_one_line(clean(text))
    return name if len(name) <= LONGEST_PARTY else Wrong(
        "The name is too long.", "Write the party as the public record names it, or nothing for all.")


def _day(days: Days) -> Read:
    def read_day(text: str) -> Meaning | Wrong:
        found = days.read(text)
        if isinstance(found, Wrong):
            return Wrong(found.wrong, found.remedy.replace(WRITE_ISO, "Write it as 2019-11-05."))
        first, last = found
        return day(first) if first == last else Wrong("This is more than one day.", "Write one row for each sending.")

    return read_day
