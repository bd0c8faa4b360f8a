"""Plots over days: who is who, the lines across with their values, the days beneath, and the lines themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from babel.dates import format_date

from charts.drawing import INDENT, Sheet, broken, height
from charts.gaps import days
from charts.theme import Series, base, plain
from charts.values import AT_LEAST, amount, at_least, has_ends, steps, value_words
from coordination.wording import listed
from data_model.words import CountState

PANEL, SMALL_PANEL = 190, 110
HEADROOM = 1.2
MANY_POINTS = 45
DAY_LABEL = 62  # pixels from one day's words to the next
VALUE_LETTER = 6.6  # pixels, of size 11
ZERO_MEANS = "zero: it was counted, and there was none"
AT_LEAST_MEANS = "at least: some of its parts or days were not reported"
ENDS_MEAN = "the figure may be anywhere between the ends: its definition says how they come about"


@dataclass(frozen=True)
class Span:
    """The days of an axis, from `first` up to `end`, which is no longer part of it; `left` is where it begins, which
    leaves room for the values."""

    first: date
    end: date
    left: datetime

    @property
    def ends(self) -> tuple[str, str]:
        return self.left.isoformat(), self.end.isoformat()

    @property
    def days(self) -> float:
        """From the left end to the right."""
        return (datetime.combine(self.end, datetime.min.time()) - self.left) / timedelta(days=1)


def span(frame: pd.DataFrame, top: float, room: int) -> Span:
    """The days of a frame, with room on their left for values up to `top`, on a sheet with `room` pixels."""
    first, end = min(frame["first_day"]), max(frame["last_day"]) + timedelta(days=1)
    widest = max(len(amount(value)) for value in steps(top)) * VALUE_LETTER + 6
    share = min(widest / room, 0.4)
    gutter = timedelta(hours=round((end - first) / timedelta(hours=1) * share / (1 - share)))
    return Span(first, end, datetime.combine(first, datetime.min.time()) - gutter)


def whole(frame: pd.DataFrame) -> Span:
    """The days of a frame, without room on their left."""
    first = min(frame["first_day"])
    return Span(first, max(frame["last_day"]) + timedelta(days=1), datetime.combine(first, datetime.min.time()))


def top_of(frame: pd.DataFrame) -> float:
    """The upper end of the value axis: a fifth above the highest value, for its mark."""
    highest = max([0.0, *frame["value"].dropna(), *(frame["high"].dropna() if "high" in frame else ())])
    return float(highest or 1.0) * HEADROOM


def names(sheet: Sheet, named: Sequence[tuple[str, Series]]) -> None:
    """Which line is whose: its symbol and dash, and the name."""
    for name, look in named:
        lines = broken(name, sheet.room - INDENT - 4, 12, bold=True)
        ink = look.colour(sheet.dark)
        sheet.shapes.append({"type": "line", "x0": 0, "x1": sheet.indent * 5 / 6, "xref": "paper", "y0": sheet.y + 8,
                             "y1": sheet.y + 8, "yref": "y", "line": {"width": 2, "dash": look.dash, "color": ink}})
        sheet.label([look.symbol], x=sheet.indent * 5 / 12, y=sheet.y + 8, ink=ink, anchor="center", upright="middle")
        sheet.label(lines, x=sheet.indent, y=sheet.y, bold=True)
        sheet.y += height(lines, 12) + 2
    sheet.y += 4


def plot(sheet: Sheet, room: float, top: float, unit: str, over: Span) -> str:
    """The plot's lines across, each with its value, from 0 to `top`. Returns the axis for traces."""
    axis = sheet.panel(room, top)
    for value in steps(top):
        at = sheet.y - room * value / top
        # On the plot's own axes: its paper covers what is drawn below on the sheet's.
        sheet.shapes.append({"type": "line", "x0": over.ends[0], "x1": over.ends[1], "xref": "x", "y0": value,
                             "y1": value, "yref": axis, "layer": "below",
                             "line": {"width": 0.5, "color": base(sheet.dark).line}})
        if value:
            sheet.label([amount(value, unit)], x=0, y=at - 15, size=11, ink=base(sheet.dark).muted)
    return axis


