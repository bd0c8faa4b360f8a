"""What every file says of itself, in the same words in all of them, and how it is read back."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser

import pptx
from docx import Document
from openpyxl import load_workbook

from coordination.exploring.explored import Claimed
from coordination.problems import Fault, Invalid
from coordination.wording import CSV_MARK, EXERCISE, marked, moment_in_words
from exports import xmp

ABOUT = "About this file"
AUDIT_HEAD = "Audit head"
EMPTY_CELLS = "An empty cell means that nothing was on record as at that moment."
CSV_LINES = 11  # as many as Provenance.lines() gives, always, so that a reader can skip them by number
EXACTLY, DEFINITIONS, DATA_HASH, FIGURE = "As at exactly", "Definitions", "SHA-256 of the data", "Figure"
OWN_NAMES = re.compile("Title|Marking|Exercise|Letter|Source|As at|Made at|Made by|Address|Audit head|Parley version|"
                       rf"{EXACTLY}|{DEFINITIONS}|{DATA_HASH}|{FIGURE} [0-9]+")
FIGURE_TABLE, FIGURE_ABOUT = "figure.csv", "figure-about.csv"  # what a figure's CSV is, in a ZIP archive
FILE_DATA = "parley-file"  # the element of an HTML file that holds its data
LARGEST_ABOUT = 1024 * 1024  # bytes


@dataclass(frozen=True)
class Provenance:
    """Where a file comes from. `as_at` and `made_at` are aware; `address` is the page it was made from;
    `audit_head` is str(coordination.audit.Head) at that moment."""

    title: str
    letter: str
    source: str
    as_at: datetime
    made_at: datetime
    made_by: str
    marking: str
    exercise: bool
    address: str
    audit_head: str
    application_version: str

    @property
    def marks(self) -> str:
        """What stands at the top and bottom of every page: OFFICIAL, with EXERCISE where it is one."""
        return marked(self.marking, self.exercise)

    def lines(self) -> list[tuple[str, str]]:
        """Name and value of everything a file says of itself, each on one line."""
        pairs = [
            ("Title", self.title), ("Marking", self.marking), ("Exercise", EXERCISE if self.exercise else "no"),
            ("Letter", self.letter), ("Source", self.source), ("As at", in_london(self.as_at)),
            ("Made at", in_london(self.made_at)), ("Made by", self.made_by), ("Address", self.address),
            (AUDIT_HEAD, self.audit_head), ("Parley version", self.application_version),
        ]
        return [(name, " ".join(value.split())) for name, value in pairs]


@dataclass(frozen=True)
class FigureProvenance(Provenance):
    """Where a figure comes from, so that it can be made again: `address` is its view's, `definitions` name each what
    is measured, with version and source, and `sha256` is that of its data (Explored.sha256)."""

    definitions: tuple[str, ...]
    sha256: str

    def lines(self) -> list[tuple[str, str]]:
        """Also the exact moment, which words leave out."""
        return [*super().lines(), (EXACTLY, exactly(self.as_at)),
                (DEFINITIONS, " ".join("; ".join(self.definitions).split())), (DATA_HASH, self.sha256)]


@dataclass(frozen=True)
class BriefingProvenance(Provenance):
    """Where a document with figures comes from. `figures` are the address and the SHA-256 of the data of each."""

    figures: tuple[tuple[str, str], ...]

    def lines(self) -> list[tuple[str, str]]:
        """Also the exact moment, and every figure: its hash, and its address."""
        return [*super().lines(), (EXACTLY, exactly(self.as_at)),
                *((f"{FIGURE} {number}", f"{sha256} {' '.join(address.split())}")
                  for number, (address, sha256) in enumerate(self.figures, start=1))]


def exactly(moment: datetime) -> str:
    """2019-12-02T09:14:00.000000+00:00"""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def in_london(moment: datetime) -> str:
    """2 December 2019 at 09:14 (London time)"""
    return f"{moment_in_words(moment)} (London time)"


def read_provenance(content: bytes) -> dict[str, str]:
    """What a file made by Parley says of itself, whatever its kind: name to value, as in Provenance.lines().

    Raises Invalid where it carries nothing.
    """
    found = {name: value for name, value in _told(content) if OWN_NAMES.fullmatch(name)}
    if AUDIT_HEAD not in found:
        raise Invalid(Fault("file", "This file does not say where it comes from. Choose a file that Parley made, as it "
                                    "was downloaded."))
    return found


def figures_told(told: Mapping[str, str]) -> list[Claimed]:
    """The figures that a file says it has (read_provenance): that of a figure's file, or those of a briefing."""
    if DATA_HASH in told:
        return [Claimed("The figure", told["Address"], told[DATA_HASH])]
    numbered = ((name, value.partition(" ")) for name, value in told.items() if name.startswith(f"{FIGURE} "))
    return [Claimed(name, address, sha256) for name, (sha256, _, address) in numbered]


