"""What Parley computes for a criterion, and what it is computed for. Each subject computes its own; figures.py asks."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from coordination.letters import LetterInView
from coordination.viewers import Viewer


@dataclass(frozen=True)
class Figure:
    """A computed figure: how many of how many (None where nobody knows of how many), and the sentence that says of
    what."""

    value: int
    out_of: int | None
    sentence: str

    @property
    def in_short(self) -> str:
        """1,204 of 3,327; or 1,204, of nobody knows how many"""
        return f"{self.value:,}" if self.out_of is None else f"{self.value:,} of {self.out_of:,}"


@dataclass(frozen=True)
class Asked:
    """Whose figures are asked for: those of the platform `slug` on a letter, as `viewer` may know them at `as_at`."""

    session: Session
    viewer: Viewer
    letter: LetterInView
    slug: str
    as_at: datetime
