"""How long signals took until other platforms acted on them, drawn: the median by week, and by pair or category.

Frames have the columns of coordination.signals.lag.ESTIMATES: signals, still_open, and in hours median, median_low and
median_high (its 95% interval) and p90; NaN where a curve does not come down so far. What is still open is on every
picture: leaving it out would make those who never act look fast.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from babel.dates import format_date

from charts.drawing import Caption, Sheet
from charts.theme import SERIES, base, plain
from charts.values import amount, steps
from coordination.wording import counted, day_in_words

NOTHING = "No signal was shared with another platform yet."
HOW = ("By the median, half of the signals were {done}; by the 90th percentile, nine in ten. Signals that are still "
       "open count for as long as they have been open (Kaplan–Meier estimate). The bar is the 95% interval of the "
       "median. A signal for two platforms counts once for each.")
PANEL, TRACK, HOURS = 190, 22, " hours"
MOST_WEEKS = 5  # that have room for words under the plot, at 400 px
MEDIAN, P90 = SERIES[0], SERIES[3]
Row = dict[Any, Any]


def by_week(frame: pd.DataFrame, caption: Caption, *, done: str = "acted on", sentence: str = "",
            dark: bool = False) -> go.Figure:
    """Draw the median of each week (column week, its Monday) with its interval, and how many are still open. `done` is
    what became of the signals; `sentence` says what the trend is."""
    sheet = Sheet(caption, dark)
    if sentence:
        sheet.write(sentence, after=12)
    if frame.empty:
        sheet.write(NOTHING, after=8)
        return sheet.figure([])
    rows = frame.to_dict("records")
    sheet.label([f"{MEDIAN.symbol} median hours, by week of sharing"], x=0, y=sheet.y, ink=MEDIAN.colour(dark))
    sheet.y += 26
    first, last = min(frame["week"]), max(frame["week"])
    ends = first - (last - first) / 5 - timedelta(days=2), last + timedelta(days=7)  # left, the hours have room
    top = _top(rows, "median", "median_high")
    axis = _plot(sheet, rows, top, ends)
    _weeks(sheet, rows)
    _open_in_all(sheet, rows)
    sheet.write(HOW.format(done=done), muted=True, after=4)
    return sheet.figure([_medians(rows, axis, dark)], {"type": "date", "range": [each.isoformat() for each in ends]})


def by_week_alt(frame: pd.DataFrame) -> str:
    """The figure in words: “Week of 11 November 2019: median 19 hours (95% interval 12 to 27), …”"""
    if frame.empty:
        return NOTHING
    told = [f"Week of {day_in_words(row['week'])}: {in_words(row)}" for row in frame.to_dict("records")]
    return f"Lag by week of sharing. {'. '.join(told)}."


def by_group(frame: pd.DataFrame, caption: Caption, *, done: str = "acted on", dark: bool = False) -> go.Figure:
    """Draw a track of hours for each group (column group: a pair of platforms, or a category): the median with its
    interval, and the 90th percentile."""
    sheet = Sheet(caption, dark)
    if frame.empty:
        sheet.write(NOTHING, after=8)
        return sheet.figure([])
    rows = frame.to_dict("records")
    for look, name in ((MEDIAN, "median"), (P90, "90th percentile")):
        sheet.label([f"{look.symbol} {name}"], x=0, y=sheet.y, ink=look.colour(dark))
        sheet.y += 18
    sheet.y += 10
    top = _top(rows, "median", "median_high", "p90")
    middles = [_track(sheet, row, top) for row in rows]
    for value in steps(top):
        sheet.label([amount(value, " h" if value else "")], x=value, xref="x", y=sheet.y, size=11,
                    ink=base(dark).muted, anchor="center" if value else "left")
    sheet.y += 26
    _open_in_all(sheet, rows)
    sheet.write(HOW.format(done=done), muted=True, after=4)
    return sheet.figure([_points(rows, middles, "median", dark), _points(rows, middles, "p90", dark)],
                        {"range": [0, top]})


def by_group_alt(frame: pd.DataFrame) -> str:
    """The figure in words: “Twitter → Facebook: median 19 hours (95% interval 12 to 27), …”"""
    if frame.empty:
        return NOTHING
    told = [f"{row['group']}: {in_words(row)}" for row in frame.to_dict("records")]
    return f"Lag. {'. '.join(told)}."


def in_words(row: Row) -> str:
    """“median 19 hours (95% interval 12 to 27), 90th percentile 40 hours, 2 of 40 still open”"""
    return (f"median {hours(row['median'])} ({interval(row)}), 90th percentile {hours(row['p90'])}, "
            f"{row['still_open']:,} of {row['signals']:,} still open")


def hours(value: float) -> str:
    """“19 hours”; “not reached yet” for NaN."""
    rounded = round(value, 1)
    return "not reached yet" if pd.isna(value) else amount(rounded, " hour" if rounded == 1 else HOURS)


def interval(row: Row) -> str:
    """“95% interval 12 to 27”, “95% interval from 12”, “no interval”"""
    if pd.isna(row["median_low"]):
        return "no interval"
    low = amount(round(row["median_low"], 1))
    return f"95% interval {low} to {amount(round(row['median_high'], 1))}" if not pd.isna(row["median_high"]) else (
        f"95% interval from {low}, without an upper end")


def _top(rows: Sequence[Row], *names: str) -> float:
    """The upper end of the scale of hours: a little above what it has to hold, open intervals included."""
    held = [float(row[name]) for row in rows for name in (*names, "median_low") if not pd.isna(row[name])]
    return max([1.0, *held]) * 1.1


def _plot(sheet: Sheet, rows: Sequence[Row], top: float, ends: tuple[date, date]) -> str:
    """The plot's lines across, and each week's interval. Returns the axis for the medians."""
    axis = sheet.panel(PANEL, top)
    for value in steps(top):
        at = sheet.y - PANEL * value / top
        sheet.shapes.append({"type": "line", "x0": ends[0].isoformat(), "x1": ends[1].isoformat(), "xref": "x",
                             "y0": value, "y1": value, "yref": axis, "layer": "below",
                             "line": {"width": 0.5, "color": base(sheet.dark).line}})
        if value:
            sheet.label([amount(value, HOURS)], x=0, y=at - 14, size=11, ink=base(sheet.dark).muted)
    for row in rows:
        if not pd.isna(row["median_low"]):
            high = top if pd.isna(row["median_high"]) else row["median_high"]
            sheet.shapes.append({
                "type": "rect", "x0": _day(row, 2), "x1": _day(row, 5), "xref": "x", "y0": row["median_low"],
                "y1": high, "yref": axis, "layer": "below", "fillcolor": base(sheet.dark).panel,
                "line": {"width": 1, "color": MEDIAN.colour(sheet.dark)}})
        if pd.isna(row["median_high"]):
            sheet.label(["↑"], x=_middle(row), xref="x", y=sheet.y - PANEL, size=13, anchor="center")
    return axis


def _weeks(sheet: Sheet, rows: Sequence[Row]) -> None:
    """Under the plot, each week's first day, and how many of its signals are still open."""
    every = max(1, -(-len(rows) // MOST_WEEKS))
    for row in rows[::every]:
        words = [format_date(row["week"], "d MMM", locale="en_GB"), f"{row['still_open']:,} of {row['signals']:,}",
                 "open"]
        sheet.label(words, x=_middle(row), xref="x", y=sheet.y + 4, size=11, ink=base(sheet.dark).muted,
                    anchor="center")
    sheet.y += 56
    if any(pd.isna(row["median_high"]) for row in rows):
        sheet.write("↑ The interval has no upper end yet.", after=6)


def _open_in_all(sheet: Sheet, rows: Sequence[Row]) -> None:
    still_open, signals = (sum(row[name] for row in rows) for name in ("still_open", "signals"))
    sheet.write(f"{still_open:,} of {counted(signals, 'signal')} still open.", bold=True, after=6)


def _track(sheet: Sheet, row: Row, top: float) -> float:
    """A group's name, its figures in words, and its track. Returns how far down the middle of the track is."""
    sheet.write(str(row["group"]), bold=True, after=1)
    sheet.write(in_words(row), size=11, muted=True, after=2)
    middle, colours = sheet.y + TRACK / 2, base(sheet.dark)
    sheet.box(0, 1, middle - 0.25, middle + 0.25, fill=colours.line)
    if not pd.isna(row["median_low"]):
        high = top if pd.isna(row["median_high"]) else row["median_high"]
        sheet.box(row["median_low"], high, middle - 5, middle + 5, fill=colours.panel, line=MEDIAN.colour(sheet.dark),
                  xref="x")
    sheet.y += TRACK + 6
    return middle


def _points(rows: Sequence[Row], middles: Sequence[float], name: str, dark: bool) -> go.Scatter:
    look, words = (MEDIAN, "median") if name == "median" else (P90, "90th percentile")
    mine = [(row, at) for row, at in zip(rows, middles, strict=True) if not pd.isna(row[name])]
    return go.Scatter(
        mode="markers", x=[float(row[name]) for row, _ in mine], y=[at for _, at in mine], cliponaxis=False,
        marker={"symbol": look.marker, "size": 10, "color": look.colour(dark)}, hoverinfo="text",
        hovertext=[f"{plain(row['group'])}<br>{words}: {hours(row[name])}<br>{in_words(row)}" for row, _ in mine])


def _medians(rows: Sequence[Row], axis: str, dark: bool) -> go.Scatter:
    return go.Scatter(
        mode="lines+markers", yaxis=axis, x=[_middle(row) for row in rows], connectgaps=False, cliponaxis=False,
        y=[None if pd.isna(row["median"]) else float(row["median"]) for row in rows],
        line={"color": MEDIAN.colour(dark), "width": 2, "dash": MEDIAN.dash},
        marker={"symbol": MEDIAN.marker, "size": 9, "color": MEDIAN.colour(dark)}, hoverinfo="text",
        hovertext=[f"Week of {day_in_words(row['week'])}<br>{in_words(row)}" for row in rows])


def _middle(row: Row) -> str:
    return f"{_day(row, 3)}T12:00:00"


def _day(row: Row, after: int) -> str:
    day: date = row["week"] + timedelta(days=after)
    return day.isoformat()