def moment_told(told: Mapping[str, str]) -> datetime:
    """The exact moment as at which a file with figures was made. Raises Invalid where it does not say it."""
    try:
        return datetime.fromisoformat(told[EXACTLY]).astimezone(UTC)
    except (KeyError, ValueError) as error:
        raise Invalid(Fault("file", "This file does not say as at which moment its figures are.")) from error


def read_audit_head(content: bytes) -> str:
    """The audit head that a file carries, as coordination.audit.Head.parse reads it. Raises Invalid where it carries
    none."""
    return read_provenance(content)[AUDIT_HEAD]


def _told(content: bytes) -> Iterable[tuple[str, str]]:
    if content.startswith(b"PK"):
        return _of_archive(content)
    if content[:1000].lstrip().lower().startswith(b"<!doctype html"):
        return _of_page(content)
    return xmp.read(content) or _of_csv(content)


def _of_csv(content: bytes) -> Iterator[tuple[str, str]]:
    """Also of a file that a spreadsheet program saved again: with or without quotes, in UTF-8."""
    lines = content.decode("utf-8-sig", errors="replace").splitlines()[:CSV_LINES]
    return _pairs(row for row in csv.reader(io.StringIO("\n".join(lines))) if row)


def _of_archive(content: bytes) -> list[tuple[str, str]]:
    readers = {"word/document.xml": _of_document, "ppt/presentation.xml": _of_slides, FIGURE_ABOUT: _of_figure_csv}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
        read = next((readers[name] for name in readers if name in names), _of_workbook)
        return list(read(content))
    except (zipfile.BadZipFile, KeyError, ValueError):
        return []


def _of_figure_csv(content: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(FIGURE_ABOUT) as file:
        text = file.read(LARGEST_ABOUT).decode("utf-8-sig", errors="replace")
    return _pairs(csv.reader(io.StringIO(text, newline="")))


def _of_workbook(content: bytes) -> Iterator[tuple[str, str]]:
    book = load_workbook(io.BytesIO(content), read_only=True)
    if ABOUT not in book.sheetnames:
        return iter(())
    rows = book[ABOUT].iter_rows(max_col=2, values_only=True)
    return _pairs([str(cell or "") for cell in row] for row in rows)


def _of_document(content: bytes) -> Iterator[tuple[str, str]]:
    """The paragraphs after its last heading, each `name: value`."""
    texts = [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]
    start = max((number for number, text in enumerate(texts) if text == ABOUT), default=len(texts))
    return _pairs(text.split(": ", 1) for text in texts[start:])


def _of_slides(content: bytes) -> Iterator[tuple[str, str]]:
    """The lines of the notes under its first slide."""
    first = next(iter(pptx.Presentation(io.BytesIO(content)).slides), None)
    frame = first.notes_slide.notes_text_frame if first and first.has_notes_slide else None
    return _pairs(line.split(": ", 1) for line in (frame.text if frame else "").splitlines())


class _Page(HTMLParser):
    """Finds the data that an HTML file holds."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.found = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag == "script" and ("id", FILE_DATA) in attrs

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        self.found += data if self.inside else ""


def page_data(content: bytes) -> dict[str, object]:
    """What an HTML file made by Parley holds as data; nothing where it was not made by Parley."""
    page = _Page()
    page.feed(content.decode("utf-8", errors="replace"))
    try:
        found = json.loads(page.found)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _of_page(content: bytes) -> Iterator[tuple[str, str]]:
    said = page_data(content).get("about")
    rows = said if isinstance(said, list) else []
    return _pairs([str(each) for each in row] for row in rows if isinstance(row, list))


def _pairs(rows: Iterable[list[str]]) -> Iterator[tuple[str, str]]:
    return ((row[0].removeprefix(CSV_MARK), row[1].removeprefix("'")) for row in rows if len(row) >= 2)
