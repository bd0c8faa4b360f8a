"""A document that flows over pages: headings, paragraphs and lists, as plain data. PDF and DOCX are made of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby


class Look(StrEnum):
    """How a paragraph stands out."""

    PLAIN = "plain"
    MARK = "mark"
    STRONG = "strong"
    QUIET = "quiet"


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


Part = Heading | Paragraph | Listed


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
