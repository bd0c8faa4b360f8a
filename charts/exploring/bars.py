"""Bars: in total a track for each strand, over time one beside the other."""

from charts import totals
from charts.exploring import events, lines
from charts.exploring.drawing import Drawing, Drawn
from charts.exploring.strands import panels
from charts.over_time import top_of


def bars(drawing: Drawing) -> Drawn:
    """A bar for each figure."""
    return in_total(drawing) if drawing.in_total else lines.lines(drawing)


def in_total(drawing: Drawing) -> Drawn:
    """A track for each strand, of the whole period, all of a unit on one scale."""
    sheet = drawing.sheet
    traces = []
    events.listed(sheet, drawing.explored.view)
    for panel in panels(drawing.strands, apart=True):
        unit = panel.strands[0].unit
        highest = max(top_of(each.rows) for each in drawing.strands if each.unit == unit) / 1.2
        drawing.heading(panel.title if len(panel.strands) > 1 else "", "")
        found = [totals.track(sheet, each.name or panel.title, row, at, drawing.units)
                 for each in panel.strands for at, row in zip(each.rows.index, each.rows.to_dict("records"),
                                                              strict=True)]
        traces.append(totals.drawn(found, highest, drawing.units, drawing.dark))
    return traces, {}
