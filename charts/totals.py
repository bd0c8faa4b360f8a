"""Figures of a whole period, drawn as tracks: a name, the figure in words, and a bar on a scale that all of them share.
Where there is no figure, a short box says why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from charts import gaps, over_time
from charts.drawing import Sheet
from charts.gaps import STATE_BOXES
from charts.theme import SERIES, base
from charts.values import has_ends, value_words

TRACK, GAP = 16, 10
NO_FIGURE_BOX, ZERO_BAR = 0.06, 0.004  # of the width
ZERO_OR_GAP = "Zero was counted and there was none; where nothing was reported, nobody knows."


@dataclass(frozen=True)
class Track:
    """One bar: whose it is, its row, and how far down its middle is on the sheet."""

    name: str
    row: Mapping[Any, Any]
    at: int
    middle: float


def track(sheet: Sheet, name: str, row: Mapping[Any, Any], at: int, units: Mapping[str, str]) -> Track:
    """Write a name and its figure, and leave room for the bar. `at` is the row's position in its frame."""
    sheet.write(name, bold=True, after=1)
    sheet.write(value_words(row, units), after=3)
    sheet.y += TRACK + GAP
    return Track(name, row, at, sheet.y - GAP - TRACK / 2)


def drawn(tracks: Sequence[Track], top: float, units: Mapping[str, str], dark: bool) -> go.Bar:
    """The bars, as wide as `top` allows; hatched, empty or crossed where there is no figure. customdata are the
    positions of their rows."""
    colours, ink = base(dark), SERIES[0].colour(dark)
    shares = [0.0 if each.row["state"] in STATE_BOXES else each.row["value"] / top for each in tracks]
    boxes = [NO_FIGURE_BOX if each.row["state"] in STATE_BOXES else ZERO_BAR for each in tracks]
    ends = [{name: each.row.get(name, np.nan) / top for name in ("value", "low", "high")} for each in tracks]
    # An interval is drawn across the end of its bar, and would not be seen on its colour.
    fills = [colours.panel if has_ends(each.row) else ink if share else colours.paper
             for each, share in zip(tracks, shares, strict=True)]
    return go.Bar(
        orientation="h", x=[share or box for share, box in zip(shares, boxes, strict=True)],
        y=[each.middle for each in tracks], width=[TRACK] * len(tracks), hoverinfo="text",
        hovertext=[over_time.says(each.name, each.row, units) for each in tracks],
        customdata=[each.at for each in tracks],
        error_x=over_time.ends(ends, colours.ink) if any(map(has_ends, ends)) else None,
        marker=gaps.filled([STATE_BOXES.get(each.row["state"], "") for each in tracks], fills, dark))
