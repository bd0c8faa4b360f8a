"""The European harmonised template (Implementing Regulation (EU) 2024/2835), part 4 (notices) and part 6 (own
initiative), as published: one row a category, one column a measure, all of it for the whole UK.

- Rows without any figure are passed over, whatever else stands in them. Beside a figure, a blank is “not reported”,
  0 is zero, and N/A is “not applicable”.
- A keyword that several categories have (KEYWORD_OTHER) belongs to the category row above it. Where the rows between
  are of another category, or there is none above, the row is refused.
- Times are hours. Texts about figures are passed over.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from coordination.incidents import values
from coordination.incidents.blocks import Block, Column, Table, Truths, column_of, is_blank
from coordination.incidents.cells import NOT_REPORTED, RowFault
from coordination.incidents.gathering import Gathering
from coordination.incidents.lexicon import Lexicon, Meanings, Numbers, Read
from coordination.incidents.rows import NO_DECIMALS, Sender
from coordination.incidents.values import Days, Names, Wrong, same
from coordination.incidents.vocabulary import NATIONS, CategoryInView, MeasureInView, Vocabulary
from coordination.problems import Fault, Invalid
from data_model.words import Nation, ReturnForm, Unit

PERIOD, SERVICE = "reporting period", "service"
CATEGORY = {4: "category of illegal content",
            6: "category of incompatibility with the provider's terms and conditions"}
FORMS = {4: ReturnForm.PART_4, 6: ReturnForm.PART_6}
OTHER = 'description of the sub-category "other"'
TEXTS = ("applicability", OTHER, "contextual information")  # how columns begin that are passed over
PLACEHOLDER_PERIOD, PLACEHOLDER_TEXT = "yyyy-mm-dd/yyyy-mm-dd", 'text to detail the "other" keyword.'
LEFT_IN = Wrong("The template's placeholder is left in.", "Write the first and last day, as 2019-11-18/2019-11-24.")
NO_PARENT = Wrong("Several categories have this keyword, and it does not stand under one of them.",
                  "Put it right under the rows of its category.")
TEXT_LEFT_IN = Wrong("The template's placeholder is left in.", "Write what “Other” stands for, or leave it out.")


@dataclass(frozen=True)
class Places:
    """Where the template's columns are. `measures` has them by position."""

    part: int
    period: int
    category: int
    service: int | None
    other: int | None
    measures: dict[int, MeasureInView]


def part_of(header: tuple[str, ...]) -> int | None:
    """4 or 6 where the header is that part's; None for any other table."""
    names = {plain(name) for name in header}
    return next((part for part, category in CATEGORY.items() if {PERIOD, category} <= names), None)


def places(header: tuple[str, ...], part: int, vocabulary: Vocabulary) -> Places:
    """Where its columns are. Raises Invalid where one is there twice, or none has figures."""
    names = [plain(name) for name in header]
    columns: dict[str, MeasureInView] = {}
    for each in vocabulary.measures:  # the newest definition comes first
        if each.harmonised_part == part and each.harmonised_column:
            columns.setdefault(plain(each.harmonised_column), each)
    needed = {PERIOD, CATEGORY[part], SERVICE, OTHER, *columns}
    twice = [name for name in header if plain(name) in needed and names.count(plain(name)) > 1]
    if twice:
        raise Invalid(Fault("file", f"The header has “{twice[0]}” more than once. Delete one of the columns."))
    found = {at: columns[name] for at, name in enumerate(names) if name in columns}
    if not found:
        raise Invalid(Fault("file", f"This looks like part {part} of the European template, but has none of its "
                                    "columns of figures. Send it as it is published."))
    optional = {name: names.index(name) for name in (SERVICE, OTHER) if name in names}
    return Places(part, names.index(PERIOD), names.index(CATEGORY[part]), optional.get(SERVICE), optional.get(OTHER),
                  found)


def passed_over(table: Table, where: Places) -> list[RowFault]:
    """Warnings about columns that the template does not have."""
    known = {where.period, where.category, where.service, *where.measures}
    return [RowFault(table.header_row, name, name, "The template has no such column, and it is passed over.",
                     "Check its name, or delete it.", fatal=False)
            for at, name in enumerate(table.header)
            if name and at not in known and not plain(name).startswith(TEXTS)]


def plain(name: str) -> str:
    """A column's name as it is compared: without regard to case, spaces and the kind of quotation marks."""
    return same(name).translate(str.maketrans("’‘“”", "''\"\""))


