"""What flows in a DOCX besides paragraphs and lists: tables, pictures, and a table of contents that word processors
bring up to date."""

import io
from collections.abc import Iterable, Sequence

from docx.document import Document as DocumentType
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Emu, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table as DocxTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as DocxParagraph

from exports.cells import holdable
from exports.docx import set_letters
from exports.flow import Heading, Picture, Table

TEXT_WIDTH, MOST_HEIGHT = Cm(16), Cm(20)
IN_TABLES, CONTENTS_HEADING, ENTRY = "Table Text", "TOC Heading", "toc {level}"
NARROWEST, WIDEST = 7, 32  # letters of a column, by which the columns share the width
LINE = "8A9196"


def add_styles(made: DocumentType) -> None:
    """Add the styles that tables and contents are set in."""
    table = _style(made, IN_TABLES, "Normal", 9)
    table.paragraph_format.space_before = table.paragraph_format.space_after = Pt(2)
    heading = _style(made, CONTENTS_HEADING, "Heading 2", 16)
    _add(heading.element.get_or_add_pPr(), "outlineLvl", val="9")  # not listed among what it lists
    for level, indent in ((2, 0.0), (3, 0.6)):
        entry = _style(made, ENTRY.format(level=level), "Normal", 11).paragraph_format
        entry.left_indent, entry.space_after = Cm(indent), Pt(4)
        entry.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def add_table(made: DocumentType, table: Table) -> None:
    """Add a table whose first row is said to be its headings, and stands again on every page."""
    written = made.add_table(rows=0, cols=len(table.headings))
    written.alignment = WD_TABLE_ALIGNMENT.LEFT
    _describe(written, table.alt)
    widths = _widths(table)
    for column, width in zip(written.columns, widths, strict=True):
        column.width = width
    for number, row in enumerate((table.headings, *table.rows)):
        properties = (added := written.add_row())._tr.get_or_add_trPr()
        _add(properties, "cantSplit")
        if number == 0:
            _add(properties, "tblHeader")
        for at, (cell, text) in enumerate(zip(added.cells, row, strict=True)):
            cell.width = widths[at]
            _fill(cell, text, heading=number == 0, right=at in table.right)
    after = made.add_paragraph(style=IN_TABLES)  # without it, two tables would become one
    after.paragraph_format.space_after = Pt(0)


def add_picture(made: DocumentType, picture: Picture) -> None:
    """Add a PNG as wide as the text, or as high as a page allows, with the words for whoever does not see it."""
    scale = min(TEXT_WIDTH / picture.width, MOST_HEIGHT / picture.height)
    shape = made.add_picture(io.BytesIO(picture.content), width=Emu(int(picture.width * scale)),
                             height=Emu(int(picture.height * scale)))
    shape._inline.docPr.set("descr", holdable(picture.alt))


def add_contents(made: DocumentType, title: str, headings: Sequence[Heading], pages: Iterable[int]) -> None:
    """Add a table of contents: a field that a word processor works out, filled with the headings and with the pages
    that they are about to be on."""
    made.add_paragraph(holdable(title), style=CONTENTS_HEADING)
    entry = made.add_paragraph()
    for number, (heading, page) in enumerate(zip(headings, pages, strict=True)):
        entry = entry if number == 0 else made.add_paragraph()
        entry.style = made.styles[ENTRY.format(level=heading.level)]
        if number == 0:
            _begin(entry._p, ' TOC \\o "2-3" \\h ', dirty=True)
        link = _add(entry._p, "hyperlink", anchor=_bookmark(number))
        _text(link, holdable(heading.text))
        _add(_add(link, "r"), "tab")
        _begin(link, f" PAGEREF {_bookmark(number)} \\h ")
        _text(link, str(page))
        _mark(link, "end")
    if headings:
        _mark(entry._p, "end")


def mark_heading(heading: DocxParagraph, number: int) -> None:
    """Let the contents lead to a heading, which is the `number`th that they list, from 0."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for each in (start, end):
        each.set(qn("w:id"), str(number))
    start.set(qn("w:name"), _bookmark(number))
    heading._p.insert(heading._p.index(heading.runs[0]._r) if heading.runs else len(heading._p), start)
    heading._p.append(end)


def _bookmark(number: int) -> str:
    return f"_Toc{number + 1:06}"


def _begin(within: BaseOxmlElement, code: str, *, dirty: bool = False) -> None:
    """Begin a field: its code, and then what it shows until it is worked out."""
    _mark(within, "begin", **({"dirty": "true"} if dirty else {}))
    instruction = _add(_add(within, "r"), "instrText")
    instruction.text = code
    instruction.set(qn("xml:space"), "preserve")
    _mark(within, "separate")


def _mark(within: BaseOxmlElement, kind: str, **attributes: str) -> None:
    _add(_add(within, "r"), "fldChar", fldCharType=kind, **attributes)


def _text(within: BaseOxmlElement, text: str) -> None:
    written = _add(_add(within, "r"), "t")
    written.text = text
    written.set(qn("xml:space"), "preserve")


def _add(within: BaseOxmlElement, name: str, **attributes: str) -> BaseOxmlElement:
    element: BaseOxmlElement = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    within.append(element)
    return element


def _style(made: DocumentType, name: str, base: str, size: int) -> ParagraphStyle:
    known = name in made.styles
    added = made.styles[name] if known else made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(added, ParagraphStyle)
    added.base_style = made.styles[base]
    set_letters(added, size)
    return added


def _describe(table: DocxTable, alt: str) -> None:
    """Thin lines between rows, and what the table shows in words."""
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        _add(borders, side, val="single", sz="4", space="0", color=LINE)
    properties.find(qn("w:tblLook")).addprevious(borders)  # the standard has them in this order
    _add(properties, "tblCaption", val=holdable(alt))


def _widths(table: Table) -> list[Emu]:
    """The columns' widths: they share the text's width by what stands in them."""
    longest = [max(len(row[at]) for row in (table.headings, *table.rows)) for at in range(len(table.headings))]
    shares = [min(max(each, NARROWEST), WIDEST) for each in longest]
    return [Emu(int(TEXT_WIDTH * share / sum(shares))) for share in shares]


def _fill(cell: _Cell, text: str, *, heading: bool, right: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = IN_TABLES
    paragraph.add_run(holdable(text)).bold = True if heading else None
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
