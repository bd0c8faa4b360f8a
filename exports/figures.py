"""A figure as a file of any kind. The same data is in all of them, and where it comes from."""

import io
import json
import zipfile
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from charts.drawing import Caption
from charts.exploring import alt, figure
from coordination.exploring import data
from coordination.exploring.explored import Explored
from exports import figure_pdf, pictures, xmp
from exports.figure_page import html_file
from exports.figure_tables import SHEET
from exports.pdf import CannotBeSet
from exports.pictures import Figure
from exports.provenance import FIGURE_ABOUT, FIGURE_TABLE, FigureProvenance
from exports.slides import pptx_file
from exports.tables import rows_as_csv, xlsx_file

PICTURES: Mapping[str, Callable[..., bytes]] = {"svg": xmp.into_svg, "png": xmp.into_png, "pdf": xmp.into_pdf}
PARTS: Mapping[str, Callable[..., bytes]] = {"svg": xmp.svg_part, "png": xmp.png_part}
KINDS = (*PICTURES, "html", "csv", "xlsx", "pptx")
ROOM = 1040  # pixels for text in a picture, of its 1,200


def file(kind: str, explored: Explored, provenance: FigureProvenance, *, marks: Mapping[str, date],
         scale: int = 1) -> bytes:
    """The figure as one of KINDS; a CSV is a ZIP archive of the table and of what it says of itself. `marks` are the
    campaign's dates; a PNG has `scale` times as many pixels. Raises NoPictures for PICTURES where none can be made."""
    def drawn(**how: Any) -> Figure:
        made: Figure = figure(explored, caption(provenance), marks=marks, **how)
        return made

    if kind == "csv":
        return _archive(explored, provenance)
    if kind == "xlsx":
        return xlsx_file({SHEET: data.table(explored)}, provenance)
    if kind == "pptx":
        return pptx_file(explored, provenance, alt(explored), marks)
    if kind == "html":
        drawings = {f"{width}{theme}": drawn(dark=theme == "dark", **room) for theme in ("light", "dark")
                    for width, room in (("", {}), ("wide-", {"room": ROOM}))}
        return html_file(explored, provenance, drawings, alt(explored))
    one = drawn(room=ROOM)
    picture = _page(one, provenance, alt(explored)) if kind == "pdf" else pictures.picture(
        one, kind, scale=scale)  # type: ignore[arg-type]
    return PICTURES[kind](picture, provenance.lines(), provenance.made_at)


def for_a_browser(kind: str, explored: Explored, provenance: FigureProvenance, *, marks: Mapping[str, date],
                  scale: int = 1) -> dict[str, object]:
    """What a visitor's own browser needs to make a picture, one of PARTS: the same figure, and the part of the file
    that says where it comes from."""
    drawn = figure(explored, caption(provenance), marks=marks, room=ROOM)
    part = PARTS[kind](provenance.lines(), provenance.made_at)
    return {"figure": json.loads(drawn.to_json()), "kind": kind, "width": pictures.WIDTH, "scale": scale,
            "part": b64encode(part).decode()}


def definitions(explored: Explored) -> tuple[str, ...]:
    """What is measured, each with the version of its definition and who defined it, for FigureProvenance."""
    return tuple(f"{each.name} ({each.version}), defined by {each.source}" for each in explored.meanings)


def caption(provenance: FigureProvenance) -> Caption:
    """What a figure says of itself in the drawing."""
    return Caption(title=provenance.title, letter=provenance.letter, source=provenance.source, as_at=provenance.as_at,
                   marking=provenance.marking, exercise=provenance.exercise, audit_head=provenance.audit_head,
                   sha256=provenance.sha256, address=provenance.address)


def _page(one: Figure, provenance: FigureProvenance, words: str) -> bytes:
    """A page of PDF; a browser's own, which is not tagged, where the drawing has a character that we cannot set."""
    height = int(one.to_dict()["layout"]["height"])
    try:
        return figure_pdf.page(pictures.picture(one, "svg"), provenance, words, pictures.WIDTH, height)
    except CannotBeSet:
        return pictures.picture(one, "pdf")


def _archive(explored: Explored, provenance: FigureProvenance) -> bytes:
    content, moment = io.BytesIO(), provenance.made_at.timetuple()[:6]
    about = rows_as_csv(("What", "Says"), provenance.lines()).encode("utf-8-sig")
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in ((FIGURE_TABLE, data.csv_bytes(explored)), (FIGURE_ABOUT, about)):
            archive.writestr(zipfile.ZipInfo(name, moment), part, zipfile.ZIP_DEFLATED)
    return content.getvalue()
