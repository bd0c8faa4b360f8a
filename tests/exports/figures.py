"""Figures as files, and their cells read back with programs that are not Parley's."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime

import openpyxl
import pptx
from lxml import html
from pptx.chart.chart import Chart

from coordination.exploring.explored import Explored
from coordination.wording import marked
from exports import figures
from exports.provenance import FigureProvenance
from tests.exports.facts import HEAD

MARKS = {"Letter": date(2019, 11, 5), "Nominations close": date(2019, 11, 14), "Polling day": date(2019, 12, 12)}
Cell = str | float | None
Rows = list[list[Cell]]


def provenance(explored: Explored, **changes: object) -> FigureProvenance:
    given: dict[str, object] = {
        "title": explored.title, "letter": "MCO/00433", "source": "Parley", "as_at": explored.as_at,
        "made_at": datetime(2019, 12, 2, 9, 15, tzinfo=UTC), "made_by": "Analyst", "marking": explored.marking,
        "exercise": True, "address": "http://parley.test/explore?letter=MCO%2F00433", "audit_head": HEAD,
        "application_version": "1.0.0", "definitions": figures.definitions(explored), "sha256": explored.sha256,
        **changes}
    return FigureProvenance(**given)  # type: ignore[arg-type]


def made(kind: str, explored: Explored, **changes: object) -> bytes:
    """The figure as a file."""
    return figures.file(kind, explored, provenance(explored, **changes), marks=MARKS)


def cell(value: object) -> Cell:
    """A value, whichever file it was read from: numbers as floats, days as 2019-12-02, truths as yes and no, and
    nothing as None."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return None if value != value else float(value)
    if isinstance(value, date):
        return value.isoformat()[:10]
    text = str(value or "")
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?(e[-+]?\d+)?", text) else text or None


def of_figure(explored: Explored) -> Rows:
    """The figure's own cells, from its frame as it was explored."""
    bounds = ["low", "high"] if explored.frame[["low", "high"]].notna().any(axis=None) else []
    names = ["measure", *["group", "within"][:len(explored.view.by)], "first_day", "last_day", "state", "value",
             *bounds, "parts_missing", "days_missing", "restated"]
    return [[cell(row[name]) for name in names] for row in explored.frame.to_dict("records")]


def of_csv(content: bytes) -> Rows:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        table = archive.read("figure.csv").decode("utf-8")
    return [[cell(each) for each in row] for row in list(csv.reader(io.StringIO(table, newline="")))[1:]]


def of_xlsx(content: bytes, sheet: str = "Figure") -> Rows:
    rows = openpyxl.load_workbook(io.BytesIO(content))[sheet].iter_rows(min_row=2, values_only=True)
    return [[cell(each) for each in row] for row in rows]


def of_html(content: bytes) -> Rows:
    held = json.loads(html.document_fromstring(content.decode()).get_element_by_id("parley-file").text or "")
    return [[cell(each) for each in row] for row in held["rows"]]


def charts(content: bytes) -> list[Chart]:
    """The native charts of a presentation."""
    slides = pptx.Presentation(io.BytesIO(content)).slides
    return [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]


def tables(content: bytes) -> list[list[list[str]]]:
    """The native tables of a presentation."""
    slides = pptx.Presentation(io.BytesIO(content)).slides
    return [[[each.text for each in row.cells] for row in shape.table.rows]
            for slide in slides for shape in slide.shapes if shape.has_table]


def drawn(chart: Chart) -> Mapping[tuple[str, str], float | None]:
    """What a chart's XML draws, by series and category."""
    plot = chart.plots[0]
    return {(series.name, category): value for series in plot.series
            for category, value in zip(plot.categories, series.values, strict=True)}


def workbook(chart: Chart) -> bytes:
    """The workbook that opens when a person edits the chart's data."""
    return chart.part.chart_workbook.xlsx_part.blob


def texts(content: bytes) -> str:
    """All words on slides."""
    slides = pptx.Presentation(io.BytesIO(content)).slides
    return "\n".join(shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)


def marks_of(explored: Explored) -> str:
    return marked(explored.marking, exercise=True)
