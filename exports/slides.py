"""A figure as slides: native charts and tables, which people go on editing, with marking, sources and what must be
said of the figures in sight, and where it comes from in the notes and properties."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, timedelta
from itertools import islice

import pandas as pd
import pptx
from pptx.dml.color import RGBColor
from pptx.enum.text import PP_ALIGN
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Inches, Pt

from charts.drawing import broken
from charts.theme import LIGHT
from coordination.exploring import data
from coordination.exploring.explored import Explored
from coordination.exploring.views import Form
from coordination.wording import counted, day_in_words, listed_days
from exports import slide_tables
from exports.cells import holdable
from exports.custom_properties import custom_properties
from exports.figure_tables import SHEET
from exports.native_charts import FONT, IN_TOTAL, Panel, data_of, draw, not_an_area, panels, rgb
from exports.provenance import ABOUT, FigureProvenance, in_london
from exports.slide_tables import Table
from exports.tables import xlsx_file

WIDE, HIGH, MARGIN, BOTTOM = 13.333, 7.5, 0.5, 7.1  # inches
TITLE_ONLY = 5  # of the layouts in the library's template
ON_A_SLIDE = 6  # charts
INK, MUTED = rgb(LIGHT.ink), rgb(LIGHT.muted)
AREA_AS_BARS = "Drawn as stacked bars: a slide would draw an area without a figure as zero."
NO_FIGURE = "No figure is on record for this choice."
GAPS_NAMED = 6
TITLE_SIZES = ((24, 1), (20, 1), (16, 2), (12, 3))  # points, and how many lines there is room for
HIGHEST_FOOT = 1.7  # inches


def pptx_file(explored: Explored, provenance: FigureProvenance, alt: str, marks: Mapping[str, date]) -> bytes:
    """The figure as slides, as many as its charts or its table take. `alt` says in words what it shows, and `marks`
    are the campaign's dates."""
    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    if explored.view.form is Form.HEAT_MAP and not explored.frame.empty:
        drawn: Sequence[Table | list[Panel]] = slide_tables.crossed(explored)
    elif explored.view.form is Form.TABLE and not explored.frame.empty:
        drawn = slide_tables.listed(explored)
    else:
        drawn = list(_in_batches(panels(explored))) or [[]]
    for number, part in enumerate(drawn, start=1):
        slide = _slide(deck, explored, provenance, f"{number} of {len(drawn)}" if len(drawn) > 1 else "")
        lacking = slide_tables.cut(explored) if isinstance(part, Table) else _gaps(explored)
        top = _head(slide, explored, provenance, lacking)
        bottom = _foot(slide, explored, provenance, marks)
        if isinstance(part, Table):
            slide_tables.place(slide, part, Inches(MARGIN), Inches(top), Inches(WIDE - 2 * MARGIN))
        else:
            _charts(slide, explored, provenance, part, alt, top, bottom)
        _notes(slide, explored, provenance)
    _properties(deck, provenance)
    content = io.BytesIO()
    deck.save(content)
    return content.getvalue()


def _in_batches(found: list[Panel]) -> Iterator[list[Panel]]:
    left = iter(found)
    while batch := list(islice(left, ON_A_SLIDE)):
        yield batch


def _slide(deck: Presentation, explored: Explored, provenance: FigureProvenance, which: str) -> Slide:
    """A slide with its title, and its marks at the top and bottom."""
    slide: Slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    title = slide.shapes.title
    assert title is not None
    title.left, title.top, title.width, title.height = (Inches(each) for each in (MARGIN, 0.4, WIDE - 2 * MARGIN, 0.65))
    frame = title.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = 0
    frame.text = holdable(f"{explored.title} ({which})" if which else explored.title)
    size = next((size for size, most in TITLE_SIZES if len(_broken(frame.text, size, bold=True)) <= most), 10)
    for paragraph in frame.paragraphs:
        paragraph.alignment, paragraph.font.size, paragraph.font.bold = PP_ALIGN.LEFT, Pt(size), True
        paragraph.font.name, paragraph.font.color.rgb = FONT, INK
    for top in (0.08, BOTTOM + 0.05):
        _write(slide, [provenance.marks], top, 12, bold=True, alignment=PP_ALIGN.CENTER)
    return slide


def _head(slide: Slide, explored: Explored, provenance: FigureProvenance, more: Iterable[str]) -> float:
    """What the figures are of and what must be said of them. Returns where it ends, in inches."""
    top = _write(slide, [f"Letter {provenance.letter}. As at {in_london(provenance.as_at)}."], 1.05, 12, colour=MUTED)
    said = [*explored.statements, *([AREA_AS_BARS] if not_an_area(explored) else [])]
    return _write(slide, [*more], _write(slide, said, top, 12, bold=True), 10) + 0.05


def _foot(slide: Slide, explored: Explored, provenance: FigureProvenance, marks: Mapping[str, date]) -> float:
    """Definitions, sources and where to find it, from the bottom up. Returns where it begins, in inches."""
    whole = [f"{each.name} ({each.version}): {each.text} Source: {each.source}" for each in explored.meanings]
    lines = [f"Source: {provenance.source}. Data: SHA-256 {provenance.sha256}.", provenance.address]
    dates = _dates(explored, marks)
    for definitions in (whole, [*provenance.definitions, "The notes of this slide have the definitions in full."]):
        said = [*dates, *definitions, *lines]
        if _height(said, 9) <= HIGHEST_FOOT:
            break
    top = BOTTOM - _height(said, 9)
    _write(slide, said, top, 9, colour=MUTED)
    return top


