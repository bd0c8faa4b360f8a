"""How long platforms take to act, drawn: median and 90th percentile, this week against the one before.

Frames have a row for each platform, category and statistic: platform, category, statistic, state, value (hours),
before_state, before.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.definitions import Definition, define
from charts.drawing import Caption, Sheet
from charts.incidents import NO_FIGURE
from charts.theme import SERIES, base, plain
from charts.values import amount, steps
from data_model.words import CountState, Statistic

TRACK, HOURS = 26, " hours"
LOOKS = {Statistic.MEDIAN: SERIES[0], Statistic.P90: SERIES[3]}
Row = dict[Any, Any]


def figure(frame: pd.DataFrame, definitions: Sequence[Definition], caption: Caption, *,
           dark: bool = False) -> go.Figure:
    """Draw a track of hours for each platform and category: this week's median and 90th percentile filled, last
    week's open, and a line from one to the other."""
    sheet = Sheet(caption, dark)
    if frame.empty:
        sheet.write(NO_FIGURE, after=8)
        _define(sheet, definitions)
        return sheet.figure([])
    _key(sheet)
    top = max([1.0, *frame["value"].dropna(), *frame["before"].dropna()]) * 1.08
    points: list[tuple[Row, str, float]] = []
    for platform, rows in frame.groupby("platform", sort=False):
        sheet.write(str(platform), size=15, bold=True, after=4)
        for category, each in rows.groupby("category", sort=False):
            points += _track(sheet, str(category), each.to_dict("records"), top)
        _scale(sheet, top)
    _define(sheet, definitions)
    return sheet.figure([_points(points, name, dark) for name in ("before", "value")], {"range": [0, top]})


def alt(frame: pd.DataFrame) -> str:
    """The figure in words: “Facebook: all categories median 5 hours (week before 6 hours), 90th percentile …”"""
    if frame.empty:
        return NO_FIGURE
    told = ["Time to action, against the week before."]
    for platform, rows in frame.groupby("platform", sort=False):
        parts = [f"{category} {', '.join(map(_told, each.to_dict('records')))}"
                 for category, each in rows.groupby("category", sort=False)]
        told.append(f"{platform}: {'; '.join(parts)}.")
    return " ".join(told)


def hours(row: Row, name: str) -> str:
    """The hours of this week (name="value") or of the week before ("before") in words, or why there are none."""
    state = row["state" if name == "value" else "before_state"]
    return amount(row[name], HOURS) if not pd.isna(row[name]) else str(state or CountState.NOT_REPORTED)


def _told(row: Row) -> str:
    return f"{row['statistic']} {hours(row, 'value')} (week before {hours(row, 'before')})"


def _define(sheet: Sheet, definitions: Sequence[Definition]) -> None:
    for each in definitions:
        define(sheet, [each])
        sheet.y += 4


def _key(sheet: Sheet) -> None:
    for statistic, look in LOOKS.items():
        open_ = {"circle": "○", "diamond": "◇"}[look.marker]
        sheet.label([f"{look.symbol} {statistic}", f"{open_} {statistic}, week before"], x=0, y=sheet.y,
                    ink=look.colour(sheet.dark))
        sheet.y += 36
    sheet.y += 4


def _track(sheet: Sheet, category: str, rows: list[Row], top: float) -> list[tuple[Row, str, float]]:
    """A category's name, its figures in words, and its track. Returns its points: row, “value” or “before”, height."""
    sheet.write(category, after=1)
    words = ", ".join(f"{row['statistic']} {hours(row, 'value')}" for row in rows)
    sheet.write(words, size=11, muted=True, after=2)
    middle, colours = sheet.y + TRACK / 2, base(sheet.dark)
    sheet.box(0, 1, middle - 0.25, middle + 0.25, fill=colours.line)
    found = []
    for row, shift in zip(rows, (-5, 5), strict=False):
        have = [(row, name, middle + shift) for name in ("before", "value") if not pd.isna(row[name])]
        if len(have) == 2:
            ends = sorted(float(row[name]) for name in ("before", "value"))
            sheet.box(ends[0], ends[1], middle + shift - 1, middle + shift + 1, xref="x",
                      fill=LOOKS[Statistic(row["statistic"])].colour(sheet.dark))
        found += have
    sheet.y += TRACK + 4
    return found


def _scale(sheet: Sheet, top: float) -> None:
    """The hours under a platform's tracks."""
    for value in steps(top):
        sheet.label([amount(value, " h" if value else "")], x=value, xref="x", y=sheet.y, size=11,
                    ink=base(sheet.dark).muted, anchor="center" if value else "left")
    sheet.y += 24


def _points(points: list[tuple[Row, str, float]], name: str, dark: bool) -> go.Scatter:
    """The marks of this week (filled) or of the week before (open)."""
    mine = [(row, at) for row, which, at in points if which == name]
    looks = [LOOKS[Statistic(row["statistic"])] for row, _ in mine]
    week = "" if name == "value" else ", week before"
    return go.Scatter(
        mode="markers", x=[float(row[name]) for row, _ in mine], y=[at for _, at in mine], cliponaxis=False,
        marker={"symbol": [f"{look.marker}-open" if week else look.marker for look in looks], "size": 10,
                "color": [look.colour(dark) for look in looks],
                "line": {"width": 2, "color": [look.colour(dark) for look in looks]}},
        hoverinfo="text", hovertext=[
            f"{plain(row['platform'])}<br>{plain(row['category'])}<br>{row['statistic']}{week}: {hours(row, name)}"
            for row, _ in mine])
