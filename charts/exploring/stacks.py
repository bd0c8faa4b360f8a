"""Figures that may be added up, one upon the other: bars with room between them, or areas without. Where a part has no
figure the pile is lower for it, which a hatched band and ≥ say."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go

from charts import over_time
from charts.exploring import bars, events, fills
from charts.exploring.days import Way, over_days
from charts.exploring.drawing import Drawing, Drawn, Trace
from charts.exploring.strands import Panel, Strand, panels
from charts.gaps import MILLISECONDS_A_DAY, STATE_BOXES, days
from charts.over_time import HEADROOM, Span
from charts.theme import base, plain
from charts.totals import GAP, TRACK
from charts.values import AT_LEAST, amount, at_least, value_words
from coordination.exploring.explored import SUPPRESSED
from coordination.wording import listed
from data_model.words import CountState

Row = Mapping[Any, Any]
LACKING = (CountState.NOT_REPORTED.value, SUPPRESSED)  # by which a pile is lower than it should be
WHOLE = 1.0  # of a bucket, that an area takes


def stacked(drawing: Drawing) -> Drawn:
    """Bars over time, or in total, whose parts are the strands."""
    if len(drawing.strands) > fills.MOST:
        return bars.bars(drawing)
    return _in_total(drawing) if drawing.in_total else _over_days(drawing, bars.FULL)


def area(drawing: Drawing) -> Drawn:
    """The same without room between: a figure holds for the whole of its bucket, and nothing is drawn in between."""
    return _over_days(drawing, WHOLE) if len(drawing.strands) <= fills.MOST else bars.bars(drawing)


def _over_days(drawing: Drawing, share: float) -> Drawn:
    def paint(drawing: Drawing, panel: Panel, axis: str, _over: Span, top: float) -> Sequence[Trace]:
        return [*_piles(drawing, panel, axis, share), *_lacking(drawing, panel, axis, top)]

    return over_days(drawing, [Panel("", tuple(drawing.with_figures()))], Way(paint, fills.name, _highest))


def _highest(panel: Panel) -> float:
    return float(panel.frame.groupby("first_day")["value"].sum().max() or 1.0) * HEADROOM


def _piles(drawing: Drawing, panel: Panel, axis: str, share: float) -> Iterator[Trace]:
    """The strands' bars, each upon those before."""
    heights: dict[date, float] = defaultdict(float)
    for position, strand in enumerate(panel.strands):
        records = strand.rows.to_dict("records")
        lengths = [((row["last_day"] - row["first_day"]).days + 1) * MILLISECONDS_A_DAY for row in records]
        yield go.Bar(
            name=plain(strand.name), yaxis=axis, x=[row["first_day"].isoformat() for row in records],
            offset=[each * (1 - share) / 2 for each in lengths], width=[each * share for each in lengths],
            base=[heights[row["first_day"]] for row in records], y=[_shown(row) for row in records], hoverinfo="text",
            hovertext=[over_time.says(strand.name, row, drawing.units) for row in records],
            customdata=list(strand.rows.index), marker=fills.marker(position, drawing.dark, edge=share < WHOLE))
        begins = [length * (position + 0.5) / len(panel.strands) for length in lengths]
        yield from bars.zeros(strand, panel, drawing, axis, [
            (over_time.later(row["first_day"], begin), heights[row["first_day"]])
            for row, begin in zip(records, begins, strict=True)])
        for row in records:
            heights[row["first_day"]] += _shown(row) or 0.0


def _shown(row: Row) -> float | None:
    return None if row["state"] in STATE_BOXES else float(row["value"])


