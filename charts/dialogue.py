"""Dialogue, drawn: for each kind and week, how many meetings were held of how many were expected, and who was there.

Frames have a row for each kind and week: kind, week_first_day, week_last_day, expected, held, organisations (names of
those that met). A column is a week; what takes more columns than a phone holds goes on below.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from babel.dates import format_date

from charts.drawing import NARROW, Caption, Sheet, broken, height
from charts.theme import MEETING_LOOKS, TIMELINESS_LOOKS, Look, base, plain
from coordination.schedule import Timeliness
from coordination.wording import counted, days_in_words, listed

NOTHING = "No dialogue is expected, and none is on record."
LABELS = 0.36  # of the width: names of organisations, left of the weeks
MOST_WEEKS, MOST_ORGANISATIONS = 6, 8
CELL, LINE, GAP = 36, 20, 3


def _coloured(symbol: str, word: str, like: Look) -> Look:
    return Look(symbol, word, like.light_ink, like.light_fill, like.dark_ink, like.dark_fill)


KEPT = _coloured("◆", "as often as expected", TIMELINESS_LOOKS[Timeliness.UP_TO_DATE])
FEWER = _coloured("⬖", "less often than expected", TIMELINESS_LOOKS[Timeliness.DUE_SOON])
MISSED = _coloured("◇", "none, though expected", TIMELINESS_LOOKS[Timeliness.OVERDUE])
UNASKED = _coloured("+", "held, none expected", MEETING_LOOKS["planned"])
NEITHER = _coloured("–", "none expected, none held", MEETING_LOOKS["planned"])
LOOKS = (KEPT, FEWER, MISSED, UNASKED, NEITHER)
Row = dict[Any, Any]


@dataclass(frozen=True)
class Cell:
    """A rectangle that says more when pointed at: left and right as shares of the width, its middle in pixels."""

    left: float
    right: float
    middle: float
    says: tuple[str, ...]


def look_of(expected: int, held: int) -> Look:
    """How a week went, by the meetings that were expected and held in it."""
    if not expected:
        return UNASKED if held else NEITHER
    return KEPT if held >= expected else FEWER if held else MISSED


def figure(frame: pd.DataFrame, caption: Caption, *, dark: bool = False) -> go.Figure:
    """Draw a row of weeks for each kind, with who met beneath; a symbol and figures in every cell."""
    sheet = Sheet(caption, dark)
    if frame.empty:
        sheet.write(NOTHING, after=8)
        return sheet.figure([])
    _key(sheet, {look_of(row["expected"], row["held"]) for row in frame.to_dict("records")})
    weeks = sorted(frame["week_first_day"].unique())
    cells: list[Cell] = []
    for start in range(0, len(weeks), MOST_WEEKS):
        block = weeks[start : start + MOST_WEEKS]
        _heads(sheet, block)
        shown = frame[frame["week_first_day"].isin(block)]
        for kind, rows in shown.groupby("kind", sort=False):
            cells += _kind(sheet, str(kind), rows.to_dict("records"), len(block))
    return sheet.figure([_hovers(cells)])


def alt(frame: pd.DataFrame) -> str:
    """The figure in words: “Policing: 3 meetings held, 4 expected; none in the week 18 to 24 November 2019; …”"""
    if frame.empty:
        return NOTHING
    whole = days_in_words(min(frame["week_first_day"]), max(frame["week_last_day"]))
    told = [f"Dialogue by week, {whole}."]
    for kind, rows in frame.groupby("kind", sort=False):
        records = rows.to_dict("records")
        parts = [f"{counted(int(rows['held'].sum()), 'meeting')} held, {rows['expected'].sum():,} expected"]
        missed = [days_in_words(row["week_first_day"], row["week_last_day"]) for row in records
                  if look_of(row["expected"], row["held"]) is MISSED]
        if missed:
            parts.append(f"none, though expected, in {listed(missed)}")
        if met := _met(records):
            parts.append(f"with {listed(met)}")
        told.append(f"{str(kind).capitalize()}: {'; '.join(parts)}.")
    return " ".join(told)


def _met(rows: list[Row]) -> list[str]:
    """Everybody who met in these weeks, by name."""
    return sorted({name for row in rows for name in row["organisations"]}, key=str.casefold)


def _key(sheet: Sheet, looks: set[Look]) -> None:
    """What each symbol means, of those that are there; and what the figures are."""
    for look in (each for each in LOOKS if each in looks):
        sheet.box(0, 0.08, sheet.y, sheet.y + LINE, fill=look.fill(sheet.dark), line=base(sheet.dark).line)
        sheet.label([look.symbol], x=0.04, y=sheet.y + LINE / 2, ink=look.ink(sheet.dark), anchor="center",
                    upright="middle")
        sheet.label([look.word], x=0.1, y=sheet.y + LINE / 2, upright="middle")
        sheet.y += LINE + GAP
    sheet.y += 2
    sheet.write("1/2 is one meeting held of two expected. A dot says that an organisation met in that week.", size=11,
                muted=True, after=10)


def _place(position: int, of: int) -> tuple[float, float]:
    """Where the column of a week begins and ends, as shares of the width."""
    room = (1 - LABELS) / of
    return LABELS + position * room, LABELS + (position + 1) * room


def _heads(sheet: Sheet, weeks: list[date]) -> None:
    """The first day of each week over its column, and a line under them."""
    sheet.label(["Week from"], x=0, y=sheet.y + 14, size=11, ink=base(sheet.dark).muted)
    for position, day in enumerate(weeks):
        left, right = _place(position, len(weeks))
        lines = [format_date(day, "d", locale="en_GB"), format_date(day, "MMM", locale="en_GB")]
        sheet.label(lines, x=(left + right) / 2, y=sheet.y, size=11, anchor="center")
    sheet.y += 2 * 11 * 1.3 + GAP
    sheet.box(0, 1, sheet.y, sheet.y + 1, fill=base(sheet.dark).line)
    sheet.y += 8


def _kind(sheet: Sheet, kind: str, rows: list[Row], weeks: int) -> list[Cell]:
    """A kind's cells, and under them a line of dots for each organisation that met."""
    name = broken(kind.capitalize(), NARROW * LABELS - 16, 13, bold=True)
    sheet.label(name, x=0, y=sheet.y, size=13, bold=True)
    cells = []
    for position, row in enumerate(rows):
        left, right = _place(position, weeks)
        look = look_of(row["expected"], row["held"])
        middle, ink = sheet.y + CELL / 2, look.ink(sheet.dark)
        sheet.box(left + 0.003, right - 0.003, sheet.y, sheet.y + CELL, fill=look.fill(sheet.dark),
                  line=base(sheet.dark).line)
        sheet.label([look.symbol, f"{row['held']}/{row['expected']}"], x=(left + right) / 2, y=middle, size=11,
                    ink=ink, anchor="center", upright="middle")
        cells.append(Cell(left, right, middle, _says(kind, row, look)))
    sheet.y += max(CELL, height(name, 13)) + GAP
    met = _met(rows)
    for organisation in met[:MOST_ORGANISATIONS]:
        _dots(sheet, organisation, rows, weeks)
    if len(met) > MOST_ORGANISATIONS:
        sheet.write(f"and {counted(len(met) - MOST_ORGANISATIONS, 'more organisation', 'more organisations')}, "
                    "named in the table", size=11, muted=True)
    sheet.y += 12
    return cells


