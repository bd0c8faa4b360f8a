"""A briefing with all that it shows, read at one moment: what a document is made of. Nothing here is drawn. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from coordination.advice.markdown import Block
from coordination.exploring.explored import Explored
from data_model.words import Marking

OVERVIEW_COLUMNS = ["platform", "commitment", "title", "finding", "claim", "timeliness", "due_on"]
CRITERIA_COLUMNS = ["code", "text", "finding", "figure"]


@dataclass(frozen=True)
class Headed:
    """A heading of the briefing's own."""

    text: str


@dataclass(frozen=True)
class Said:
    """Words between, as paragraphs and lists."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Figured:
    """A figure, drawn, as a table, or both. `address` is where it can be explored, as at the same day."""

    explored: Explored
    address: str
    drawn: bool
    tabled: bool


@dataclass(frozen=True)
class Overviewed:
    """Where the platforms stand. `cells` has OVERVIEW_COLUMNS, platform by platform; finding and claim are None where
    there is none."""

    cells: pd.DataFrame


@dataclass(frozen=True)
class Quoted:
    """What the letter says of one commitment, word for word."""

    number: int
    title: str
    quotation: str


@dataclass(frozen=True)
class Scored:
    """Where one platform stands. `cells` has OVERVIEW_COLUMNS; `criteria` CRITERIA_COLUMNS, one row a criterion:
    finding of the update that was found on last, and what Parley computed, each None where there is none."""

    platform: str
    company: str
    cells: pd.DataFrame
    criteria: pd.DataFrame


Piece = Headed | Said | Figured | Overviewed | Quoted | Scored


@dataclass(frozen=True)
class Assembled:
    """A briefing as at a moment. `reference`, `title` and `signed_on` are the letter's; `dates` those of the campaign,
    which figures mark; `subject` says what kind of document it is; `address` is its own page."""

    name: str
    subject: str
    marking: Marking
    as_at: datetime
    reference: str
    title: str
    signed_on: date
    source: str
    dates: Mapping[str, date]
    address: str
    pieces: tuple[Piece, ...]

    @property
    def figures(self) -> tuple[Figured, ...]:
        """Its figures, in order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Figured))

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """The address of each figure, and the SHA-256 of its data."""
        return tuple((each.address, each.explored.sha256) for each in self.figures)
