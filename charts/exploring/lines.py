"""Lines over time, all in one panel or in small ones."""

from collections.abc import Sequence

from charts import over_time
from charts.exploring import bars
from charts.exploring.days import Way, over_days
from charts.exploring.drawing import Drawing, Drawn, Trace
from charts.exploring.strands import Panel, panels
from charts.over_time import Span, top_of
from charts.theme import SERIES


def lines(drawing: Drawing) -> Drawn:
    """A line for each strand; a panel for few of them, panels for many."""
    return over_days(drawing, panels(drawing.with_figures()), WAY)


def small(drawing: Drawing) -> Drawn:
    """A small panel for each group; in total its bars."""
    if drawing.in_total:
        return bars.in_total(drawing)
    return over_days(drawing, panels(drawing.with_figures(), apart=True), WAY)


def _paint(drawing: Drawing, panel: Panel, axis: str, _over: Span, _top: float) -> Sequence[Trace]:
    return [over_time.line(strand.rows, panel.whole_name(strand), look, axis, drawing.units, drawing.dark)
            for strand, look in zip(panel.strands, SERIES, strict=False)]


def _name(drawing: Drawing, names: Sequence[str], _over: Span) -> Sequence[Trace]:
    over_time.names(drawing.sheet, list(zip(names, SERIES, strict=False)))
    return []


WAY = Way(_paint, _name, lambda panel: top_of(panel.frame))
