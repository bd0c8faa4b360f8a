"""Tables that have one cell a row: Parley's template, and other tables with a mapping.

Rows that are all blank are passed over. What stands right of the last column with a name makes a row longer than its
header.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from coordination.incidents import values
from coordination.incidents.blocks import Block, Column, Truths, is_blank
from coordination.incidents.gathering import Gathering
from coordination.incidents.lexicon import Lexicon, Meanings, Numbers
from coordination.incidents.values import Days, Names, Wrong
from coordination.incidents.vocabulary import Vocabulary
from data_model.words import Unit

COLUMNS = ("day", "nation", "category", "measure", "value")
PLATFORM = "platform"
NO_DECIMALS = Wrong("Items are whole numbers.", "Write the number without a decimal point.")
NO_NAME = Wrong("The row is longer than its header: this column has no name.",
                "Put a value with a comma in quotation marks, or name the column.")


@dataclass(frozen=True)
class Sender:
    """Whose file it is, and the day it is."""

    name: str
    slug: str
    today: date


def readers(vocabulary: Vocabulary, sender: Sender, days: Days) -> dict[str, Lexicon]:
    """How each column is read."""
    names = Names(vocabulary)
    return {"day": Lexicon(days.read, 2), "nation": Lexicon(values.nation, 1), "category": Lexicon(names.category, 1),
            "measure": Lexicon(names.measure, 1), "value": Lexicon(values.value, 3),
            PLATFORM: Lexicon(values.platform(sender.name, sender.slug), 1)}


class RowReader:
    """Adds blocks to a gathering. `places` says where columns are; `constants` is the text of those that the file does
    not have."""

    def __init__(self, gathering: Gathering, vocabulary: Vocabulary, reads: Mapping[str, Lexicon],
                 places: Mapping[str, int], constants: Mapping[str, str] | None = None) -> None:
        self.gathering, self.reads, self.places, self.constants = gathering, reads, places, constants or {}
        last_named = max((position for position, name in enumerate(gathering.header) if name), default=-1)
        self.unnamed = range(last_named + 1, len(gathering.header))
        self.unnamed_read = Lexicon(_nothing, 1)
        self.items = np.array([each.id for each in vocabulary.measures if each.unit is Unit.ITEMS])

    def add(self, block: Block) -> None:
        """Add what one block says."""
        self.gathering.odd(block.odd)
        if not len(block.numbers):
            return
        filled = ~block.blank()
        self.gathering.rows += int(filled.sum())
        found = {name: self.reads[name].of(block.columns[place]) for name, place in self.places.items()}
        spilt = {place: self.unnamed_read.of(block.columns[place]) for place in self.unnamed}
        by_place = {self.places[name]: each for name, each in found.items()} | spilt
        good = filled & ~self.gathering.refused(block, dict(sorted(by_place.items())), filled)
        for name, text in self.constants.items():
            found[name] = self.reads[name].of(Column([text], np.zeros(len(block.numbers), np.int32)))
        self._add(block, found, self._without_decimals(block, found, good))

    def _without_decimals(self, block: Block, found: dict[str, Meanings], good: Truths) -> Truths:
        """The good rows but those that have a decimal point in a number of items."""
        wrong = good & (found["value"].field(2) > 0) & np.isin(found["measure"].field(0), self.items)
        if wrong.any():
            self.gathering.refused_rows(block, wrong, self.places["value"], NO_DECIMALS)
        return good & ~wrong

    def _add(self, block: Block, found: dict[str, Meanings], good: Truths) -> None:
        def taken(name: str, position: int = 0) -> Numbers:
            return found[name].field(position)[good]

        self.gathering.cells(row=block.numbers[good], measure_id=taken("measure"), category_id=taken("category"),
                             nation=taken("nation"), first_day=taken("day"), last_day=taken("day", 1),
                             state=taken("value"), value=taken("value", 1))


def _nothing(text: str) -> tuple[int] | Wrong:
    return (0,) if is_blank(text) else NO_NAME
