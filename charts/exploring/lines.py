"""Lines over time, all in one panel or in small ones."""

from collections.abc import Sequence

from charts import gaps, over_time
from charts.exploring.drawing import Drawing, Drawn, Trace
from charts.exploring.events import Lines
from charts.exploring.strands import Panel, panels
from charts.gaps import Box
from charts.over_time import PANEL, SMALL_PANEL
from charts.theme import SERIES


def lines(drawing: Drawing) -> Drawn:
    """A line for each strand; a panel for few of them, panels for many."""
    return over_days(drawing, panels(drawing.strands))


def small(drawing: Drawing) -> Drawn:
    """A small panel for each group."""
    return over_days(drawing, panels(drawing.strands, apart=True))


def over_days(drawing: Drawing, found: Sequence[Panel]) -> Drawn:
    """The panels, one below the other, on the same days; those of a unit on the same scale."""
    sheet, frame = drawing.sheet, drawing.explored.frame
    tops = scales(found)
    over = over_time.span(frame, max(tops.values()), sheet.room)
    starts = sorted(set(frame["first_day"]))
    marked = Lines(sheet, over, drawing.events)
    names = [each.name for each in found[0].strands]
    alike = all([each.name for each in panel.strands] == names for panel in found)
    if alike and len(names) > 1:
        over_time.names(sheet, list(zip(names, SERIES, strict=False)))
    marked.begin()
    traces: list[Trace] = []
    strips: list[Box] = []
    for panel in found:
        unit = panel.strands[0].unit
        drawing.heading(panel.title, unit)
        if not alike and len(panel.strands) > 1:
            over_time.names(sheet, [(each.name, look) for each, look in zip(panel.strands, SERIES, strict=False)])
        start = sheet.y
        axis = over_time.plot(sheet, SMALL_PANEL if len(found) > 1 else PANEL, tops[unit], "", over)
        marked.through(start, sheet.y)
        for strand, look in zip(panel.strands, SERIES, strict=False):
            name = ", ".join(filter(None, (panel.title, strand.name)))
            traces.append(over_time.line(strand.rows, name, look, axis, drawing.units, drawing.dark))
            strips += gaps.strip(sheet, strand.name or panel.title, strand.rows, several=len(panel.strands) > 1)
        over_time.day_axis(sheet, starts, over)
    over_time.key(sheet, frame)
    strips += gaps.key(sheet, set(frame["state"]), over.left, over.days)
    return [*traces, gaps.drawn(strips, drawing.dark, numbered=True)], {"type": "date", "range": list(over.ends)}


def scales(found: Sequence[Panel]) -> dict[str, float]:
    """The upper end of the value axis, by unit."""
    units = dict.fromkeys(panel.strands[0].unit for panel in found)
    return {unit: max(over_time.top_of(panel.frame) for panel in found if panel.strands[0].unit == unit)
            for unit in units}
