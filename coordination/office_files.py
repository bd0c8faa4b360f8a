"""Office files (XLSX, DOCX) are archives that anybody can make: what they are, and whether they may be opened."""

import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST_CONTENT_TYPES = 1024 * 1024
CONTENT_TYPES = "[Content_Types].xml"
MACROS = (b"vbaproject", b"macroenabled")  # as the list of content types names them, whatever the part is called
# All the ways in which the readers stumble over a damaged or hostile file: found by changing bytes at random.
DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, SyntaxError, ArithmeticError, AssertionError, AttributeError,
           EOFError, LookupError, OSError, RuntimeError, TypeError, ValueError)


def media_type(source: Path | BinaryIO, largest_inflated: int) -> str | None:
    """XLSX or DOCX; None for anything else, and for what is damaged, has macros or parts of the same name, or inflates
    to more bytes than that."""
    try:
        with zipfile.ZipFile(source) as archive:
            names = archive.namelist()
            if not _opens_to_a_bearable_size(archive, largest_inflated) or len(names) > len(set(names)):
                return None
            types = archive.read(CONTENT_TYPES)
    except DAMAGED:
        return None
    if any(mark in types.lower() for mark in MACROS) or any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    if DOCX.encode() in types and "word/document.xml" in names:
        return DOCX
    return XLSX if XLSX.encode() in types and "xl/workbook.xml" in names else None


def _opens_to_a_bearable_size(archive: zipfile.ZipFile, largest: int) -> bool:
    """Whether neither the list that we read nor all parts together inflate to too much: a bomb must be recognised
    without being opened, and must not reach whoever opens it."""
    whole = sum(part.file_size for part in archive.infolist())
    return archive.getinfo(CONTENT_TYPES).file_size <= LARGEST_CONTENT_TYPES and whole <= largest
