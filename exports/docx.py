"""The letter that chases one platform for what an update request asked, as DOCX."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date

import pandas as pd
from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from coordination.wording import counted, day_in_words, listed, london, moment_in_words, weekday_in_words
from exports.cells import holdable
from exports.provenance import ABOUT, Provenance

INK = RGBColor(0x0B, 0x0C, 0x0C)
SIZES = {"Normal": 12, "Heading 1": 18, "Heading 2": 15, "Heading 3": 12, "Header": 10, "Footer": 10}


@dataclass(frozen=True)
class Recipient:
    """Who the letter goes to: the person named on the envelope, their company, and its platform."""

    addressee: str
    company: str
    platform: str


@dataclass(frozen=True)
class Asked:
    """What one update request asked of the recipient, and how it was answered.

    `pairs` has coordination.requests.PAIR_COLUMNS, the rows of this request and this platform only; `quotations` the
    letter's words by commitment number; `signed_on` is the day of the letter; `answer_at` the address of the page where
    the platform answers.
    """

    signed_on: date
    asked_on: date
    due_on: date
    asked_by: str
    department: str
    message: str
    answer_at: str
    pairs: pd.DataFrame
    quotations: dict[int, str]

    @property
    def received(self) -> pd.DataFrame:
        return self.pairs[self.pairs["answered_at"].notna()]

    @property
    def missing(self) -> pd.DataFrame:
        return self.pairs[self.pairs["answered_at"].isna()]


def chasing_letter(to: Recipient, asked: Asked, provenance: Provenance) -> bytes:
    """The letter to one platform, dated with the London day of `provenance.as_at`, as what was known then.

    It quotes what was asked, says by when, what came and what did not, and what to do now. Marking and EXERCISE stand
    at the top and bottom of every page; the document's properties and its last section say where it comes from.
    """
    document = Document()
    _style(document)
    _page(document, provenance)
    _properties(document, provenance)
    today = london(provenance.as_at).date()
    _opening(document, to, asked, provenance, today)
    _what_was_asked(document, asked)
    _what_came(document, asked)
    _what_now(document, asked, today)
    _closing(document, asked, provenance)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _opening(document: DocumentType, to: Recipient, asked: Asked, provenance: Provenance, today: date) -> None:
    _add(document, to.addressee, to.company)
    _add(document, f"Our reference: {provenance.letter}", f"Date: {day_in_words(today)}")
    _add(document, f"Dear {to.addressee},")
    document.add_heading(holdable(provenance.title), level=1)
    numbers = [str(number) for number in asked.pairs["commitment"]]
    _add(document, f"On {day_in_words(asked.signed_on)} ministers wrote to {to.company} (our reference "
                   f"{provenance.letter}). On {day_in_words(asked.asked_on)} we asked for an update on "
                   f"{'commitment' if len(numbers) == 1 else 'commitments'} {listed(numbers)} of that letter for "
                   f"{to.platform}, by {weekday_in_words(asked.due_on)}.")
    if asked.message:
        _add(document, "We wrote:")
        for paragraph in filter(None, map(str.strip, asked.message.splitlines())):
            _add(document, paragraph, style="Quote")


def _what_was_asked(document: DocumentType, asked: Asked) -> None:
    document.add_heading("What we asked about", level=2)
    for number, title in zip(asked.pairs["commitment"], asked.pairs["title"], strict=True):
        document.add_heading(holdable(f"Commitment {number}: {title}"), level=3)
        _add(document, "The letter says:")
        _add(document, f"“{asked.quotations[int(number)]}”", style="Quote")


def _what_came(document: DocumentType, asked: Asked) -> None:
    document.add_heading("What we have received", level=2)
    received = asked.received
    _list(document, (f"Commitment {number}: an update on {moment_in_words(at)}, London time" for number, at in
                     zip(received["commitment"], received["answered_at"], strict=True)), "Nothing yet.")
    document.add_heading("What we have not received", level=2)
    missing = asked.missing
    _list(document, (f"Commitment {number}: {title}" for number, title in
                     zip(missing["commitment"], missing["title"], strict=True)), "Nothing is missing.")


def _what_now(document: DocumentType, asked: Asked, today: date) -> None:
    document.add_heading("What we ask of you now", level=2)
    count = len(asked.missing)
    if not count:
        _add(document, "Nothing more. Thank you for your answer.")
        return
    missing = f"{counted(count, 'update')} {'is' if count == 1 else 'are'} missing"
    day, it = weekday_in_words(asked.due_on), "it" if count == 1 else "them"
    if today > asked.due_on:
        _add(document, f"{missing}, and {'was' if count == 1 else 'were'} due on {day}. Please send {it} now, and "
                       "give the reason for the delay.")
    else:
        _add(document, f"{missing}. Please send {it} by {day}.")
    _add(document, f"You can send updates, and evidence with them, in Parley: {asked.answer_at}")


def _closing(document: DocumentType, asked: Asked, provenance: Provenance) -> None:
    _add(document, "Yours sincerely,").paragraph_format.keep_with_next = True
    _add(document, asked.asked_by, asked.department)
    document.add_heading(ABOUT, level=2).paragraph_format.page_break_before = True
    for name, value in provenance.lines():
        _add(document, f"{name}: {value}", style="List Bullet")


def _add(document: DocumentType, *lines: str, style: str = "Normal") -> Paragraph:
    """One paragraph, its lines broken without starting a new one."""
    return document.add_paragraph(holdable("\n".join(lines)), style=style)


def _list(document: DocumentType, items: Iterable[str], otherwise: str) -> None:
    """A bulleted list, or a sentence where there is nothing to list."""
    written = [_add(document, item, style="List Bullet") for item in items]
    if not written:
        _add(document, otherwise)


def _style(document: DocumentType) -> None:
    """Arial, black on white, in British English, with space between paragraphs rather than empty ones."""
    for name, size in SIZES.items():
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        set_letters(style, size)
        if name not in {"Header", "Footer"}:
            style.paragraph_format.space_before = Pt(0 if name == "Normal" else 12)
            style.paragraph_format.space_after = Pt(8)
            style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    language = document.styles.element.find(f".//{qn('w:lang')}")
    language.set(qn("w:val"), "en-GB")


def set_letters(style: ParagraphStyle, size: int) -> None:
    """Set font, size and colour; the template's theme fonts would otherwise win over the name."""
    style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(size), INK
    fonts = style.element.rPr.rFonts
    for attribute in [name for name in fonts.attrib if "heme" in name]:
        del fonts.attrib[attribute]


def _page(document: DocumentType, provenance: Provenance) -> None:
    """A4, the marking at the top and bottom of every page, and the page's number."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    for part in (section.header, section.footer):
        paragraph = part.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(holdable(provenance.marks)).bold = True
    numbers = section.footer.add_paragraph("Page ")
    numbers.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_field(numbers, "PAGE")
    numbers.add_run(" of ")
    add_field(numbers, "NUMPAGES")


def add_field(paragraph: Paragraph, code: str) -> None:
    """A number that the word processor works out."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _properties(document: DocumentType, provenance: Provenance) -> None:
    """What search, records systems and screen readers read. Each holds at most 255 characters."""
    said = {name: holdable(value)[:200] for name, value in provenance.lines()}
    properties = document.core_properties
    properties.title, properties.subject = said["Title"], f"Letter {said['Letter']}"
    properties.author, properties.category = said["Made by"], holdable(provenance.marks)[:255]
    properties.keywords, properties.language = f"As at {said['As at']}", "en-GB"
    properties.comments = f"Audit head: {said['Audit head']}"[:255]
    properties.created = properties.modified = provenance.made_at.astimezone(UTC).replace(tzinfo=None)
    properties.last_modified_by = said["Made by"]
