"""Incident counts, drawn: series over time, and totals of a campaign. A gap is a gap, never a zero.

Frames have a row for each group and bucket of time, gaps included: group, definition (a key of the definitions given
with it), first_day, last_day, state, value, parts_missing, days_missing. A picture that holds figures under two
definitions warns of it, with both definitions, inside the picture.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from babel.dates import format_date

from charts.drawing import NARROW, Caption, Sheet, broken, height
from charts.theme import SERIES, Series, base, plain
from coordination.wording import counted, day_in_words, days_in_words, listed
from data_model.words import CountState

NO_FIGURE = "No figure is on record for this choice."
PANEL, SMALL_PANEL, STRIP = 190, 110, 10
MILLISECONDS_A_DAY = 86_400_000
NO_FIGURE_BOX = 0.06  # of the width
MANY_POINTS = 45
AT_LEAST = "≥"
HATCHED, EMPTY = "/", ""  # plotly's names for how a box is filled
STATE_BOXES = {CountState.NOT_REPORTED: HATCHED, CountState.NOT_APPLICABLE: EMPTY}


@dataclass(frozen=True)
class Definition:
    """What figures mean, as a picture says it. `unit` is written behind a value: “ hours”, “%”, or nothing."""

    key: str
    name: str
    version: str
    text: str
    source: str
    unit: str = ""

    @property
    def words(self) -> str:
        """Notices received (definition 1): notices that … Defined by …"""
        version = f" ({self.version})" if self.version else ""
        return f"{self.name}{version}: {self.text.rstrip('.')}. Source of the definition: {self.source.rstrip('.')}."


@dataclass(frozen=True)
class Box:
    """A run of days without a figure, in the strip under a plot; or its sample in the key."""

    first: date
    days: float
    middle: float
    state: CountState
    says: str


def amount(value: float, unit: str = "") -> str:
    """1,234; 4.67%; 12.5 hours"""
    figures = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{figures}{unit}"


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
    first, end = min(frame["first_day"]), max(frame["last_day"]) + timedelta(days=1)
    units = {each.key: each.unit for each in definitions}
    if len(groups) > len(SERIES):
        groups = _having_figures(sheet, groups)
    looked = [(name, rows, SERIES[position % len(SERIES)]) for position, (name, rows) in enumerate(groups)]
    together = len(groups) <= len(SERIES)
    ends = (first.isoformat(), end.isoformat())
    top, traces, boxes = _top(frame), [], []
    for plot in filter(None, [looked] if together else [[each] for each in looked]):
        _names(sheet, plot)
        axis = _plot(sheet, PANEL if together else SMALL_PANEL, top, next(iter(units.values()), ""), ends)
        traces += [_line(rows, name, look, axis, units, dark) for name, rows, look in plot]
        for name, rows, _ in plot:
            boxes += _strip(sheet, name, rows, several=len(plot) > 1)
        _day_axis(sheet, first, end)
    boxes += _key(sheet, frame, first, (end - first).days)
    define(sheet, definitions)
    return sheet.figure([*traces, _boxes(boxes, dark)],
                        {"type": "date", "range": list(ends)})


def series_alt(frame: pd.DataFrame, definitions: Sequence[Definition]) -> str:
    """The series in words: for each group its first, highest and last figure, and where there is none."""
    if frame.empty:
        return NO_FIGURE
    units = {each.key: each.unit for each in definitions}
    told = [f"{listed(each.name for each in definitions)}, {_days(min(frame['first_day']), max(frame['last_day']))}."]
    told += [warning(definitions)] if len(definitions) > 1 else []
    for name, rows in frame.groupby("group", sort=False):
        told.append(f"{name}: {'; '.join(_told(rows, units))}.")
    return " ".join(told)


def totals_figure(frame: pd.DataFrame, definitions: Sequence[Definition], caption: Caption, *,
                  dark: bool = False) -> go.Figure:
    """Draw one bar for each group (a row each): the whole period's figure. Without a figure it says why."""
    sheet = Sheet(caption, dark)
    warn(sheet, definitions)
    if frame.empty:
        sheet.write(NO_FIGURE, after=8)
    units = {each.key: each.unit for each in definitions}
    top = max([1.0, *frame["value"].dropna()])
    bars = []
    for row in frame.to_dict("records"):
        sheet.write(str(row["group"]), bold=True, after=2)
        share = float(row["value"]) / top if row["state"] == CountState.REPORTED else 0.0
        words = value_words(row, units)
        sheet.label([words], x=share or NO_FIGURE_BOX, y=sheet.y + STRIP, upright="middle", shift=6)
        # Where the words would run out of the picture they stand in the bar, on its colour.
        if share > 0.6:
            sheet.annotations[-1] |= {"xanchor": "right", "xshift": -6,
                                      "font": {"size": 12, "weight": 700, "color": base(dark).paper}}
        bars.append((row, share, sheet.y + STRIP, words))
        sheet.y += 2 * STRIP + 10
    if (frame["state"] != CountState.REPORTED).any():
        sheet.write("Zero was counted and there was none; where nothing was reported, nobody knows.", muted=True,
                    after=8)
    define(sheet, definitions)
    return sheet.figure([_totals(bars, dark)])


