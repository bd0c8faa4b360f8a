"""Small files for the exercise to give as evidence: a page of text as PDF, a table as CSV. Each says EXERCISE."""

import csv
import io
from collections.abc import Sequence

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

A4 = (595, 842)  # points
MARGIN, TOP, LEADING = 56, 780, 18
NOTICE = "EXERCISE - invented for Parley's exercise"


def pdf(lines: Sequence[str]) -> bytes:
    """One page with these lines, the first as a heading. Holds what Latin-1 holds. The same lines, the same bytes."""
    writer = PdfWriter()
    page = writer.add_blank_page(*A4)
    face = DictionaryObject({
        NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"), NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
    })
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(face)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    drawn = DecodedStreamObject()
    drawn.set_data(b"\n".join(_drawn(line, row) for row, line in enumerate((NOTICE, "", *lines))))
    page[NameObject("/Contents")] = writer._add_object(drawn)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """A CSV file of these rows; its last column, for notes, says on every one that it is an exercise's."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([*row, NOTICE] for row in rows)
    return text.getvalue().encode()


def _drawn(line: str, row: int) -> bytes:
    """The operators that draw a line of text on the page."""
    escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    size = 14 if row == 2 else 11
    return f"BT /F1 {size} Tf {MARGIN} {TOP - row * LEADING} Td ({escaped}) Tj ET".encode("cp1252")
