"""Cells gathered from a file, block by block, and what is wrong with its rows."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import process

from coordination.incidents.blocks import Block, OddRow, Truths, shown
from coordination.incidents.cells import DTYPES, MOST_FAULTS, Faults, RowFault, day
from coordination.incidents.lexicon import Meanings, Numbers
from coordination.incidents.values import Wrong
from coordination.wording import counted, day_in_words, days_in_words

MOST_COUNTED = 100_000  # faults, after which a file is read no further
SIMILAR = 70  # out of 100


class Gathering:
    """What is read so far. `header` names the columns in faults."""

    def __init__(self, header: tuple[str, ...], notes: Iterable[RowFault] = ()) -> None:
        self.header = header
        self.faults = Faults()
        self.rows = 0
        self._failing: list[Numbers] = []
        self._parts: dict[str, list[Numbers]] = {name: [] for name in DTYPES}
        for note in notes:
            self.faults.add(note)

    def odd(self, rows: list[OddRow]) -> None:
        """Rows that are longer or shorter than the header."""
        self.rows += len(rows)
        before = self.faults.fatal
        for row in rows[: self.room]:
            longer = "longer" if row.cells > len(self.header) else "shorter"
            self.fault(row.number, None, row.text,
                       Wrong(f"The row has {counted(row.cells, 'cell')} and the header {len(self.header)}: it is "
                             f"{longer} than its header.",
                             "Put a value with a comma in quotation marks, and leave no cell out."))
        self.faults.fatal = before + len(rows)
        self._failing.append(np.array([row.number for row in rows], np.int32))

    def refused(self, block: Block, found: dict[int, Meanings], among: Truths) -> Truths:
        """Add the faults of the rows `among` a block's, by position of the column. Returns which rows have any."""
        wrong = {position: each.refused & among for position, each in found.items() if each.wrong}
        bad = np.zeros(len(block.numbers), np.bool_)
        for rows in wrong.values():
            bad |= rows
        counted_before = self.faults.fatal
        for row in np.flatnonzero(bad)[: self.room]:
            for position, rows in wrong.items():
                if rows[row]:
                    each = found[position]
                    self.fault(int(block.numbers[row]), position, block.columns[position].text(row),
                               each.why(row))
        self.faults.fatal = counted_before + sum(int(rows.sum()) for rows in wrong.values())
        self._failing.append(block.numbers[bad])
        return bad

    def refused_rows(self, block: Block, rows: Truths, position: int, wrong: Wrong, *,
                     fatal: bool = True) -> None:
        """Add one fault, or warning, to some rows of a block, all for the same reason."""
        listed = self.room
        for row in np.flatnonzero(rows)[: self.room]:
            self.fault(int(block.numbers[row]), position, block.columns[position].text(row), wrong, fatal=fatal)
        more = max(0, int(rows.sum()) - listed)
        self.faults.fatal += more * fatal
        self.faults.warnings += more * (not fatal)
        if fatal:
            self._failing.append(block.numbers[rows])

    @property
    def room(self) -> int:
        """How many more faults are listed."""
        return max(0, MOST_FAULTS - len(self.faults.listed))

    def fault(self, row: int, position: int | None, text: str, wrong: Wrong, *, fatal: bool = True) -> None:
        """Add one fault, in a column by its position, or of a whole row."""
        near = process.extractOne(text, wrong.near, processor=str.casefold, score_cutoff=SIMILAR)
        remedy = f"Did you mean {near[0]}? {wrong.remedy}" if near else wrong.remedy
        column = "" if position is None else self.header[position]
        self.faults.add(RowFault(row, column, shown(text), wrong.wrong, remedy, fatal))

    @property
    def hopeless(self) -> bool:
        """Whether so much is wrong that reading on would tell nothing new."""
        return self.faults.fatal >= MOST_COUNTED

    def stop(self, row: int) -> None:
        """Say, as the last fault that is listed, that the file was read no further than this row."""
        self.faults.listed[-1] = RowFault(
            row, "", "", f"The file was read up to this row: it has {self.faults.fatal:,} problems so far.",
            "Correct what is listed, which may be one mistake in every row, and send the file again.")

    def cells(self, **columns: Numbers) -> None:
        """Add cells: arrays of one length by the names of DTYPES."""
        for name, dtype in DTYPES.items():
            self._parts[name].append(columns[name].astype(dtype, copy=False))

    def frame(self, day_column: int | None) -> pd.DataFrame:
        """All cells but those that stand there twice, or whose period overlaps with another of the same measure: the
        later in the file is at fault."""
        columns = {name: _joined(self._parts.pop(name), dtype) for name, dtype in DTYPES.items()}
        frame = pd.DataFrame(columns, copy=False)
        frame = self._without(frame, _repeated(frame), day_column, "The same count stands in row {row:,} already.",
                              "Delete one of the two.")
        return self._without(frame, _overlapping(frame), day_column,
                             "The period overlaps with {days} in row {row:,}, for the same measure.",
                             "Report days or longer periods, not both: they would be counted twice.")

    def failing(self) -> set[int]:
        """The numbers of the first MOST_FAULTS rows with a fatal fault."""
        return set(np.unique(np.concatenate([np.empty(0, np.int32), *self._failing]))[:MOST_FAULTS].tolist())

    def _without(self, frame: pd.DataFrame, others: Numbers, column: int | None, wrong: str,
                 remedy: str) -> pd.DataFrame:
        """The frame without rows at fault. `others` has for each row the position of the row that it clashes with, or
        -1 where there is none."""
        bad = others >= 0
        if not bad.any():
            return frame
        before = self.faults.fatal
        for position in np.flatnonzero(bad)[: self.room]:
            this, other = frame.iloc[position], frame.iloc[others[position]]
            first, last = day(this.first_day), day(this.last_day)
            text = first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
            said = wrong.format(row=int(other.row), days=_in_words(day(other.first_day), day(other.last_day)))
            self.fault(int(this.row), column, text, Wrong(said, remedy))
        self.faults.fatal = before + int(bad.sum())
        self._failing.append(frame["row"].to_numpy()[bad])
        return frame[~bad].reset_index(drop=True)


