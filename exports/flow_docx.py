"""A flowing document as DOCX: real headings, lists and links, which word processors and screen readers find."""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC

import docx
from docx.document import Document as DocumentType
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as DocxPart
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as DocxParagraph
from docx.text.run import Run as DocxRun

from exports.cells import holdable
from exports.custom_properties import custom_properties
from exports.docx import add_field, set_letters
from exports.flow import (
    Contents,
    Document,
    Heading,
    Listed,
    Look,
    Paragraph,
    Part,
    Picture,
    Run,
    Table,
    by_link,
    listed,
)
from exports.flow_docx_parts import add_contents, add_picture, add_styles, add_table, mark_heading

SIZES = {"Normal": 12, "Heading 1": 20, "Heading 2": 16, "Heading 3": 13, "Quote": 12, "Header": 10, "Footer": 10}
LINK, LINK_COLOUR = "Hyperlink", RGBColor(0x1D, 0x5A, 0x9C)
MUTED = RGBColor(0x50, 0x5A, 0x5F)
DEEPEST = 3  # of list styles
SMALL = Pt(9)


def docx_file(document: Document, pages: Sequence[int] = (), about: Iterable[tuple[str, str]] = ()) -> bytes:
    """The document as DOCX: its language, title and properties, and its marks and page numbers on every page. `pages`
    are those of the headings that its contents list, until a word processor has worked them out; `about`, name and
    value, properties of its own."""
    made = docx.Document()
    _style(made, document.lang)
    _page(made, document)
    _properties(made, document)
    if about:
        package = made.part.package
        own = DocxPart(PackURI("/docProps/custom.xml"), CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, custom_properties(about),
                       package)
        package.relate_to(own, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
    made.add_heading(holdable(document.title), level=1)
    headings = listed(document.parts)
    for part in document.parts:
        if isinstance(part, Contents):
            add_contents(made, part.title, headings, pages)
        else:
            _part(made, part, headings)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def _part(made: DocumentType, part: Part, headings: Sequence[Heading]) -> None:
    if isinstance(part, Heading):
        written = made.add_heading(holdable(part.text), level=part.level)
        for number, each in enumerate(headings):
            if each is part:
                mark_heading(written, number)
    elif isinstance(part, Table):
        add_table(made, part)
    elif isinstance(part, Picture):
        add_picture(made, part)
    elif isinstance(part, Paragraph | Listed):
        _blocks(made, (part,), "Normal", part.lang, 0)


def _blocks(made: DocumentType, blocks: Iterable[Paragraph | Listed], style: str, lang: str, depth: int) -> None:
    for block in blocks:
        if isinstance(block, Listed):
            _list(made, block, block.lang or lang, depth + 1)
        else:
            written = made.add_paragraph(style="Quote" if block.look is Look.QUOTE else style)
            for link, runs in by_link(block.runs):
                some = [_run(written, run, run.lang or block.lang or lang, block.look) for run in runs]
                if link:
                    _link(written, some, link)


def _list(made: DocumentType, block: Listed, lang: str, depth: int) -> None:
    """A list in the style of its depth; an ordered one counts from 1 again. What follows in an item is indented."""
    level = f" {min(depth, DEEPEST)}" if depth > 1 else ""
    number = _counted_anew(made, f"List Number{level}") if block.ordered else None
    for item in block.items:
        before = len(made.paragraphs)
        _blocks(made, item[:1], f"List {'Number' if block.ordered else 'Bullet'}{level}", lang, depth)
        if number is not None and len(made.paragraphs) > before:
            _set_number(made.paragraphs[before], number)
        _blocks(made, item[1:], f"List Continue{level}", lang, depth)


def _run(paragraph: DocxParagraph, run: Run, lang: str, look: Look) -> DocxRun:
    written = paragraph.add_run(holdable(run.text))
    written.bold = True if run.strong or look in {Look.MARK, Look.STRONG} else None
    written.italic = True if run.emphasis else None
    if look in {Look.QUIET, Look.SMALL}:
        written.font.color.rgb = MUTED
    if look is Look.SMALL:
        written.font.size = SMALL
    if lang:
        _set_language(written, lang)
    return written


def _set_language(run: DocxRun, lang: str) -> None:
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), lang)
    run._r.get_or_add_rPr().append(element)


def _link(paragraph: DocxParagraph, runs: Iterable[DocxRun], to: str) -> None:
    """Make the last runs a link: they move into an element that names the address as an external one."""
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), paragraph.part.relate_to(to, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    for run in runs:
        run.style = LINK
        element.append(run._r)
    paragraph._p.append(element)


def _counted_anew(made: DocumentType, style: str) -> int:
    """A new numbering like that of a list style, which begins at 1. Returns its number."""
    numbering = made.part.numbering_part.element
    used = made.styles[style].element.pPr.numPr.numId.val
    source = numbering.num_having_numId(used)
    number = numbering.add_num(source.abstractNumId.val)
    number.add_lvlOverride(0).add_startOverride(1)
    return int(number.numId)


def _set_number(paragraph: DocxParagraph, number: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number


def _style(made: DocumentType, lang: str) -> None:
    """Arial, black on white, with space between paragraphs rather than empty ones."""
    for name, size in SIZES.items():
        style = made.styles[name]
        assert isinstance(style, ParagraphStyle)
        set_letters(style, size)
        if name not in {"Header", "Footer"}:
            style.paragraph_format.space_before = Pt(0 if name == "Normal" else 14)
            style.paragraph_format.space_after = Pt(6)
    add_styles(made)
    link = made.styles.add_style(LINK, WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = LINK_COLOUR, True
    made.styles.element.find(f".//{qn('w:lang')}").set(qn("w:val"), lang)


def _page(made: DocumentType, document: Document) -> None:
    """A4, what marks it at the top and bottom of every page, and the page's number."""
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    for part in (section.header, section.footer) if document.marks else ():
        part.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        part.paragraphs[0].add_run(holdable(document.marks)).bold = True
    numbers = section.footer.add_paragraph()
    numbers.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, _, rest = document.page.partition("{page}")
    between, _, after = rest.partition("{pages}")
    numbers.add_run(before)
    add_field(numbers, "PAGE")
    numbers.add_run(between)
    add_field(numbers, "NUMPAGES")
    numbers.add_run(after)


def _properties(made: DocumentType, document: Document) -> None:
    """What search, records systems and screen readers read. Each holds at most 255 characters."""
    properties = made.core_properties
    properties.title, properties.subject = holdable(document.title)[:255], holdable(document.subject)[:255]
    properties.author = properties.last_modified_by = holdable(document.author)[:255]
    properties.category, properties.language, properties.comments = holdable(document.marks)[:255], document.lang, ""
    properties.created = properties.modified = document.made_at.astimezone(UTC).replace(tzinfo=None)
