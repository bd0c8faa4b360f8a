"""Where there is no figure: boxes in a strip under a plot, which say why. Each reason looks like itself, and none like
a zero."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go

from charts.drawing import Sheet
from charts.theme import base, plain
from coordination.exploring.explored import NOT_KNOWN_YET, SUPPRESSED
from coordination.wording import day_in_words, days_in_words
from data_model.words import CountState

STRIP = 10
SAMPLE = 2 / 3  # of the key's indent
MILLISECONDS_A_DAY = 86_400_000
# plotly's names for how a box is filled: hatched, empty, crossed, squared.
STATE_BOXES: dict[str, str] = {CountState.NOT_REPORTED: "/", CountState.NOT_APPLICABLE: "", SUPPRESSED: "x",
                               NOT_KNOWN_YET: "+"}
MEANINGS: dict[str, str] = {
    CountState.NOT_REPORTED: "not reported: a gap, not a zero",
    CountState.NOT_APPLICABLE: "not applicable: there was nothing to count",
    SUPPRESSED: "suppressed: there were some, too few to be shown",
    NOT_KNOWN_YET: "not known yet: too much is still open",
}


@dataclass(frozen=True)
class Box:
    """A run of days without a figure, in the strip under a plot; or its sample in the key. `row` is the position of
    its row in the frame that is drawn."""

    first: date
    days: float
    middle: float
    state: str
    group: str = ""
    row: int | None = None

    @property
    def says(self) -> str:
        """What is shown when it is pointed at."""
        if self.row is None:
            return MEANINGS[self.state]
        return f"{plain(self.group)}<br>{days(self.first, self.last)}<br>{self.state}"

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)


def days(first: date, last: date) -> str:
    """2 December 2019; 2 to 8 December 2019"""
    return day_in_words(first) if first == last else days_in_words(first, last)


def strip(sheet: Sheet, group: str, rows: pd.DataFrame, *, several: bool) -> list[Box]:
    """The buckets in which a group has no figure, a box each; they take no room where there are none. Where `several`
    groups share the plot, each strip says whose it is."""
    without = rows[rows["state"].isin(list(STATE_BOXES))]
    if without.empty:
        return []
    sheet.y += 6
    if several:
        sheet.write(f"{group}: days without a figure", size=11, muted=True, after=3)
    middle = sheet.y + STRIP / 2
    sheet.y += STRIP
    return [Box(first, (last - first).days + 1, middle, str(state), group, int(row)) for row, state, first, last in
            zip(without.index, without["state"], without["first_day"], without["last_day"], strict=True)]


def joined(strips: Iterable[Box]) -> list[Box]:
    """The boxes with those that touch and are of a kind made one."""
    found: list[Box] = []
    for box in strips:
        before = found[-1] if found else None
        if before and (before.middle, before.state, before.last) == (box.middle, box.state, box.first - timedelta(1)):
            found[-1] = replace(before, days=before.days + box.days)
        else:
            found.append(box)
    return found


def key(sheet: Sheet, states: Collection[str], left: date, span: float) -> list[Box]:
    """Say what each kind of box means, of those that are there, and return their samples. `left` and `span` are where
    the axis of days begins, and how many it has."""
    samples = []
    for state, words in MEANINGS.items():
        if state in states:
            samples.append(Box(left, span * sheet.indent * SAMPLE, sheet.y + 8, state))
            sheet.meaning("", words)
    return samples


def drawn(found: Sequence[Box], dark: bool, *, numbered: bool = False) -> go.Bar:
    """The strips, and their samples. `numbered` gives each the position of its row as customdata, for selecting."""
    return go.Bar(
        orientation="h", base=[each.first.isoformat() for each in found],
        x=[each.days * MILLISECONDS_A_DAY for each in found], y=[each.middle for each in found],
        width=[STRIP] * len(found), hoverinfo="text", hovertext=[each.says for each in found],
        customdata=[each.row for each in found] if numbered else None,
        marker=filled([STATE_BOXES[each.state] for each in found], base(dark).paper, dark))


def filled(shapes: Sequence[str], colour: str | Sequence[str], dark: bool) -> dict[str, object]:
    """The marker of bars and boxes: `colour` under hatching in ink, for each the one of plotly's `shapes`."""
    colours = base(dark)
    return {"color": colour, "line": {"width": 1, "color": colours.muted},
            "pattern": {"shape": list(shapes), "size": 5, "solidity": 0.35, "fgcolor": colours.ink,
                        "fillmode": "overlay"}}
