"""CSV files as people save them: which encoding, which delimiter, where the header is; read as a stream.

Encodings: UTF-8 with or without a byte order mark, UTF-16 with one, and cp1252 for what is no UTF-8 (the file is told
so). Delimiters: comma, semicolon, tab. Lines before the header that begin with `# ` say where our own files come from,
and are passed over. A record is a row, whatever line breaks its quoted cells have; so are blank lines.
"""

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv

from coordination.incidents.blocks import LONGEST_ODD, Block, Integers, OddRow, Table, ahead, column_of, is_blank
from coordination.incidents.cells import RowFault
from coordination.problems import Fault, Invalid
from coordination.wording import CSV_MARK, counted

MOST_ROWS = 1_500_000  # which keeps an import below 500 MB of memory
MOST_COLUMNS = 1_000
MOST_ODD = 100_000  # rows of another length than the header, one after the other: reading ends there
BLOCK_SIZE = 2 * 1024 * 1024  # bytes, also the longest row
CHUNK = 1024 * 1024
DELIMITERS = ",;\t"
UNDEFINED_IN_CP1252 = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
NO_TABLE = "This is not a table that we can read. Save it as CSV (UTF-8) or XLSX, with the names of columns in one row."
CP1252 = RowFault(1, "", "", "The file is not in UTF-8; it was read as Windows-1252 (Western European).",
                  "Check accents in names, or save the file as “CSV UTF-8”.", fatal=False)


@dataclass(frozen=True)
class Scan:
    """What one pass over the bytes finds. `start` is where the text begins, behind a byte order mark."""

    sha256: str
    encoding: str
    start: int
    size: int
    quotes: int


@dataclass(frozen=True)
class Header:
    """Names of columns, the row they stand in, and how many characters of the file end with them."""

    names: list[str]
    row: int
    end: int


def opened(content: bytes | Path) -> io.BufferedReader:
    """The bytes, to be read from their beginning."""
    return io.BufferedReader(io.BytesIO(content)) if isinstance(content, bytes) else content.open("rb")


def size_of(content: bytes | Path) -> int:
    """Bytes."""
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def table(content: bytes | Path) -> Table:
    """A CSV file as a table. Raises Invalid where it is none."""
    scan = _scanned(content)
    head = _head(content, scan)
    delimiter, header = _best_header(head)
    _check_header(header, cut_off=len(head) == header.end and scan.size > CHUNK)
    offset = scan.start + len(head[: header.end].encode(scan.encoding))
    names = tuple(name.strip() for name in header.names)
    notes = (CP1252,) if scan.encoding == "cp1252" else ()
    return Table(names, header.row, scan.sha256,
                 lambda: ahead(_Stream(content, scan, delimiter, header).blocks(offset)), notes)


def not_a_table(sentence: str = NO_TABLE) -> Invalid:
    """The refusal of a whole file."""
    return Invalid(Fault("file", sentence))


def too_many_rows() -> Invalid:
    """The refusal of a file with more rows than a return may have."""
    return not_a_table(f"This file has more than {MOST_ROWS:,} rows, the most that a return takes. "
                       "Send it as several returns, each for its own days.")


def too_many_columns(number: int) -> Invalid:
    """The refusal of a table that is too wide."""
    return not_a_table(f"This table has {counted(number, 'column')}, and the most is {MOST_COLUMNS:,}. "
                       "Delete the columns that are not needed.")


def _scanned(content: bytes | Path) -> Scan:
    """Hash, encoding and quotation marks of a file, in one pass. Raises Invalid for what is no text."""
    digest = hashlib.sha256()
    with opened(content) as file, ThreadPoolExecutor(1) as thread:
        mark = next((mark for mark in MARKS if file.peek(3).startswith(mark)), b"")
        listener = _Listener(MARKS.get(mark, "utf-8"))
        while chunk := file.read(CHUNK):
            hashed = thread.submit(digest.update, chunk)
            listener.take(chunk)
            hashed.result()
    listener.take(b"", final=True)
    if not listener.decodes and (mark or listener.undefined_in_cp1252):
        raise not_a_table()
    encoding = listener.encoding if listener.decodes else "cp1252"
    return Scan(digest.hexdigest(), encoding, len(mark), size_of(content), listener.quotes)


