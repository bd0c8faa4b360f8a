"""A table as text, a block of rows at a time: what every kind of file is turned into before it is understood.

A column of a block is its distinct texts and, for each row, which of them stands there; so a rule looks at a text once,
not at every row that has it.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from coordination.incidents.cells import RowFault

LONGEST_SHOWN = 100  # characters of a value, in a fault
LONGEST_ODD = 100_000  # characters that are kept of a row of the wrong length

Integers = npt.NDArray[np.int32]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Column:
    """`texts` are distinct; `codes` say for each row which of them it has."""

    texts: list[str]
    codes: Integers

    def where(self, holds: Callable[[str], bool]) -> Truths:
        """For each row, whether something holds of its text."""
        of_texts = np.fromiter((holds(text) for text in self.texts), np.bool_, len(self.texts))
        return of_texts[self.codes]

    def text(self, position: int) -> str:
        """The text of one row."""
        return self.texts[int(self.codes[position])]


@dataclass(frozen=True)
class OddRow:
    """A row with more or fewer cells than the header, as text with a delimiter."""

    number: int
    cells: int
    text: str
    delimiter: str = ","

    def texts(self) -> tuple[str, ...]:
        """Its cells, as far as the first LONGEST_ODD characters have them."""
        try:
            return tuple(next(csv.reader([self.text[:LONGEST_ODD]], delimiter=self.delimiter), []))
        except csv.Error:  # what is cut off in the middle, or a cell longer than the reader takes
            return (self.text[:LONGEST_SHOWN],)


@dataclass(frozen=True)
class Block:
    """Some rows of a table. `numbers` are theirs as a spreadsheet shows them; `odd` rows are not in the columns."""

    numbers: Integers
    columns: list[Column]
    odd: list[OddRow] = field(default_factory=list)

    def row(self, position: int) -> tuple[str, ...]:
        """The texts of one row."""
        return tuple(column.text(position) for column in self.columns)

    def blank(self) -> Truths:
        """For each row, whether all its cells are blank."""
        blank = np.ones(len(self.numbers), np.bool_)
        for column in self.columns:
            if not blank.any():
                break
            blank &= column.where(is_blank)
        return blank


@dataclass(frozen=True)
class Table:
    """A file as a table. `blocks` reads it from its beginning, each time that it is called; `notes` are warnings
    about the whole file; `header` has no spaces around names."""

    header: tuple[str, ...]
    header_row: int
    sha256: str
    blocks: Callable[[], Iterator[Block]]
    notes: tuple[RowFault, ...] = ()


def is_blank(text: str) -> bool:
    """Whether there is nothing to see in it."""
    return not text.strip()


def column_of(array: Any) -> Column:
    """A column from a pyarrow array of text, dictionary-encoded or not."""
    encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    return Column(encoded.dictionary.to_pylist(), encoded.indices.to_numpy(zero_copy_only=False))


def block_of_rows(rows: list[tuple[int, list[str]]], width: int) -> Block:
    """A block from rows of text, each with its number; those of another width are odd."""
    odd = [OddRow(number, len(texts), _joined(texts)) for number, texts in rows if len(texts) != width]
    even = [(number, texts) for number, texts in rows if len(texts) == width]
    numbers = np.fromiter((number for number, _ in even), np.int32, len(even))
    return Block(numbers, [column_of(pa.array([texts[position] for _, texts in even], pa.string()))
                           for position in range(width)], odd)


def ahead(blocks: Iterator[Block]) -> Iterator[Block]:
    """The same blocks, each read in a thread while the one before is used."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, blocks, None)
        while (block := coming.result()) is not None:
            coming = thread.submit(next, blocks, None)
            yield block


def _joined(texts: list[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="").writerow(texts)
    return text.getvalue()


def shown(text: str) -> str:
    """A text as a fault shows it: on one line, without what cannot be shown, at most LONGEST_SHOWN characters."""
    plain = "".join(letter if letter.isprintable() else " " if letter.isspace() else "�" for letter in text[:200])
    return plain if len(plain) <= LONGEST_SHOWN else plain[: LONGEST_SHOWN - 1] + "…"


def raw_rows(blocks: Iterable[Block], wanted: set[int]) -> tuple[tuple[str, ...], ...]:
    """The rows of some numbers, as they stand in the file and in its order."""
    found: dict[int, tuple[str, ...]] = {}
    for block in blocks:
        found |= {row.number: row.texts() for row in block.odd if row.number in wanted}
        for position in np.flatnonzero(np.isin(block.numbers, list(wanted))):
            found[int(block.numbers[position])] = block.row(int(position))
        if len(found) == len(wanted):
            break
    return tuple(texts for _, texts in sorted(found.items()))