def totals_alt(frame: pd.DataFrame, definitions: Sequence[Definition]) -> str:
    """The totals in words: “Notices received, 6 November to 2 December 2019. Facebook: 1,200; Google: not reported.”"""
    if frame.empty:
        return NO_FIGURE
    units = {each.key: each.unit for each in definitions}
    told = [f"{row['group']}: {value_words(row, units)}" for row in frame.to_dict("records")]
    return (f"{listed(each.name for each in definitions)}, {_days(min(frame['first_day']), max(frame['last_day']))}. "
            f"{'; '.join(told)}.")


def warning(definitions: Sequence[Definition]) -> str:
    """What stands over figures that do not mean the same thing."""
    return (f"Warning: this picture holds figures under {len(definitions)} definitions. They do not measure the same "
            "thing. Do not compare them, and never add them up.")


def warn(sheet: Sheet, definitions: Sequence[Definition]) -> None:
    """Where there is more than one definition, say so at the top with every one of them."""
    if len(definitions) < 2:
        return
    start = sheet.y
    sheet.y += 6
    texts = [(f"⚠ {warning(definitions)}", True), *((each.words, False) for each in definitions)]
    for text, bold in texts:
        lines = broken(text, NARROW - (60 if bold else 40), 12, bold)
        sheet.label(lines, x=0, y=sheet.y, bold=bold, shift=10)
        sheet.y += height(lines, 12) + 5
    sheet.box(0, 1, start, sheet.y, fill=base(sheet.dark).panel, line=base(sheet.dark).error)
    sheet.y += 12


def define(sheet: Sheet, definitions: Sequence[Definition]) -> None:
    """Under the drawing, what the figures mean; the warning has said it where there are several."""
    if len(definitions) == 1:
        lines = broken(definitions[0].words, NARROW - 24, 12)
        sheet.label(lines, x=0, y=sheet.y, ink=base(sheet.dark).muted)
        sheet.y += height(lines, 12)


def at_least(row: Any) -> bool:
    """Whether a figure is a sum of which parts or days are missing."""
    return bool(row["state"] not in STATE_BOXES and (row["parts_missing"] > 0 or row["days_missing"] > 0))


def _days(first: date, last: date) -> str:
    return day_in_words(first) if first == last else days_in_words(first, last)


def _top(frame: pd.DataFrame) -> float:
    """The upper end of the value axis: a fifth above the highest value, for its mark."""
    return float(max([1.0, *frame["value"].dropna()])) * 1.2


def _having_figures(sheet: Sheet, groups: list[tuple[str, pd.DataFrame]]) -> list[tuple[str, pd.DataFrame]]:
    """Of many groups those with a figure; the others are named, with why they have none."""
    without: dict[str, list[str]] = {}
    for name, rows in groups:
        if rows["value"].isna().all():
            states = rows["state"].unique()
            without.setdefault(str(states[0]) if len(states) == 1 else "no figure", []).append(name)
    for why, names in without.items():
        sheet.write(f"{why.capitalize()} on any day: {listed(names)}.", muted=True, after=8)
    return [(name, rows) for name, rows in groups if rows["value"].notna().any()]


