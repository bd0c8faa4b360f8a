"""A file that a platform sends, turned into cells or a list of problems.

Known forms: Parley's template (CSV, XLSX, or typed) and the European harmonised template's parts 4 and 6 (CSV, XLSX).
Any other table is read with a mapping, or answered with its header so that one can be made.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Protocol

import pandas as pd

from coordination.incidents import dialects, harmonised, mapping, template, workbooks
from coordination.incidents.blocks import Block, Table, raw_rows
from coordination.incidents.cells import Cells
from coordination.incidents.gathering import Gathering
from coordination.incidents.mapping import Mapping
from coordination.incidents.rows import COLUMNS, PLATFORM, RowReader, Sender, readers
from coordination.incidents.values import DayFormat, Days
from coordination.incidents.vocabulary import Vocabulary
from coordination.texts import name_of_file
from data_model.words import ReturnForm

LARGEST_FILE = 256 * 1024 * 1024
LARGEST_SENT_MB = 50  # what a person or a program sends at once
SAMPLE_ROWS = 20
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Unmapped:
    """A table in none of the known forms. `sample` has its first SAMPLE_ROWS rows that are as long as its header;
    `header_hash` is the same for every file with these names of columns; `missing` are the template's columns that it
    lacks; `suggested` says which columns look as if they were meant."""

    header: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    header_hash: str
    missing: tuple[str, ...]
    suggested: Mapping


class Reader(Protocol):
    """Adds blocks of a table to a gathering."""

    def add(self, block: Block) -> None: ...


@dataclass(frozen=True)
class Reading:
    """A table whose form is known: its form, where its days stand, and what gathers its cells."""

    form: ReturnForm
    day: int | None
    gathering: Gathering
    reader: Reader


def read(content: bytes | Path, name: str, vocabulary: Vocabulary, *, platform: str, slug: str, today: date,
         mapping: Mapping | None = None, form: ReturnForm = ReturnForm.TEMPLATE,
         progress: Progress | None = None) -> Cells | Unmapped:
    """What a file says. `platform` is the sender's name. A `mapping` says how a table in none of the known forms is
    read; `form` may say that the template's CSV was typed.

    `progress` is called with the rows done, at least every 100,000 of them, and may raise to cancel. Raises Invalid for
    a file that is no table, has no figures, does not fit the mapping, or is larger than LARGEST_FILE,
    dialects.MOST_ROWS or dialects.MOST_COLUMNS.
    """
    _check_size(content)
    workbook = workbooks.is_workbook(content)
    table = workbooks.table(content, in_known_form) if workbook else dialects.table(content)
    reading = _reading(table, vocabulary, Sender(platform, slug, today), mapping, form)
    if reading is None:
        return _unmapped(table)
    gathering = reading.gathering
    for block in table.blocks():
        reading.reader.add(block)
        if progress:
            progress(gathering.rows)
        if gathering.hopeless:
            gathering.stop(int(block.numbers[-1]) if len(block.numbers) else block.odd[-1].number)
            break
    return _cells(reading, table, name)


def typed(frame: pd.DataFrame) -> bytes:
    """What was typed into a grid with the template's columns, or sent as rows, as the template's CSV. Rows keep their
    places: the first is row 2. Numbers that are whole lose the `.0` that grids give them."""
    columns = [*COLUMNS, *(name for name in (PLATFORM,) if name in frame)]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_typed(value) for value in row]
                     for row in frame.reindex(columns=columns).itertuples(index=False))
    return text.getvalue().encode()


def _typed(value: object) -> str:
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return value.isoformat()[:10] if isinstance(value, date) else str(value)


def _check_size(content: bytes | Path) -> None:
    size = dialects.size_of(content)
    if not size:
        raise dialects.not_a_table("This file is empty. Choose the file with the figures.")
    if size > LARGEST_FILE:
        raise dialects.not_a_table(f"This file is larger than {LARGEST_FILE // 1024 // 1024} MB, the most that a "
                                   "return takes. Send it as several returns, each for its own days.")


def in_known_form(header: tuple[str, ...]) -> bool:
    """Whether a table with this header is read without being told how."""
    return template.recognised(header) or harmonised.part_of(header) is not None


def _reading(table: Table, vocabulary: Vocabulary, sender: Sender, mapping_: Mapping | None,
             form: ReturnForm) -> Reading | None:
    """How a table is read, or None where nobody has said how."""
    if template.recognised(table.header):
        return _of_template(table, vocabulary, sender, form)
    part = harmonised.part_of(table.header)
    if part is not None:
        return _of_part(table, part, vocabulary, sender)
    return None if mapping_ is None else _of_other_table(table, vocabulary, sender, mapping_)


def _of_template(table: Table, vocabulary: Vocabulary, sender: Sender, form: ReturnForm) -> Reading:
    gathering = Gathering(table.header, [*table.notes, *template.passed_over(table)])
    places = template.places(table.header)
    reads = readers(vocabulary, sender, Days(sender.today))
    return Reading(form, places["day"], gathering, RowReader(gathering, vocabulary, reads, places))


def _of_part(table: Table, part: int, vocabulary: Vocabulary, sender: Sender) -> Reading:
    places = harmonised.places(table.header, part, vocabulary)
    gathering = Gathering(table.header, [*table.notes, *harmonised.passed_over(table, places)])
    reader = harmonised.PartReader(gathering, vocabulary, places, sender)
    return Reading(harmonised.FORMS[part], places.period, gathering, reader)


def _of_other_table(table: Table, vocabulary: Vocabulary, sender: Sender, mapping_: Mapping) -> Reading:
    gathering = Gathering(table.header, table.notes)
    places = mapping.places(mapping_, table.header)
    reads = readers(vocabulary, sender, Days(sender.today, mapping_.day_format or DayFormat.ISO))
    reader = RowReader(gathering, vocabulary, reads, places, mapping.constants(mapping_, reads))
    return Reading(ReturnForm.OTHER_TABLE, places.get("day"), gathering, reader)


def _cells(reading: Reading, table: Table, name: str) -> Cells:
    gathering = reading.gathering
    frame = gathering.frame(reading.day)
    if frame.empty and not gathering.faults.fatal:
        raise dialects.not_a_table("This file has no figures. Fill in at least one row.")
    failing = gathering.failing()
    gathering.faults.listed.sort(key=lambda fault: fault.row)
    return Cells(reading.form, name_of_file(name), table.sha256, table.header, frame, gathering.rows, gathering.faults,
                 raw_rows(table.blocks(), failing) if failing else ())


def _unmapped(table: Table) -> Unmapped:
    sample = (block.row(position) for block in table.blocks() for position in range(len(block.numbers)))
    return Unmapped(table.header, tuple(islice(sample, SAMPLE_ROWS)), mapping.header_hash(table.header),
                    template.missing(table.header), mapping.suggested(table.header))