class _Listener:
    """Whether bytes are text in an encoding, and how many quotation marks they have."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self.decoder = codecs.getincrementaldecoder(encoding)()
        self.decodes = True
        self.quotes = 0
        self.undefined_in_cp1252 = False

    def take(self, chunk: bytes, *, final: bool = False) -> None:
        """The next bytes. Plain ASCII, of which most files are, is not decoded."""
        if self.encoding == "utf-8":
            self.quotes += chunk.count(b'"')
            if chunk.isascii() and not self.decoder.getstate()[0]:
                return
            self.undefined_in_cp1252 |= any(byte in chunk for byte in UNDEFINED_IN_CP1252)
        try:
            text = self.decoder.decode(chunk, final) if self.decodes else ""
        except UnicodeDecodeError:
            self.decodes = False
        else:
            self.quotes += text.count('"') if self.encoding != "utf-8" else 0


def _head(content: bytes | Path, scan: Scan) -> str:
    """The beginning of the file as text."""
    with opened(content) as file:
        file.seek(scan.start)
        raw = file.read(CHUNK)
    try:
        return codecs.getincrementaldecoder(scan.encoding)().decode(raw)
    except UnicodeDecodeError:
        raise not_a_table() from None


def _best_header(head: str) -> tuple[str, Header]:
    """The delimiter that makes most columns of the header, and that header."""
    found = {delimiter: header for delimiter in DELIMITERS if (header := _header(head, delimiter))}
    if not found:
        raise not_a_table()
    return max(found.items(), key=lambda each: len(each[1].names))


def _header(head: str, delimiter: str) -> Header | None:
    """The first record that is neither blank nor a line of our own about the file."""
    lines = io.StringIO(head, newline="")
    try:
        for row, record in enumerate(csv.reader(iter(lines.readline, ""), delimiter=delimiter), start=1):
            if any(cell.strip() for cell in record) and not record[0].startswith(CSV_MARK):
                return Header(record, row, lines.tell())
    except csv.Error:
        pass
    return None


def _check_header(header: Header, *, cut_off: bool) -> None:
    """Refuse what is no header: one name alone, control characters, a web page, or no end within the head."""
    if len(header.names) > MOST_COLUMNS:
        raise too_many_columns(len(header.names))
    first = header.names[0].lstrip()
    odd = any(letter < " " and letter not in "\t\r\n" for name in header.names for letter in name)
    if cut_off or odd or len(header.names) < 2 or first.startswith(("<", "{", "[", "%PDF")):
        raise not_a_table()


class _Stream:
    """The rows under a header, while they are read."""

    def __init__(self, content: bytes | Path, scan: Scan, delimiter: str, header: Header) -> None:
        self.content, self.scan, self.delimiter, self.header = content, scan, delimiter, header
        self.width = len(header.names)
        self.done = 0  # records under the header that have a place in a block
        self.odd: list[OddRow] = []  # seen, but not in a block yet
        self.odd_numbers: list[int] = []  # seen, and not before the next row

    def blocks(self, offset: int) -> Iterator[Block]:
        """Raises Invalid where the file turns out to be broken."""
        if offset >= self.scan.size:
            return
        last: tuple[str, ...] = ()
        with self._source(offset) as source:
            for batch in self._batches(source):
                numbers = self._numbers(len(batch))
                block = Block(numbers, [column_of(each) for each in batch.columns], self._odd_rows())
                last = _last_row(block) or last
                yield block
        yield Block(self._numbers(0), [], self._odd_rows())
        if self.scan.quotes % 2 and any("\n" in text or "\r" in text for text in last):
            raise self._broken()

    def _source(self, offset: int) -> Any:
        source = pa.BufferReader(self.content) if isinstance(self.content, bytes) else pa.OSFile(str(self.content))
        source.seek(offset)
        if self.scan.encoding == "utf-8":
            return source
        return pa.transcoding_input_stream(source, self.scan.encoding, "utf-8")

    def _batches(self, source: Any) -> Iterator[Any]:
        """In one thread, which alone knows the numbers of odd rows."""
        names = [str(position) for position in range(self.width)]
        text = pa.dictionary(pa.int32(), pa.string())
        try:
            yield from pyarrow.csv.open_csv(
                source,
                pyarrow.csv.ReadOptions(use_threads=False, block_size=BLOCK_SIZE, column_names=names),
                pyarrow.csv.ParseOptions(delimiter=self.delimiter, newlines_in_values=True, ignore_empty_lines=False,
                                         invalid_row_handler=self._odd_row),
                pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, text), strings_can_be_null=False))
        except (pa.ArrowInvalid, UnicodeDecodeError):
            if len(self.odd) < MOST_ODD:
                raise self._broken() from None
        finally:
            pa.default_memory_pool().release_unused()  # it would keep 100 MB, which storing needs

    def _odd_row(self, row: Any) -> str:
        odd = OddRow(self.header.row + row.number, row.actual_columns, row.text[:LONGEST_ODD], self.delimiter)
        if not self._is_blank(row.text, odd):
            self.odd.append(odd)
        self.odd_numbers.append(row.number)
        return "skip" if row.number <= MOST_ROWS and len(self.odd) < MOST_ODD else "error"

    def _is_blank(self, text: str, odd: OddRow) -> bool:
        """Whether all cells are; they are looked at one by one only where the text leaves it open."""
        inked = text.strip(f"{self.delimiter} ")
        whole = len(text) == len(odd.text)
        return not inked or (whole and inked.startswith('"') and all(is_blank(cell) for cell in odd.texts()))

    def _odd_rows(self) -> list[OddRow]:
        rows, self.odd = self.odd, []
        return rows

    def _numbers(self, length: int) -> Integers:
        """The numbers of the next rows: those that odd rows do not have. As in the file, the header's included."""
        candidates = np.arange(self.done + 1, self.done + length + len(self.odd_numbers) + 1, dtype=np.int32)
        free = np.setdiff1d(candidates, np.array(self.odd_numbers, np.int32), assume_unique=True)[:length]
        if length:
            self.done = int(free[-1])
            self.odd_numbers = [number for number in self.odd_numbers if number > self.done]
        if self.done > MOST_ROWS:
            raise too_many_rows()
        return free + np.int32(self.header.row)

    def _broken(self) -> Invalid:
        if any(number > MOST_ROWS for number in self.odd_numbers):
            return too_many_rows()
        return not_a_table(f"After row {self.header.row + self.done:,} the file cannot be read: a quotation mark is "
                           "opened and not closed, a row is longer than 2 MB, or a character is broken. "
                           "Correct it, or save the file again as CSV (UTF-8).")


def _last_row(block: Block) -> tuple[str, ...]:
    """The row with the highest number."""
    odd = max(block.odd, key=lambda row: row.number, default=None)
    if len(block.numbers) and (odd is None or odd.number < block.numbers[-1]):
        return block.row(len(block.numbers) - 1)
    return (odd.text,) if odd else ()
