"""Incident counts, drawn: series over time, and totals of a campaign. A gap is a gap, never a zero.

Frames have a row for each group and bucket of time, gaps included: group, definition (a key of the definitions given
with it), first_day, last_day, state, value, parts_missing, days_missing. A picture that holds figures under two
definitions warns of it, with both definitions, inside the picture.
"""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from charts import gaps, over_time, totals
from charts.definitions import Definition, define, warn, warning
from charts.drawing import Caption, Sheet
from charts.gaps import days
from charts.over_time import PANEL, SMALL_PANEL
from charts.theme import SERIES
from charts.values import told, value_words
from coordination.wording import listed
from data_model.words import CountState

NO_FIGURE = "No figure is on record for this choice."


def series_figure(frame: pd.DataFrame, definitions: Sequence[Definition], caption: Caption, *,
                  dark: bool = False) -> go.Figure:
    """Draw groups over time: lines that break where there is no figure, zeros as open points on the axis, and under
    the plot a strip that says where nothing was reported and where nothing applies. Few groups share a plot; of many,
    each has its own, all on one scale."""
    sheet = Sheet(caption, dark)
    warn(sheet, definitions)
    groups = [(str(name), rows) for name, rows in frame.groupby("group", sort=False)]
    if not groups:
        sheet.write(NO_FIGURE, after=8)
        define(sheet, definitions)
        return sheet.figure([])
    units = {each.key: each.unit for each in definitions}
    if len(groups) > len(SERIES):
        groups = over_time.having_figures(sheet, groups)
    looked = [(name, rows, SERIES[position % len(SERIES)]) for position, (name, rows) in enumerate(groups)]
    together = len(groups) <= len(SERIES)
    top, traces, strips = over_time.top_of(frame), [], []
    over, starts = over_time.span(frame, top, sheet.room), sorted(set(frame["first_day"]))
    for plot in filter(None, [looked] if together else [[each] for each in looked]):
        over_time.names(sheet, [(name, look) for name, _, look in plot])
        axis = over_time.plot(sheet, PANEL if together else SMALL_PANEL, top, next(iter(units.values()), ""), over)
        traces += [over_time.line(rows, name, look, axis, units, dark) for name, rows, look in plot]
        for name, rows, _ in plot:
            strips += gaps.joined(gaps.strip(sheet, name, rows, several=len(plot) > 1))
        over_time.day_axis(sheet, starts, over)
    over_time.key(sheet, frame)
    strips += gaps.key(sheet, set(frame["state"]), over.left, over.days)
    sheet.y += 6
    define(sheet, definitions)
    return sheet.figure([*traces, gaps.drawn(strips, dark)], {"type": "date", "range": list(over.ends)})


def series_alt(frame: pd.DataFrame, definitions: Sequence[Definition]) -> str:
    """The series in words: for each group its first, highest and last figure, and where there is none."""
    if frame.empty:
        return NO_FIGURE
    units = {each.key: each.unit for each in definitions}
    parts = [f"{listed(each.name for each in definitions)}, {days(min(frame['first_day']), max(frame['last_day']))}."]
    parts += [warning(definitions)] if len(definitions) > 1 else []
    parts += [f"{name}: {'; '.join(told(rows, units))}." for name, rows in frame.groupby("group", sort=False)]
    return " ".join(parts)


def totals_figure(frame: pd.DataFrame, definitions: Sequence[Definition], caption: Caption, *,
                  dark: bool = False) -> go.Figure:
    """Draw one bar for each group (a row each): the whole period's figure. Without a figure it says why."""
    sheet = Sheet(caption, dark)
    warn(sheet, definitions)
    if frame.empty:
        sheet.write(NO_FIGURE, after=8)
    units = {each.key: each.unit for each in definitions}
    tracks = [totals.track(sheet, str(row["group"]), row, at, units)
              for at, row in zip(frame.index, frame.to_dict("records"), strict=True)]
    if (frame["state"] != CountState.REPORTED).any():
        sheet.write(totals.ZERO_OR_GAP, muted=True, after=8)
    define(sheet, definitions)
    return sheet.figure([totals.drawn(tracks, max([1.0, *frame["value"].dropna()]), units, dark)])


def totals_alt(frame: pd.DataFrame, definitions: Sequence[Definition]) -> str:
    """The totals in words: “Notices received, 6 November to 2 December 2019. Facebook: 1,200; Google: not reported.”"""
    if frame.empty:
        return NO_FIGURE
    units = {each.key: each.unit for each in definitions}
    parts = [f"{row['group']}: {value_words(row, units)}" for row in frame.to_dict("records")]
    return (f"{listed(each.name for each in definitions)}, {days(min(frame['first_day']), max(frame['last_day']))}. "
            f"{'; '.join(parts)}.")
