"""How bars and areas of several strands are told apart: by how they are filled first, and by colour last."""

from collections.abc import Sequence

import plotly.graph_objects as go

from charts.drawing import INDENT, broken, height
from charts.exploring.drawing import Drawing, Trace
from charts.gaps import MILLISECONDS_A_DAY, SAMPLE, STRIP
from charts.over_time import Span
from charts.theme import SERIES, base

# plotly's names for how bars are filled. Hatched and crossed are what gaps are.
SHAPES = ("", "\\", ".", "-", "|")
MOST = len(SHAPES) * len(SERIES)
SWATCH = STRIP + 4  # pixels high


def look(position: int, dark: bool) -> tuple[str, str]:
    """The shape and the colour of the strand at a position: for a while both are new, and never both are old."""
    turn = position // len(SERIES)
    return SHAPES[(position + turn) % len(SHAPES)], SERIES[position % len(SERIES)].colour(dark)


def marker(position: int, dark: bool, *, edge: float = 1) -> dict[str, object]:
    """The marker of a strand's bars, with an edge of so many pixels."""
    shape, colour = look(position, dark)
    paper = base(dark).paper
    return {"color": colour, "line": {"width": edge, "color": paper},
            "pattern": {"shape": shape, "size": 6, "solidity": 0.3, "fgcolor": paper, "fillmode": "overlay"}}


def name(drawing: Drawing, names: Sequence[str], over: Span | None) -> list[Trace]:
    """Which fill is whose. Returns the samples, on an axis of days or, where there is none, of shares."""
    sheet, traces = drawing.sheet, []
    wide = sheet.indent * SAMPLE
    start: object = over.left.isoformat() if over else 0.0
    length = wide * over.days * MILLISECONDS_A_DAY if over else wide
    for position, each in enumerate(names):
        traces.append(go.Bar(orientation="h", base=[start], x=[length], y=[sheet.y + 8], width=[SWATCH],
                             marker=marker(position, drawing.dark), hoverinfo="skip"))
        lines = broken(each, sheet.room - INDENT - 4, 12, bold=True)
        sheet.label(lines, x=sheet.indent, y=sheet.y, bold=True)
        sheet.y += height(lines, 12) + 3
    sheet.y += 4
    return traces

