"""A file that a platform sends, turned into cells or a list of problems.

Known forms: Parley's template, as CSV. Any other table is answered with its header, to be mapped.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from coordination.incidents import dialects, template
from coordination.incidents.blocks import Table, raw_rows
from coordination.incidents.cells import Cells
from coordination.incidents.gathering import Gathering
from coordination.incidents.rows import RowReader, Sender, readers
from coordination.incidents.values import Days, same
from coordination.incidents.vocabulary import Vocabulary
from data_model.words import ReturnForm

SAMPLE_ROWS = 20
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Unmapped:
    """A table in none of the known forms. `sample` has its first SAMPLE_ROWS rows; `header_hash` is the same for every
    file with these names of columns; `missing` are the template's columns that it lacks."""

    header: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    header_hash: str
    missing: tuple[str, ...]


def read(content: bytes | Path, name: str, vocabulary: Vocabulary, *, platform: str, slug: str, today: date,
         form: ReturnForm = ReturnForm.TEMPLATE, progress: Progress | None = None) -> Cells | Unmapped:
    """What a file says. `platform` is the sender's name; `form` may say that the template's CSV was typed.

    `progress` is called with the rows done, at least every 100,000 of them, and may raise to cancel. Raises Invalid for
    a file that is no table, has no figures, or is larger than dialects.LARGEST_FILE, MOST_ROWS or MOST_COLUMNS.
    """
    table = dialects.table(content)
    sender = Sender(platform, slug, today)
    if template.recognised(table.header):
        gathering = _template(table, vocabulary, sender, progress or _unheard)
        return _cells(gathering, table, name, form, template.places(table.header))
    return _unmapped(table)


def _template(table: Table, vocabulary: Vocabulary, sender: Sender, progress: Progress) -> Gathering:
    gathering = Gathering(table.header, [*table.notes, *template.passed_over(table)])
    reads = readers(vocabulary, sender, Days(sender.today))
    places = template.places(table.header)
    rows = RowReader(gathering, vocabulary, {name: reads[name] for name in places}, places)
    for block in table.blocks():
        rows.add(block)
        progress(gathering.rows)
    return gathering


def _cells(gathering: Gathering, table: Table, name: str, form: ReturnForm, places: dict[str, int]) -> Cells:
    frame = gathering.frame(places.get("value"), places.get("day"))
    if frame.empty and not gathering.faults.fatal:
        raise dialects.not_a_table("This file has no figures. Fill in at least one row.")
    failing = gathering.failing()
    gathering.faults.listed.sort(key=lambda fault: fault.row)
    return Cells(form, name, table.sha256, table.header, frame, gathering.rows, gathering.faults,
                 raw_rows(table.blocks(), failing) if failing else ())


def _unmapped(table: Table) -> Unmapped:
    sample = (block.row(position) for block in table.blocks() for position in range(len(block.numbers)))
    names = "\x1f".join(same(name) for name in table.header)
    return Unmapped(table.header, tuple(islice(sample, SAMPLE_ROWS)), hashlib.sha256(names.encode()).hexdigest(),
                    template.missing(table.header))


def _unheard(rows: int) -> None:
    """Progress that nobody asked for."""
