"""What every file says of itself, in the same words in all of them, and how it is read back."""

import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from docx import Document
from openpyxl import load_workbook

from coordination.problems import Fault, Invalid
from coordination.wording import CSV_MARK, EXERCISE, marked, moment_in_words

ABOUT = "About this file"
AUDIT_HEAD = "Audit head"
EMPTY_CELLS = "An empty cell means that nothing was on record as at that moment."
CSV_LINES = 11  # as many as Provenance.lines() gives, always, so that a reader can skip them by number


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


def in_london(moment: datetime) -> str:
    """2 December 2019 at 09:14 (London time)"""
    return f"{moment_in_words(moment)} (London time)"


def read_provenance(content: bytes) -> dict[str, str]:
    """What a CSV, XLSX or DOCX file made by Parley says of itself: name to value, as in Provenance.lines().

    Raises Invalid where the file carries none.
    """
    found = _of_office_file(content) if content.startswith(b"PK") else _of_csv(content)
    if AUDIT_HEAD not in found:
        raise Invalid(Fault("file", "This file does not say where it comes from. Choose a CSV, XLSX or DOCX file "
                                    "that Parley made, as it was downloaded."))
    return found


def read_audit_head(content: bytes) -> str:
    """The audit head that a CSV, XLSX or DOCX file carries, as coordination.audit.Head.parse reads it.
    Raises Invalid where it carries none."""
    return read_provenance(content)[AUDIT_HEAD]


def _of_csv(content: bytes) -> dict[str, str]:
    """Also of a file that a spreadsheet program saved again: with or without quotes, in UTF-8."""
    lines = content.decode("utf-8-sig", errors="replace").splitlines()[:CSV_LINES]
    return _pairs(row for row in csv.reader(io.StringIO("\n".join(lines))) if row)


def _of_office_file(content: bytes) -> dict[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            is_document = "word/document.xml" in archive.namelist()
        return _of_document(content) if is_document else _of_workbook(content)
    except (zipfile.BadZipFile, KeyError, ValueError):
        return {}


def _of_workbook(content: bytes) -> dict[str, str]:
    book = load_workbook(io.BytesIO(content), read_only=True)
    if ABOUT not in book.sheetnames:
        return {}
    rows = book[ABOUT].iter_rows(max_row=CSV_LINES, max_col=2, values_only=True)
    return _pairs([str(cell or "") for cell in row] for row in rows)


def _of_document(content: bytes) -> dict[str, str]:
    """Its last paragraphs, each `name: value`."""
    paragraphs = Document(io.BytesIO(content)).paragraphs[-CSV_LINES:]
    return _pairs(paragraph.text.split(": ", 1) for paragraph in paragraphs)


def _pairs(rows: Iterable[list[str]]) -> dict[str, str]:
    return {row[0].removeprefix(CSV_MARK): row[1].removeprefix("'") for row in rows if len(row) >= 2}
