"""Bars: in total a track for each strand, over time one beside the other."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from charts import over_time, totals
from charts.drawing import width
from charts.exploring import events, fills
from charts.exploring.days import Way, over_days
from charts.exploring.drawing import Drawing, Drawn, Trace
from charts.exploring.strands import Panel, Strand, panels
from charts.gaps import MILLISECONDS_A_DAY, STATE_BOXES
from charts.over_time import Span, top_of
from charts.theme import base, plain
from charts.values import AT_LEAST, amount, at_least, has_ends
from data_model.words import CountState

MOST_SIDE_BY_SIDE = 40
FULL = 0.86  # of a bucket, that its bars take
SIZE = 10
Row = Mapping[Any, Any]


def bars(drawing: Drawing) -> Drawn:
    """A bar for each figure."""
    if drawing.in_total:
        return in_total(drawing)
    many = len(drawing.explored.frame) > MOST_SIDE_BY_SIDE
    return over_days(drawing, panels(drawing.with_figures(), apart=many), Way(_side_by_side, fills.name, _top))


def in_total(drawing: Drawing) -> Drawn:
    """A track for each strand, of the whole period, all of a unit on one scale."""
    sheet = drawing.sheet
    traces = []
    events.listed(sheet, drawing.explored.view)
    for panel in panels(drawing.strands, apart=True):
        unit = panel.strands[0].unit
        highest = max(top_of(each.rows) for each in drawing.strands if each.unit == unit) / over_time.HEADROOM
        drawing.heading(panel.title if len(panel.strands) > 1 else "", "")
        found = [totals.track(sheet, each.name or panel.title, row, at, drawing.units)
                 for each in panel.strands for at, row in zip(each.rows.index, each.rows.to_dict("records"),
                                                              strict=True)]
        traces.append(totals.drawn(found, highest, drawing.units, drawing.dark))
    if any(map(has_ends, drawing.explored.frame.to_dict("records"))):
        sheet.meaning("I", over_time.ENDS_MEAN)
    return traces, {}


def zeros(strand: Strand, panel: Panel, drawing: Drawing, axis: str,
          places: Sequence[tuple[str, float]]) -> list[Trace]:
    """The zeros of a strand, which have no height: open circles, each at its place (a moment and a value)."""
    records = strand.rows.to_dict("records")
    found = [at for at, row in enumerate(records) if row["state"] == CountState.ZERO]
    return [] if not found else [go.Scatter(
        mode="markers", yaxis=axis, x=[places[at][0] for at in found], y=[places[at][1] for at in found],
        cliponaxis=False, customdata=[strand.rows.index[at] for at in found], hoverinfo="text",
        hovertext=[over_time.says(panel.whole_name(strand), records[at], drawing.units) for at in found],
        marker={"symbol": "circle-open", "size": 6, "color": base(drawing.dark).ink, "line": {"width": 1.5}})]


def _top(panel: Panel) -> float:
    return top_of(panel.frame)


def _side_by_side(drawing: Drawing, panel: Panel, axis: str, over: Span, _top: float) -> Sequence[Trace]:
    """The bars of a panel's strands, and their zeros."""
    traces: list[Trace] = []
    for position, strand in enumerate(panel.strands):
        traces += _of_strand(drawing, panel, strand, position, axis, over)
    return traces


def _of_strand(drawing: Drawing, panel: Panel, strand: Strand, position: int, axis: str, over: Span) -> list[Trace]:
    records, dark = strand.rows.to_dict("records"), drawing.dark
    says = [over_time.says(panel.whole_name(strand), row, drawing.units) for row in records]
    share = FULL / len(panel.strands)
    lengths = [((row["last_day"] - row["first_day"]).days + 1) * MILLISECONDS_A_DAY for row in records]
    pixels = min(lengths) / MILLISECONDS_A_DAY * share * drawing.sheet.room / over.days
    starts = [row["first_day"].isoformat() for row in records]
    offsets = [length * ((1 - FULL) / 2 + position * share) for length in lengths]
    middles = [over_time.later(row["first_day"], offset + length * share / 2)
               for row, offset, length in zip(records, offsets, lengths, strict=True)]
    drawn = go.Bar(
        name=plain(strand.name), yaxis=axis, x=starts, offset=offsets, width=[each * share for each in lengths],
        y=[None if row["state"] in STATE_BOXES else row["value"] for row in records], text=_values(records, pixels),
        textposition="outside", textangle=0, constraintext="none", cliponaxis=False,
        textfont={"size": SIZE, "color": base(dark).ink}, customdata=list(strand.rows.index), hoverinfo="text",
        hovertext=says, marker=fills.marker(position, dark),
        error_y=over_time.ends(records, base(dark).ink) if any(map(has_ends, records)) else None)
    return [drawn, *zeros(strand, panel, drawing, axis, [(each, 0.0) for each in middles])]


def _values(records: Sequence[Row], pixels: float) -> list[str]:
    """What stands over each bar: its value where there is room for all of them, else ≥ where it is at least so."""
    words = ["" if row["state"] != CountState.REPORTED else f"{AT_LEAST if at_least(row) else ''}{amount(row['value'])}"
             for row in records]
    if max(width(each, SIZE) for each in words) <= pixels + 2 and not any(map(has_ends, records)):
        return words
    return [AT_LEAST if at_least(row) else "" for row in records]


