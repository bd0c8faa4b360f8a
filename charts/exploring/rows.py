"""A table as a picture: the figures in words, as many as a page takes. The files have all of them."""

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

from charts import over_time
from charts.drawing import broken, height
from charts.exploring import events
from charts.exploring.drawing import Drawing, Drawn
from charts.exploring.strands import Strand
from charts.gaps import days
from charts.theme import base
from charts.values import value_words

MOST_ROWS = 40
DAYS = 0.46  # of the width, for what the figure is of
SIZE, GAP = 12, 6


def table(drawing: Drawing) -> Drawn:
    """A line for each figure, under the name of its group where there are several of a group."""
    sheet, written = drawing.sheet, 0
    events.listed(sheet, drawing.explored.view)
    whole = len(drawing.explored.frame)
    if whole > MOST_ROWS:
        sheet.write(f"The first {MOST_ROWS} of {whole:,} figures. The table beside this picture and the files have all "
                    "of them.", bold=True, after=8)
    found: list[tuple[int, str, float, float]] = []
    for strand in drawing.strands:
        rows = strand.rows.head(MOST_ROWS - written)
        if rows.empty:
            break
        if len(strand.rows) > 1:
            sheet.write(strand.name, bold=True, after=4)
        for at, row in zip(rows.index, rows.to_dict("records"), strict=True):
            top = sheet.y
            _line(drawing, strand, row)
            found.append((int(at), over_time.says(strand.name, row, drawing.units), top, sheet.y))
        written += len(rows)
        sheet.y += 8
    return [_pointed_at(found)], {}


def _line(drawing: Drawing, strand: Strand, row: Mapping[Any, Any]) -> None:
    """What a figure is of, the figure beside it, and a line beneath."""
    sheet = drawing.sheet
    of = days(row["first_day"], row["last_day"]) if len(strand.rows) > 1 else strand.name
    left = broken(of, sheet.room * DAYS - 8, SIZE)
    right = broken(value_words(row, drawing.units), sheet.room * (1 - DAYS), SIZE)
    sheet.y += GAP / 2
    sheet.label(left, x=0, y=sheet.y, ink=drawing.muted)
    sheet.label(right, x=DAYS, y=sheet.y)
    sheet.y += height(max(left, right, key=len), SIZE) + GAP / 2
    sheet.box(0, 1, sheet.y - 0.5, sheet.y, fill=base(drawing.dark).line)


def _pointed_at(found: list[tuple[int, str, float, float]]) -> go.Bar:
    """The lines as a trace that is there only to be pointed at and selected."""
    return go.Bar(orientation="h", base=[0.0] * len(found), x=[1.0] * len(found),
                  y=[(top + bottom) / 2 for _, _, top, bottom in found],
                  width=[bottom - top for _, _, top, bottom in found], customdata=[at for at, _, _, _ in found],
                  hoverinfo="text", hovertext=[says for _, says, _, _ in found],
                  marker={"color": "rgba(0,0,0,0)", "line": {"width": 0}})
