"""A document that flows over pages: headings, paragraphs, lists, tables and pictures, as plain data. PDF and DOCX are
made of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

DEEPEST_LISTED = 3  # level of headings in the contents


class Look(StrEnum):
    """How a paragraph stands out."""

    PLAIN = "plain"
    MARK = "mark"
    STRONG = "strong"
    QUIET = "quiet"
    QUOTE = "quote"
    """Somebody else's words, set in."""
    SMALL = "small"
    """Where things come from: quiet, and small."""


@dataclass(frozen=True)
class Run:
    """Some text of one look; “\\n” breaks the line. `link` is where it leads: the caller says only safe addresses."""

    text: str
    strong: bool = False
    emphasis: bool = False
    link: str | None = None
    lang: str = ""
    """Its language, where it is not that of its block: “cy”, “en-GB”."""


@dataclass(frozen=True)
class Heading:
    """A heading: of level 2 or below, as the document's title has level 1."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. `lang` where its language is not the document's."""

    runs: tuple[Run, ...]
    lang: str = ""
    look: Look = Look.PLAIN


@dataclass(frozen=True)
class Listed:
    """A list, numbered from 1 where it is ordered."""

    ordered: bool
    items: tuple[tuple["Paragraph | Listed", ...], ...]
    lang: str = ""


@dataclass(frozen=True)
class Table:
    """A table with one row of headings, which stand again on every page that it reaches. `right` are the columns that
    are set to the right, from 0; `alt` says in a line what it shows."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    alt: str
    right: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Picture:
    """A picture as wide as the text, or as high as a page allows. `kind` is svg or png; `width` and `height` are in
    pixels of any size; `alt` says what it shows to whoever does not see it."""

    content: bytes
    kind: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class Contents:
    """A list of the headings of level 2 and 3 with the pages that they are on, under a heading of its own."""

    title: str


Part = Heading | Paragraph | Listed | Table | Picture | Contents


def listed(parts: Iterable[Part]) -> list[Heading]:
    """The headings that the contents list, in order."""
    return [part for part in parts if isinstance(part, Heading) and part.level <= DEEPEST_LISTED]


def by_link(runs: Iterable[Run]) -> Iterator[tuple[str | None, list[Run]]]:
    """The runs of a paragraph, those of one link together: one link is one thing, whatever looks its words have."""
    for link, some in groupby(runs, lambda run: run.link):
        yield link, list(some)


@dataclass(frozen=True)
class Document:
    """All of it. `marks` stands on every page, where there is any; `page` numbers them: “Page {page} of {pages}”.
    `made_at` is aware."""

    title: str
    lang: str
    author: str
    subject: str
    marks: str
    page: str
    made_at: datetime
    parts: tuple[Part, ...]