def _lacking(drawing: Drawing, panel: Panel, axis: str, top: float) -> list[Trace]:
    """Over the stretches in which a part has no figure, a band; and ≥ upon what is at least so high."""
    frame = panel.frame
    rows = {first: frame[frame["first_day"] == first] for first in sorted(set(frame["first_day"]))}
    lacks = {first: each[each["state"].isin(LACKING)] for first, each in rows.items()}
    found = {first: each for first, each in lacks.items() if len(each)}
    least = [first for first, each in rows.items() if first in found or any(map(at_least, each.to_dict("records")))]
    last = {first: max(each["last_day"]) for first, each in rows.items()}
    colours = base(drawing.dark)
    bands = go.Bar(
        yaxis=axis, x=[first.isoformat() for first in found], y=[top] * len(found), offset=0,
        width=[((last[first] - first).days + 1) * MILLISECONDS_A_DAY for first in found], hoverinfo="text",
        hovertext=[f"{days(first, last[first])}<br>{plain(_without(panel, each))}" for first, each in found.items()],
        customdata=[int(each.index[0]) for each in found.values()],
        marker={"color": "rgba(0,0,0,0)", "line": {"width": 1, "color": colours.muted},
                "pattern": {"shape": "/", "size": 12, "solidity": 0.08, "fgcolor": colours.muted,
                            "fillmode": "replace"}})
    marks = go.Scatter(
        mode="text", yaxis=axis, hoverinfo="skip", cliponaxis=False, textposition="top center",
        x=[over_time.middle(first, last[first]) for first in least],
        y=[float(rows[first]["value"].sum()) for first in least], text=[AT_LEAST] * len(least),
        textfont={"size": 12, "color": colours.ink})
    return [bands, marks]


def _without(panel: Panel, rows: Any) -> str:
    """“not reported: Twitter; suppressed: Google”"""
    states: dict[str, list[str]] = defaultdict(list)
    names = {at: strand.name for strand in panel.strands for at in strand.rows.index}
    for at, state in zip(rows.index, rows["state"], strict=True):
        states[str(state)].append(names[at])
    return "; ".join(f"{state}: {listed(found)}" for state, found in states.items())


def _in_total(drawing: Drawing) -> Drawn:
    """A track for each group, of its parts; or one, of the groups."""
    sheet = drawing.sheet
    events.listed(sheet, drawing.explored.view)
    split = any(each.within for each in drawing.strands)
    piles = panels(drawing.strands, apart=True) if split else [Panel("", tuple(drawing.strands))]
    if split and any(len(pile.strands) == 1 for pile in piles):
        piles = [Panel("", tuple(drawing.strands))]
    names = list(dict.fromkeys(each.name for pile in piles for each in pile.strands))
    traces: list[Trace] = [*fills.name(drawing, names, None)]
    highest = max(sum(_shown(row) or 0.0 for _, _, row in _parts(pile)) for pile in piles) or 1.0
    for pile in piles:
        traces += _track(drawing, pile, names, highest)
    return traces, {}


def _parts(pile: Panel) -> list[tuple[Strand, int, Row]]:
    return [(strand, int(strand.rows.index[0]), strand.rows.iloc[0].to_dict()) for strand in pile.strands]


def _track(drawing: Drawing, pile: Panel, names: Sequence[str], highest: float) -> Iterator[Trace]:
    """What the pile comes to and of what, in words, and its bar."""
    sheet, parts = drawing.sheet, _parts(pile)
    lacking = any(row["state"] in LACKING or at_least(row) for _, _, row in parts)
    whole = sum(_shown(row) or 0.0 for _, _, row in parts)
    sheet.write(f"{pile.title}: {'at least ' if lacking else ''}{amount(whole)}" if pile.title else
                f"{'At least ' if lacking else ''}{amount(whole)} together", bold=True, after=1)
    sheet.write("; ".join(f"{strand.name} {value_words(row, drawing.units)}" for strand, _, row in parts), size=11,
                after=3)
    middle, begins = sheet.y + TRACK / 2, 0.0
    sheet.y += TRACK + GAP
    for strand, at, row in parts:
        share = (_shown(row) or 0.0) / highest
        yield go.Bar(orientation="h", base=[begins], x=[share], y=[middle], width=[TRACK], customdata=[at],
                     hoverinfo="text", hovertext=[over_time.says(pile.whole_name(strand), row, drawing.units)],
                     marker=fills.marker(names.index(strand.name), drawing.dark))
        begins += share