def line(rows: pd.DataFrame, name: str, look: Series, axis: str, units: Mapping[str, str], dark: bool) -> go.Scatter:
    """One group's line. Its points stand in the middle of their bucket; a zero is drawn open; where there are
    intervals each point has its own. customdata are the rows' positions in the frame that is drawn."""
    records = rows.to_dict("records")
    ink, zero = look.colour(dark), [row["state"] == CountState.ZERO for row in records]
    return go.Scatter(
        name=plain(name), yaxis=axis, connectgaps=False, mode="lines+markers+text", cliponaxis=False,
        x=[middle(row["first_day"], row["last_day"]) for row in records],
        y=[None if pd.isna(row["value"]) else float(row["value"]) for row in records],
        error_y=ends(records, ink) if any(map(has_ends, records)) else None,
        line={"color": ink, "dash": look.dash, "width": 2},
        marker={"opacity": 1, "symbol": [f"{look.marker}-open" if each else look.marker for each in zero], "color": ink,
                "size": [9 if each else 7 if len(records) <= MANY_POINTS else 4 for each in zero],
                "line": {"width": 2, "color": ink}},
        text=[AT_LEAST if at_least(row) else "" for row in records], textposition="top center",
        textfont={"size": 12, "color": ink}, customdata=list(rows.index), hoverinfo="text",
        hovertext=[says(name, row, units) for row in records])


def ends(records: Sequence[Mapping[Any, Any]], ink: str) -> dict[str, object]:
    """What is above and below each value within its interval; an end that there is not is not drawn."""
    above = [0.0 if pd.isna(row["high"]) or pd.isna(row["value"]) else row["high"] - row["value"] for row in records]
    below = [0.0 if pd.isna(row["low"]) or pd.isna(row["value"]) else row["value"] - row["low"] for row in records]
    return {"type": "data", "array": above, "arrayminus": below, "color": ink, "thickness": 1.5, "width": 4}


def says(name: str, row: Mapping[Any, Any], units: Mapping[str, str]) -> str:
    """What is shown when a mark is pointed at."""
    return f"{plain(name)}<br>{days(row['first_day'], row['last_day'])}<br>{value_words(row, units)}"


def middle(first: date, last: date) -> str:
    """The middle of a bucket of days, as plotly reads times."""
    return (datetime.combine(first, datetime.min.time()) + ((last - first) + timedelta(days=1)) / 2).isoformat()


def later(first: date, milliseconds: float) -> str:
    """A moment so long after the beginning of a day, as plotly reads times."""
    return (datetime.combine(first, datetime.min.time()) + timedelta(milliseconds=milliseconds)).isoformat()


def day_axis(sheet: Sheet, starts: Sequence[date], over: Span) -> None:
    """The days on which buckets start, as many as there is room for."""
    pixels = sheet.room / over.days
    every = max(1, round(0.5 + DAY_LABEL / pixels / max((starts[-1] - starts[0]).days / max(len(starts) - 1, 1), 1)))
    for day in starts[::every]:
        if (over.end - day).days * pixels >= DAY_LABEL - 20:
            sheet.label([format_date(day, "d MMM", locale="en_GB")], x=day.isoformat(), xref="x", y=sheet.y + 4,
                        size=11, ink=base(sheet.dark).muted)
    sheet.y += 28


def having_figures(sheet: Sheet, groups: list[tuple[str, pd.DataFrame]]) -> list[tuple[str, pd.DataFrame]]:
    """Of many groups those with a figure; the others are named, with why they have none."""
    without: dict[str, list[str]] = {}
    for name, rows in groups:
        if rows["value"].isna().all():
            states = rows["state"].unique()
            without.setdefault(str(states[0]) if len(states) == 1 else "no figure", []).append(name)
    for why, names in without.items():
        sheet.write(f"{why.capitalize()} on any day: {listed(names)}.", muted=True, after=8)
    return [(name, rows) for name, rows in groups if rows["value"].notna().any()]


def key(sheet: Sheet, frame: pd.DataFrame) -> None:
    """What the marks on figures mean, of those that are there."""
    records = frame.to_dict("records")
    if CountState.ZERO in set(frame["state"]):
        sheet.meaning("○", ZERO_MEANS)
    if any(map(at_least, records)):
        sheet.meaning(AT_LEAST, AT_LEAST_MEANS)
    if any(map(has_ends, records)):
        sheet.meaning("I", ENDS_MEAN)
