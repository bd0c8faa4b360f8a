"""Panels over days, one below the other: what all forms with days have in common. What is in a panel, and how the
strands are told apart, is the form's own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from charts import gaps, over_time
from charts.exploring.drawing import Drawing, Drawn, Trace
from charts.exploring.events import Lines
from charts.exploring.strands import Panel
from charts.gaps import Box
from charts.over_time import PANEL, SMALL_PANEL, Span
from charts.values import amount, steps

VALUE = 12  # pixels
Paint = Callable[[Drawing, Panel, str, Span, float], Sequence[Trace]]
"""Draws a panel's strands on an axis, whose values end at the last number."""
Name = Callable[[Drawing, Sequence[str], Span], Sequence[Trace]]
"""Says how the strands of those names look, and returns what that takes beside the sheet's own marks."""


@dataclass(frozen=True)
class Way:
    """How a form draws: the strands of a panel, their names, and how high its values go."""

    paint: Paint
    name: Name
    highest: Callable[[Panel], float]


def over_days(drawing: Drawing, found: Sequence[Panel], way: Way) -> Drawn:
    """The panels on the same days; those of a unit on the same scale."""
    sheet, frame = drawing.sheet, drawing.explored.frame
    tops = _scales(found, way.highest)
    over = over_time.span(frame, max(tops.values(), key=_letters), sheet.room)
    starts = sorted(set(frame["first_day"]))
    marked = Lines(sheet, over, drawing.events)
    names = [each.name for each in found[0].strands]
    alike = all([each.name for each in panel.strands] == names for panel in found)
    traces: list[Trace] = [*way.name(drawing, names, over)] if alike and len(names) > 1 else []
    if len(found) > 1:
        marked.begin()
    strips: list[Box] = []
    for panel in found:
        unit, several = panel.strands[0].unit, len(panel.strands) > 1
        drawing.heading(panel.title, unit)
        if several and not alike:
            traces += way.name(drawing, [each.name for each in panel.strands], over)
        if len(found) == 1:
            marked.begin()
        start = sheet.y
        sheet.y += VALUE  # the uppermost value stands on its line
        axis = over_time.plot(sheet, SMALL_PANEL if len(found) > 1 else PANEL, tops[unit], "", over)
        marked.through(start, sheet.y)
        traces += way.paint(drawing, panel, axis, over, tops[unit])
        for strand in panel.strands:
            strips += gaps.strip(sheet, strand.name or panel.title, strand.rows, several=several)
        over_time.day_axis(sheet, starts, over)
    over_time.key(sheet, frame)
    strips += gaps.key(sheet, set(frame["state"]), over.left, over.days)
    return [*traces, gaps.drawn(strips, drawing.dark, numbered=True)], {"type": "date", "range": list(over.ends)}


def _scales(found: Sequence[Panel], highest: Callable[[Panel], float]) -> Mapping[str, float]:
    """The upper end of the value axis, by unit."""
    units = dict.fromkeys(panel.strands[0].unit for panel in found)
    return {unit: max(highest(panel) for panel in found if panel.strands[0].unit == unit) for unit in units}


def _letters(top: float) -> int:
    """How long the values of an axis are written."""
    return max(len(amount(value)) for value in steps(top))