def _names(sheet: Sheet, plot: Sequence[tuple[str, pd.DataFrame, Series]]) -> None:
    """Which line is whose: its symbol and dash, and the name."""
    for name, _, look in plot:
        lines = broken(name, NARROW - 44, 12, bold=True)
        ink = look.colour(sheet.dark)
        sheet.shapes.append({"type": "line", "x0": 0, "x1": 0.1, "xref": "paper", "y0": sheet.y + 8, "y1": sheet.y + 8,
                             "yref": "y", "line": {"width": 2, "dash": look.dash, "color": ink}})
        sheet.label([look.symbol], x=0.05, y=sheet.y + 8, ink=ink, anchor="center", upright="middle")
        sheet.label(lines, x=0.12, y=sheet.y, bold=True)
        sheet.y += height(lines, 12) + 2
    sheet.y += 4


def _plot(sheet: Sheet, room: float, top: float, unit: str, ends: tuple[str, str]) -> str:
    """The plot's lines across, each with its value, between the ends of the days. Returns the axis for traces."""
    axis = sheet.panel(room, top)
    for value in steps(top):
        at = sheet.y - room * value / top
        # On the plot's own axes: its paper covers what is drawn below on the sheet's.
        sheet.shapes.append({"type": "line", "x0": ends[0], "x1": ends[1], "xref": "x", "y0": value, "y1": value,
                             "yref": axis, "layer": "below", "line": {"width": 0.5, "color": base(sheet.dark).line}})
        if value:
            sheet.label([amount(value, unit)], x=0, y=at - 14, size=11, ink=base(sheet.dark).muted)
    return axis


def steps(top: float) -> list[float]:
    """Round values from 0 up to `top`, three to six of them."""
    size = 10.0 ** math.floor(math.log10(top))
    step = next(size * part for part in (0.2, 0.5, 1, 2) if top <= 5 * size * part)
    return [position * step for position in range(int(top / step) + 1)]


def _line(rows: pd.DataFrame, name: str, look: Series, axis: str, units: dict[str, str], dark: bool) -> go.Scatter:
    """One group's line. Its points stand in the middle of their bucket; a zero is drawn open."""
    records = rows.to_dict("records")
    ink, zero = look.colour(dark), [row["state"] == CountState.ZERO for row in records]
    return go.Scatter(
        name=plain(name), yaxis=axis, connectgaps=False, mode="lines+markers+text", cliponaxis=False,
        x=[_middle(row["first_day"], row["last_day"]) for row in records],
        y=[None if pd.isna(row["value"]) else float(row["value"]) for row in records],
        line={"color": ink, "dash": look.dash, "width": 2},
        marker={"opacity": 1, "symbol": [f"{look.marker}-open" if each else look.marker for each in zero], "color": ink,
                "size": [9 if each else 7 if len(records) <= MANY_POINTS else 4 for each in zero],
                "line": {"width": 2, "color": ink}},
        text=[AT_LEAST if at_least(row) else "" for row in records], textposition="top center",
        textfont={"size": 12, "color": ink}, hoverinfo="text",
        hovertext=[f"{plain(name)}<br>{_days(row['first_day'], row['last_day'])}<br>{value_words(row, units)}"
                   for row in records])


def _middle(first: date, last: date) -> str:
    return (datetime.combine(first, datetime.min.time()) + ((last - first) + timedelta(days=1)) / 2).isoformat()


def _strip(sheet: Sheet, name: str, rows: pd.DataFrame, *, several: bool) -> list[Box]:
    """The runs of buckets in which a group has no figure; it takes no room where there is none."""
    without = rows[rows["state"].isin(list(STATE_BOXES))]
    if without.empty:
        return []
    sheet.y += 6
    if several:
        sheet.write(f"{name}: days without a figure", size=11, muted=True, after=3)
    middle = sheet.y + STRIP / 2
    sheet.y += STRIP
    boxes: list[Box] = []
    for state, first, last in zip(without["state"], without["first_day"], without["last_day"], strict=True):
        before = boxes[-1] if boxes else None
        joins = before and before.state == state and before.first + timedelta(days=before.days) == first
        start = boxes.pop().first if joins else first
        says = f"{plain(name)}<br>{_days(start, last)}<br>{state}"
        boxes.append(Box(start, (last - start).days + 1, middle, CountState(state), says))
    return boxes