def _dates(explored: Explored, marks: Mapping[str, date]) -> list[str]:
    """The days that the figure marks, which a native chart cannot, in words."""
    view = explored.view
    named = [(day, name) for name, day in marks.items() if view.dates] + [(each.day, each.text) for each in view.notes]
    told = [f"{day_in_words(day)}: {name}" for day, name in sorted(named) if view.first_day <= day <= view.last_day]
    return ["Dates: " + "; ".join(told)] if told else []


def _gaps(explored: Explored) -> Iterator[str]:
    """What thin lines mean, and where charts have no figure and why: they draw nothing there."""
    if explored.frame[["low", "high"]].notna().any(axis=None):
        yield "Thin lines run from the lower to the upper end of what a figure may be."
    lacking = explored.frame[explored.frame["value"].isna()]
    named = [f"{_named(rows, explored)} ({state})" for (state, *_), rows in
             lacking.groupby(["state", "measure", "group", "within"], sort=False)]
    if len(named) > GAPS_NAMED:
        named[GAPS_NAMED:] = [f"and {counted(len(named) - GAPS_NAMED, 'other')}, which the figure’s CSV and XLSX files "
                              "name"]
    if named:
        yield f"No figure, and not zero: {'; '.join(named)}."


def _named(rows: pd.DataFrame, explored: Explored) -> str:
    """Facebook · Wales, 11 to 17 November 2019"""
    first = rows.iloc[0]
    names = [str(first["measure"])] * (len(explored.view.measures) > 1 or not explored.view.by)
    names += [str(first[name]) for name in ("group", "within") if first[name]]
    if explored.view.grain == IN_TOTAL:
        return " · ".join(names)
    days = listed_days(start + timedelta(days) for start, end in zip(rows["first_day"], rows["last_day"], strict=True)
                       for days in range((end - start).days + 1))
    return f"{' · '.join(names)}, {days}"


def _charts(slide: Slide, explored: Explored, provenance: FigureProvenance, found: list[Panel], alt: str, top: float,
            bottom: float) -> None:
    if not found:
        _write(slide, [NO_FIGURE], top, 14)
        return
    across = 1 if len(found) == 1 else 2 if len(found) <= 4 else 3
    down = -(-len(found) // across)
    wide, high = (WIDE - 2 * MARGIN) / across, max(bottom - top, 1.5) / down
    for position, panel in enumerate(found):
        frame = slide.shapes.add_chart(
            panel.kind, Inches(MARGIN + position % across * wide), Inches(top + position // across * high),
            Inches(wide), Inches(high), data_of(panel))
        chart = frame.chart  # type: ignore[attr-defined]
        rows = replace(explored, frame=panel.rows)
        # Instead of the library's workbook, in which a name might be a formula.
        chart.part.chart_workbook.update_from_xlsx_blob(
            xlsx_file({SHEET: data.table(rows)}, provenance, chart=panel.grid()))
        draw(chart, panel)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", holdable(f"{panel.title}. {alt}" if panel.title else alt))


def _write(slide: Slide, lines: Sequence[str], top: float, size: int, *, bold: bool = False, colour: RGBColor = INK,
           alignment: PP_ALIGN = PP_ALIGN.LEFT) -> float:
    """Write paragraphs across the slide. Returns where they end, in inches."""
    high = _height(lines, size)
    if not lines:
        return top
    frame = slide.shapes.add_textbox(Inches(MARGIN), Inches(top), Inches(WIDE - 2 * MARGIN), Inches(high)).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for number, line in enumerate(lines):
        paragraph = frame.add_paragraph() if number else frame.paragraphs[0]
        run = paragraph.add_run()
        run.text, paragraph.alignment = holdable(" ".join(line.split())), alignment
        run.font.size, run.font.bold, run.font.name, run.font.color.rgb = Pt(size), bold, FONT, colour
    return top + high


def _height(lines: Sequence[str], size: int) -> float:
    """How high paragraphs stand, in inches, of which each has 72 points."""
    return sum(len(_broken(line, size)) for line in lines) * size * 1.25 / 72


def _broken(line: str, size: int, *, bold: bool = False) -> list[str]:
    """The lines of a paragraph across the slide."""
    return broken(line, (WIDE - 2 * MARGIN) * 72, size, bold)


def _notes(slide: Slide, explored: Explored, provenance: FigureProvenance) -> None:
    """Everything the file says of itself, last, where it is read back."""
    definitions = [f"{each.name} ({each.version}): {each.text} Source: {each.source}" for each in explored.meanings]
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None
    said = [*explored.statements, *definitions, ABOUT, *(f"{name}: {value}" for name, value in provenance.lines())]
    frame.text = "\n".join(holdable(" ".join(line.split())) for line in said)


def _properties(deck: Presentation, provenance: FigureProvenance) -> None:
    said = {name: holdable(value)[:255] for name, value in provenance.lines()}
    properties = deck.core_properties
    properties.title, properties.subject = said["Title"], f"Letter {said['Letter']}"
    properties.author = properties.last_modified_by = said["Made by"]
    properties.category, properties.language = holdable(provenance.marks), "en-GB"
    properties.comments = f"Audit head: {said['Audit head']}"
    properties.created = properties.modified = provenance.made_at.astimezone(UTC).replace(tzinfo=None)
    package = deck.part.package
    part = Part(PackURI("/docProps/custom.xml"), CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, package,
                custom_properties(provenance.lines()))
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
