"""Reach, drawn: for all candidates and for each party, the share that was reached at least, and at most.

Frames have a row for each: group (its name), in_words (both bounds, as they are said), and the shares at_least_share
and at_most_share, from 0 to 1. Nobody knows more than that the truth lies between them.
"""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.drawing import Caption, Sheet
from charts.theme import SERIES, base, plain

NOTHING = "No edition was sent to candidates yet."
SURE = SERIES[0]
TRACK = 18
STEPS = (0, 0.25, 0.5, 0.75, 1)
Row = dict[Any, Any]


def by_party(frame: pd.DataFrame, caption: Caption, *, dark: bool = False) -> go.Figure:
    """Draw a track from none to all for each group: filled as far as it was reached at least, and open from there to
    where it was reached at most."""
    sheet = Sheet(caption, dark)
    if not frame["at_most_share"].sum():
        sheet.write(NOTHING, after=8)
        return sheet.figure([])
    _key(sheet)
    rows = frame.to_dict("records")
    middles = [_track(sheet, row) for row in rows]
    for step in STEPS:
        sheet.label([f"{step:.0%}"], x=step, y=sheet.y, size=11, ink=base(dark).muted,
                    anchor="left" if step == 0 else "right" if step == 1 else "center")
    sheet.y += 24
    return sheet.figure([_hovers(rows, middles)])


def by_party_alt(frame: pd.DataFrame) -> str:
    """The figure in words: “All candidates: at least 1,204 and at most 2,950 of 3,327 (36% to 89%). …”"""
    if not frame["at_most_share"].sum():
        return NOTHING
    return "Share of candidates reached. " + " ".join(
        f"{row['group']}: {row['in_words'][:1].lower()}{row['in_words'][1:]}." for row in frame.to_dict("records"))


def _key(sheet: Sheet) -> None:
    colours = base(sheet.dark)
    for fill, words in ((SURE.colour(sheet.dark), "reached at least"), (colours.panel, "at most")):
        sheet.box(0, 0.08, sheet.y, sheet.y + 14, fill=fill, line=SURE.colour(sheet.dark))
        sheet.label([words], x=0.1, y=sheet.y + 7, upright="middle")
        sheet.y += 19
    sheet.y += 8


def _track(sheet: Sheet, row: Row) -> float:
    """A group's name, its bounds in words, and its track. Returns how far down the middle of the track is."""
    colours, sure = base(sheet.dark), SURE.colour(sheet.dark)
    sheet.write(str(row["group"]), bold=True, after=1)
    sheet.write(str(row["in_words"]), size=11, muted=True, after=3)
    top, bottom = sheet.y, sheet.y + TRACK
    sheet.box(0, 1, top, bottom, fill=colours.paper, line=colours.line)
    if row["at_most_share"] > 0:
        sheet.box(0, row["at_most_share"], top, bottom, fill=colours.panel, line=sure)
    if row["at_least_share"] > 0:
        sheet.box(0, row["at_least_share"], top, bottom, fill=sure, line=sure)
    sheet.y += TRACK + 10
    return (top + bottom) / 2


def _hovers(rows: list[Row], middles: list[float]) -> go.Bar:
    """The tracks as a trace that is there only to be pointed at."""
    return go.Bar(orientation="h", base=[0.0] * len(rows), x=[1.0] * len(rows), y=middles, width=[TRACK] * len(rows),
                  marker={"color": "rgba(0,0,0,0)", "line": {"width": 0}}, hoverinfo="text",
                  hovertext=[f"{plain(row['group'])}<br>{plain(row['in_words'])}" for row in rows])
