"""What the texts of a column mean: each is read once, however many rows have it, and remembered from block to block."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coordination.incidents.blocks import Column, Truths
from coordination.incidents.values import Wrong

MOST_KEPT = 100_000  # texts that are remembered

Numbers = npt.NDArray[Any]
Read = Callable[[str], tuple[Any, ...] | Wrong]  # the numbers that a text means, or what is wrong with it


@dataclass(frozen=True)
class Meanings:
    """A column of a block, read. `entries` says for each row where in `numbers` its meaning is, which for a refused
    text is zeros; `wrong` says why those are refused."""

    entries: Numbers
    numbers: Numbers
    wrong: dict[int, Wrong]

    @property
    def refused(self) -> Truths:
        """For each row, whether its text was refused."""
        of_entries = np.zeros(len(self.numbers), np.bool_)
        of_entries[list(self.wrong)] = True
        return of_entries[self.entries]

    def field(self, position: int) -> Numbers:
        """One of the numbers that the texts mean, for each row."""
        return np.asarray(self.numbers[:, position][self.entries])

    def why(self, row: int) -> Wrong:
        """Why the text of a row is refused."""
        return self.wrong[int(self.entries[row])]


class Lexicon:
    """A way to read texts, with what it said of the last ones. `width` is how many numbers a text means."""

    def __init__(self, read: Read, width: int) -> None:
        self.read, self.width = read, width
        self._forget()

    def of(self, column: Column) -> Meanings:
        """What a column means, row by row."""
        if len(self._entries) > MOST_KEPT:
            self._forget()
        new = [text for text in column.texts if text not in self._entries]
        if new:
            self._learn(new)
        entries = np.fromiter(map(self._entries.__getitem__, column.texts), np.int32, len(column.texts))
        return Meanings(entries[column.codes], self._numbers, self._wrong)

    def _forget(self) -> None:
        """Begin anew: what was said before stays as it is with those who have it."""
        self._entries: dict[str, int] = {}
        self._numbers: Numbers = np.empty((0, self.width))
        self._wrong: dict[int, Wrong] = {}

    def _learn(self, texts: list[str]) -> None:
        read = [self.read(text) for text in texts]
        known = len(self._entries)
        wrong = {known + at: each for at, each in enumerate(read) if isinstance(each, Wrong)}
        self._wrong = self._wrong | wrong  # a new one: those who have the old one keep it
        nothing = (0,) * self.width
        numbers = [nothing if isinstance(each, Wrong) else each for each in read]
        self._numbers = np.concatenate([self._numbers, np.array(numbers, np.float64)])
        self._entries |= {text: known + at for at, text in enumerate(texts)}