def _in_words(first: date, last: date) -> str:
    return day_in_words(first) if first == last else days_in_words(first, last)


def _joined(parts: list[Numbers], dtype: Any) -> Numbers:
    return np.concatenate([np.empty(0, dtype), *parts])


def _packed(frame: pd.DataFrame, *, whole: bool) -> Numbers:
    """Measure and period, and category and nation too where it is `whole`, in one number: 16 bits each for measure
    and category, 3 for the nation, 9 for the length of the period, and 17 for its first day."""
    first = frame["first_day"].to_numpy(np.int64)
    key: Numbers = frame["measure_id"].to_numpy(np.int64)
    if whole:
        key = key << 16 | frame["category_id"].to_numpy(np.int64)
        key = key << 3 | frame["nation"].to_numpy(np.int64)
    key = key << 17 | first
    return np.asarray(key << 9 | (frame["last_day"].to_numpy(np.int64) - first))


def _repeated(frame: pd.DataFrame) -> Numbers:
    """For each row the position of the first one of the same cell, or -1 where it is that itself."""
    keys = pd.Series(_packed(frame, whole=True))
    others = np.full(len(frame), -1)
    again = keys.duplicated().to_numpy()
    if again.any():
        first = pd.Series(np.flatnonzero(~again), index=keys[~again])
        others[again] = first.loc[keys[again]].to_numpy()
    return others


def _overlapping(frame: pd.DataFrame) -> Numbers:
    """For each row the position of an earlier one whose period overlaps with its own, for the same measure; -1 where
    there is none. Periods that are the same do not clash."""
    codes, keys = pd.factorize(_packed(frame, whole=False))
    first_row = np.full(len(keys), len(frame))
    np.minimum.at(first_row, codes, np.arange(len(frame)))
    clashes = np.full(len(keys), -1)
    for earlier, later in _clashes(frame.iloc[first_row], first_row):
        clashes[later] = first_row[earlier]
    return np.asarray(clashes[codes], np.int64)


def _clashes(periods: pd.DataFrame, first_row: Numbers) -> Iterable[tuple[int, int]]:
    """Pairs of periods that overlap, as positions: the one that comes first in the file, and the other. Those that come
    first are disjoint among themselves."""
    measures, firsts, lasts = (periods[name].to_numpy() for name in ("measure_id", "first_day", "last_day"))
    standing = -1
    for each in np.lexsort((firsts, measures)):
        if standing < 0 or measures[each] != measures[standing] or firsts[each] > lasts[standing]:
            standing = each
        elif first_row[each] > first_row[standing]:
            yield standing, each
        else:
            yield each, standing
            standing = each
