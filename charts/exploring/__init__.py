"""What was explored, drawn: any cut in any form, with what must be said of it inside the picture.

A gap is a gap in every form: not reported, not applicable, suppressed and zero look different from one another. Each
mark carries, as customdata, the position of its row in the explored frame.
"""

from collections.abc import Callable, Mapping
from datetime import date

import plotly.graph_objects as go

from charts.definitions import Definition
from charts.drawing import NARROW, Caption, Sheet
from charts.exploring import bars, cells, events, lines, rows, stacks
from charts.exploring.drawing import Drawing, Drawn
from charts.exploring.telling import alt
from charts.incidents import NO_FIGURE
from charts.theme import base
from coordination.exploring.explored import Explored
from coordination.exploring.views import Form

__all__ = ["alt", "figure"]

FORMS: Mapping[Form, Callable[[Drawing], Drawn]] = {
    Form.LINE: lines.lines, Form.BAR: bars.bars, Form.STACKED_BAR: stacks.stacked, Form.AREA: stacks.area,
    Form.HEAT_MAP: cells.heat, Form.SMALL_MULTIPLES: lines.small, Form.TABLE: rows.table,
}


def figure(explored: Explored, caption: Caption, *, marks: Mapping[str, date], dark: bool = False,
           room: int = NARROW) -> go.Figure:
    """Draw a view in its form. `marks` are the campaign's dates. Text is broken for `room` pixels: the figure may be
    wider, not narrower."""
    sheet = Sheet(caption, dark, room=room)
    if explored.statements:
        sheet.notice(explored.statements, line=base(dark).line)
    if explored.frame.empty:
        sheet.write(NO_FIGURE, after=8)
        drawn: Drawn = [], {}
    else:
        drawn = FORMS[explored.view.form](Drawing(sheet, explored, events.events(explored.view, marks)))
    sheet.y += 6
    for each in explored.meanings:
        meant = Definition(each.key, each.name, each.version, each.text, each.source)
        sheet.write(meant.words, muted=True, after=4)
    return sheet.figure(*drawn)
