"""A briefing as a document to send on: DOCX, and tagged PDF."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

from charts.drawing import Caption
from charts.exploring import alt
from charts.exploring import figure as draw
from coordination.briefings.assembled import Assembled, Figured, Headed, Overviewed, Piece, Quoted, Said, Scored
from coordination.wording import SOURCE, day_in_words, moment_in_words
from exports import briefing_tables, pictures, xmp
from exports.flow import Contents, Document, Heading, Listed, Look, Paragraph, Part, Picture, Run
from exports.flow_docx import docx_file
from exports.markdown import flowing
from exports.pdf import CannotBeSet, pages_of, pdf_file
from exports.pictures import NoPictures
from exports.provenance import ABOUT, BriefingProvenance

WIDTH = 720  # pixels that a picture is drawn in: its letters are then 8 points high or more on paper
ROOM = 660  # pixels of it that lines of text may take
SHARP = 2  # pixels of a PNG for each of them
LANGUAGE = "en-GB"
Drawn = Sequence[Picture | None]


@dataclass(frozen=True)
class _Figures:
    """The pictures of a briefing's figures in order, None for each that is not drawn; and why none is, if so."""

    pictures: Drawn
    why_none: str = ""


def pdf(assembled: Assembled, provenance: BriefingProvenance) -> bytes:
    """The briefing as PDF/UA-1, with its provenance as metadata too. Figures are drawn as they are on screen; where the
    machine cannot draw, or has no letters for one, as a picture of points or as tables."""
    figures = _drawn(assembled, provenance, "svg")
    try:
        made = pdf_file(_document(assembled, provenance, figures))
    except CannotBeSet:
        made = pdf_file(_document(assembled, provenance, _drawn(assembled, provenance, "png")))
    return xmp.into_pdf(made, provenance.lines(), provenance.made_at)


def docx(assembled: Assembled, provenance: BriefingProvenance) -> bytes:
    """The briefing as DOCX, with its provenance as properties too."""
    document = _document(assembled, provenance, _drawn(assembled, provenance, "png"))
    return docx_file(document, pages_of(document), provenance.lines())


def _drawn(assembled: Assembled, provenance: BriefingProvenance, kind: pictures.Kind) -> _Figures:
    """The figures' pictures. Chromium draws some while the next are laid out here."""
    try:
        with ThreadPoolExecutor(pictures.TABS) as chromium:
            laid_out = [_asked_for(chromium, piece, assembled, provenance, kind) if piece.drawn else None
                        for piece in assembled.figures]
            return _Figures([each and each() for each in laid_out])
    except NoPictures as why_none:
        return _Figures([None] * len(assembled.figures), str(why_none))


def _asked_for(chromium: Executor, piece: Figured, assembled: Assembled, provenance: BriefingProvenance,
               kind: pictures.Kind) -> Callable[[], Picture]:
    """Lay a figure out, and have it drawn; its picture is there when it is called for."""
    sheet = draw(piece.explored, _caption(piece, assembled, provenance), marks=assembled.dates, room=ROOM)
    drawing = chromium.submit(pictures.picture, sheet, kind, width=WIDTH, scale=SHARP if kind == "png" else 1)
    return lambda: Picture(drawing.result(), kind, WIDTH, int(sheet.layout.height), alt(piece.explored))


def _caption(piece: Figured, assembled: Assembled, provenance: BriefingProvenance) -> Caption:
    return Caption(title=piece.explored.title, letter=assembled.reference, source=SOURCE, as_at=assembled.as_at,
                   marking=piece.explored.marking, exercise=provenance.exercise, audit_head=provenance.audit_head,
                   sha256=piece.explored.sha256, address=piece.address)


def _document(assembled: Assembled, provenance: BriefingProvenance, figures: _Figures) -> Document:
    return Document(
        title=assembled.name, lang=LANGUAGE, author=provenance.made_by,
        subject=f"{assembled.subject}, letter {assembled.reference}", marks=provenance.marks,
        page="Page {page} of {pages}", made_at=provenance.made_at,
        parts=(*_opening(assembled, figures.why_none), *_flow(assembled, figures), *_closing(assembled, provenance)))


def _opening(assembled: Assembled, why_no_pictures: str) -> Iterator[Part]:
    if assembled.subject != assembled.name:
        yield _said(assembled.subject, look=Look.STRONG)
    yield _said(f"Letter {assembled.reference} of {day_in_words(assembled.signed_on)}, “{assembled.title}”.\nAs at "
                f"{moment_in_words(assembled.as_at)}, London time.", look=Look.QUIET)
    if why_no_pictures:
        yield _said(f"Figures are shown as tables. {why_no_pictures}", look=Look.QUIET)
    yield Contents("Contents")


def _flow(assembled: Assembled, figures: _Figures) -> Iterator[Part]:
    drawn, number = iter(figures.pictures), 0
    for piece, after in pairwise((*assembled.pieces, None)):
        if isinstance(piece, Figured):
            number += 1
            yield from _figure(piece, number, next(drawn))
        elif piece is not None:
            yield from _piece(piece)
        if isinstance(piece, Quoted) and not isinstance(after, Quoted):
            yield _said(f"Source: {assembled.source}, reference {assembled.reference}, word for word.", look=Look.SMALL)


def _piece(piece: Piece) -> Iterator[Part]:
    if isinstance(piece, Headed):
        yield Heading(2, piece.text)
    elif isinstance(piece, Said):
        yield from flowing(piece.blocks)
    elif isinstance(piece, Overviewed):
        yield briefing_tables.overview(piece.cells)
    elif isinstance(piece, Quoted):
        yield Heading(3, f"Commitment {piece.number}: {piece.title}")
        yield _said(f"“{piece.quotation}”", look=Look.QUOTE)
    elif isinstance(piece, Scored):
        yield _said(f"{piece.platform}, a service of {piece.company}.")
        yield briefing_tables.standing(piece)
        yield Heading(3, "Criterion by criterion")
        yield briefing_tables.criteria(piece)


def _figure(piece: Figured, number: int, picture: Picture | None) -> Iterator[Part]:
    """A figure under its title: as a picture, as a table, or both; what must be said of it; and where it comes from."""
    explored = piece.explored
    yield Heading(3, f"Figure {number}. {explored.title}")
    if picture:
        yield picture
    else:
        yield from (_said(sentence) for sentence in explored.statements)
    if piece.tabled or not picture:
        table, left_out = briefing_tables.figure(explored)
        yield table
        if left_out:
            yield _said(left_out, look=Look.QUIET)
    yield Paragraph((Run(f"Figure {number} is {explored.marking}. Explore it at "),
                     Run(piece.address, link=piece.address), Run(f"\nSHA-256 of its data: {explored.sha256}")),
                    look=Look.SMALL)


def _closing(assembled: Assembled, provenance: BriefingProvenance) -> Iterator[Part]:
    """What was measured, and all that the document says of itself, as exports.provenance reads it back."""
    meanings = {each.key: each for piece in assembled.figures for each in piece.explored.meanings}
    if meanings:
        yield Heading(2, "What the figures measure")
        yield Listed(False, tuple(
            (Paragraph((Run(each.name, strong=True), Run(f" ({each.version}). {each.text} Source: {each.source}."))),)
            for each in meanings.values()))
    yield Heading(2, ABOUT)
    for name, value in provenance.lines():
        yield _said(f"{name}: {value}", look=Look.SMALL)


def _said(text: str, *, look: Look = Look.PLAIN) -> Paragraph:
    return Paragraph((Run(text),), look=look)