class PartReader:
    """Adds blocks to a gathering."""

    def __init__(self, gathering: Gathering, vocabulary: Vocabulary, where: Places, sender: Sender) -> None:
        self.gathering, self.where, self.names = gathering, where, Names(vocabulary)
        self.days = Lexicon(_days(Days(sender.today)), 2)
        self.categories = Lexicon(self._category, 1)
        self.platform = Lexicon(values.platform(sender.name, sender.slug), 1)
        self.figures = {unit: Lexicon(_figure(unit), 2) for unit in Unit}
        self.parent: CategoryInView | None = None
        self.above: CategoryInView | None = None

    def add(self, block: Block) -> None:
        """Add what one block says."""
        self.gathering.odd(block.odd)
        if not len(block.numbers):
            return
        where = self.where
        filled = np.zeros(len(block.numbers), np.bool_)
        for at in where.measures:
            filled |= ~block.columns[at].where(is_blank)
        self.gathering.rows += int((~block.blank()).sum())
        found = {where.period: self.days.of(block.columns[where.period]),
                 where.category: self.categories.of(self._whole_codes(block.columns[where.category]))}
        found |= {at: self.figures[measure.unit].of(block.columns[at]) for at, measure in where.measures.items()}
        if where.service is not None:
            found[where.service] = self.platform.of(block.columns[where.service])
        good = filled & ~self.gathering.refused(block, dict(sorted(found.items())), filled)
        self._warn(block, good)
        self._add(block, found, good)

    def _add(self, block: Block, found: dict[int, Meanings], good: Truths) -> None:
        """Add the good rows: as many cells each as there are measures."""
        width = len(self.where.measures)

        def each(values_: Numbers) -> Numbers:
            return np.repeat(values_[good], width)

        def across(position: int) -> Numbers:
            return np.column_stack([found[at].field(position)[good] for at in self.where.measures]).ravel()

        count = int(good.sum())
        period, category = found[self.where.period], found[self.where.category]
        self.gathering.cells(
            row=each(block.numbers), measure_id=np.tile([one.id for one in self.where.measures.values()], count),
            category_id=each(category.field(0)), nation=np.full(count * width, NATIONS.index(Nation.UK)),
            first_day=each(period.field(0)), last_day=each(period.field(1)), state=across(0), value=across(1))

    def _warn(self, block: Block, good: Truths) -> None:
        """Ask about placeholder texts beside figures."""
        if self.where.other is None:
            return
        left_in = good & block.columns[self.where.other].where(lambda text: plain(text) == PLACEHOLDER_TEXT)
        self.gathering.refused_rows(block, left_in, self.where.other, TEXT_LEFT_IN, fatal=False)

    def _whole_codes(self, column: Column) -> Column:
        """The column with whole codes for keywords, read from the rows above them. What has none is left as it is."""
        return column_of(pa.array([self._whole_code(column.text(at)) for at in range(len(column.codes))], pa.string()))

    def _whole_code(self, text: str) -> str:
        name = same(text)
        if not name:
            return text
        found = self.names.category_of(name)
        code = text
        if found and found.level < 2:
            self.parent = found
        elif not found and name.startswith("statement_category"):
            self.parent = None
        elif "/" not in name and self.parent and self._follows():
            within = self.names.category_of(same(f"{self.parent.code}/{name}"))
            found, code = (within, within.code) if within else (found, code)
        self.above = found
        return code

    def _follows(self) -> bool:
        """Whether the row above is of the category whose rows these are, as far as it is known."""
        assert self.parent is not None
        return self.above is None or self.parent.id in {self.above.id, self.above.parent_id}

    def _category(self, text: str) -> tuple[int] | Wrong:
        found = self.names.category(text)
        return NO_PARENT if isinstance(found, Wrong) and same(text) in self.names.keywords else found


def _days(days: Days) -> Read:
    def read(text: str) -> tuple[int, int] | Wrong:
        return LEFT_IN if same(text) == PLACEHOLDER_PERIOD else days.read(text)
    return read


def _figure(unit: Unit) -> Read:
    def read(text: str) -> tuple[int, float] | Wrong:
        if is_blank(text):
            return NOT_REPORTED, float("nan")
        found = values.value(text)
        if isinstance(found, Wrong):
            return found
        return NO_DECIMALS if found[2] and unit is Unit.ITEMS else found[:2]
    return read