def _day_axis(sheet: Sheet, first: date, end: date) -> None:
    days = (end - first).days
    for count in range(0, days, max(1, -(-days // 5))):
        day = first + timedelta(days=count)
        sheet.label([format_date(day, "d MMM", locale="en_GB")], x=day.isoformat(), xref="x", y=sheet.y + 4, size=11,
                    ink=base(sheet.dark).muted)
    sheet.y += 28


def _key(sheet: Sheet, frame: pd.DataFrame, first: date, days: int) -> list[Box]:
    """What the marks mean, of those that are there."""
    states = set(frame["state"])
    if CountState.ZERO in states:
        _meaning(sheet, "○", "zero: it was counted, and there was none")
    if any(at_least(row) for row in frame.to_dict("records")):
        _meaning(sheet, AT_LEAST, "at least: some of its parts or days were not reported")
    boxes = []
    for state, words in ((CountState.NOT_REPORTED, "not reported: a gap, not a zero"),
                         (CountState.NOT_APPLICABLE, "not applicable: there was nothing to count")):
        if state in states:
            boxes.append(Box(first, days * 0.08, sheet.y + 8, state, words))
            _meaning(sheet, "", words)
    sheet.y += 6
    return boxes


def _meaning(sheet: Sheet, mark: str, words: str) -> None:
    lines = broken(words, NARROW - 44, 12)
    sheet.label([mark], x=0.04, y=sheet.y, anchor="center")
    sheet.label(lines, x=0.12, y=sheet.y)
    sheet.y += height(lines, 12) + 3


def _boxes(boxes: Sequence[Box], dark: bool) -> go.Bar:
    """The strips and their samples: hatched where nothing was reported, empty where nothing applies."""
    colours = base(dark)
    return go.Bar(
        orientation="h", base=[each.first.isoformat() for each in boxes],
        x=[each.days * MILLISECONDS_A_DAY for each in boxes], y=[each.middle for each in boxes],
        width=[STRIP] * len(boxes), hoverinfo="text", hovertext=[each.says for each in boxes],
        marker={"color": colours.paper, "line": {"width": 1, "color": colours.muted},
                "pattern": {"shape": [STATE_BOXES[each.state] for each in boxes], "size": 5, "solidity": 0.35,
                            "fgcolor": colours.ink, "bgcolor": colours.paper}})


def _totals(bars: Sequence[tuple[dict[Any, Any], float, float, str]], dark: bool) -> go.Bar:
    """The bars; a short box, hatched or empty, where there is no figure."""
    colours = base(dark)
    shapes = [STATE_BOXES.get(row["state"], EMPTY) for row, _, _, _ in bars]
    fills = [SERIES[0].colour(dark) if share else colours.paper for _, share, _, _ in bars]
    return go.Bar(
        orientation="h",
        x=[share or (NO_FIGURE_BOX if row["state"] in STATE_BOXES else 0.004) for row, share, _, _ in bars],
        y=[middle for _, _, middle, _ in bars], width=[2 * STRIP] * len(bars), hoverinfo="text",
        hovertext=[f"{plain(row['group'])}<br>{plain(words)}" for row, _, _, words in bars],
        marker={"color": fills, "line": {"width": 1, "color": colours.muted},
                "pattern": {"shape": shapes, "size": 5, "solidity": 0.35, "fgcolor": colours.ink,
                            "fillmode": "overlay"}})


def value_words(row: dict[Any, Any], units: dict[str, str]) -> str:
    """1,234; at least 1,234 (2 days missing); 0; not reported"""
    if row["state"] in STATE_BOXES:
        return str(row["state"])
    words = amount(row["value"], units.get(row["definition"], ""))
    if not at_least(row):
        return words
    missing = [counted(int(row[name]), one) for name, one in (("parts_missing", "part"), ("days_missing", "day"))
               if row[name]]
    return f"at least {words} ({listed(missing)} not reported)"


def _told(rows: pd.DataFrame, units: dict[str, str]) -> list[str]:
    """One group's figures in words."""
    having = rows[rows["value"].notna()].to_dict("records")
    parts = []
    if having:
        highest = max(having, key=lambda row: row["value"])
        for label, row in (("first", having[0]), ("highest", highest), ("last", having[-1])):
            parts.append(f"{label} {value_words(row, units)} ({_days(row['first_day'], row['last_day'])})")
    for state in (CountState.ZERO, CountState.NOT_REPORTED, CountState.NOT_APPLICABLE):
        times = int((rows["state"] == state).sum())
        if times:
            parts.append(f"{state} {counted(times, 'time')}")
    return parts