def _says(kind: str, row: Row, look: Look) -> tuple[str, ...]:
    with_whom = f"With {listed(row['organisations'])}" if row["organisations"] else "Nobody met"
    return (f"{kind.capitalize()}, {days_in_words(row['week_first_day'], row['week_last_day'])}",
            f"{row['held']} held, {row['expected']} expected: {look.word}", with_whom)


def _dots(sheet: Sheet, organisation: str, rows: list[Row], weeks: int) -> None:
    """An organisation's name, and a dot in each week in which it met."""
    lines = broken(organisation, NARROW * LABELS - 6, 11)
    sheet.label(lines, x=0, y=sheet.y, size=11, ink=base(sheet.dark).muted)
    for position, row in enumerate(rows):
        if organisation in row["organisations"]:
            left, right = _place(position, weeks)
            sheet.label(["●"], x=(left + right) / 2, y=sheet.y, size=11, anchor="center")
    sheet.y += height(lines, 11) + 2


def _hovers(cells: list[Cell]) -> go.Bar:
    """The cells as a trace that is there only to be pointed at."""
    return go.Bar(
        orientation="h", base=[each.left for each in cells], x=[each.right - each.left for each in cells],
        y=[each.middle for each in cells], width=[CELL] * len(cells),
        marker={"color": "rgba(0,0,0,0)", "line": {"width": 0}}, hoverinfo="text",
        hovertext=["<br>".join(map(plain, each.says)) for each in cells])
