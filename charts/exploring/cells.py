"""Heat maps: a row of cells for each group, over days or across the parts of a second split. A cell says its value
where there is room; it is the stronger the higher the value, in steps that the key names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from charts import over_time
from charts.drawing import broken, height, width
from charts.exploring import events
from charts.exploring.drawing import Drawing, Drawn
from charts.exploring.events import Lines
from charts.gaps import MEANINGS, MILLISECONDS_A_DAY, SAMPLE, STATE_BOXES
from charts.over_time import AT_LEAST_MEANS, ZERO_MEANS
from charts.theme import SERIES, base, blend, readable
from charts.values import AT_LEAST, amount, at_least, steps
from data_model.words import CountState

CELL, SWATCH, SIZE = 22, 14, 11
DOTS = "."  # plotly's name for how a zero is filled that has no room for its figure
Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Cell:
    """A rectangle: where it begins and how long it is on its axis, its middle in pixels, and what it shows. `at` is
    the position of its row in the frame; samples in the key have none."""

    begins: object
    length: float
    middle: float
    state: str
    words: str = ""
    value: float = 0.0
    says: str = ""
    at: int | None = None


@dataclass(frozen=True)
class Scale:
    """The steps of the colours: a value belongs to the first step whose end is not below it."""

    ends: tuple[float, ...]
    dark: bool

    def colour(self, value: float) -> str:
        number = next((at for at, end in enumerate(self.ends) if value <= end), len(self.ends) - 1)
        return blend(base(self.dark).panel, SERIES[0].colour(self.dark), (number + 1) / len(self.ends))


def heat(drawing: Drawing) -> Drawn:
    """The map, over days where the view has them."""
    return _across(drawing) if drawing.in_total else _over_days(drawing)


def _over_days(drawing: Drawing) -> Drawn:
    sheet, frame = drawing.sheet, drawing.explored.frame
    over = over_time.whole(frame)
    lines = Lines(sheet, over, drawing.events)
    lines.begin()
    cells: list[Cell] = []
    for strand in drawing.strands:
        top = sheet.y
        words = broken(strand.name, sheet.room, 12, bold=True)
        sheet.label(words, x=0, y=top, bold=True, behind=base(drawing.dark).paper)
        sheet.y += height(words, 12) + 2
        lines.through(top, sheet.y)
        for at, row in zip(strand.rows.index, strand.rows.to_dict("records"), strict=True):
            days = (row["last_day"] - row["first_day"]).days + 1
            says = over_time.says(strand.name, row, drawing.units)
            cells.append(Cell(row["first_day"].isoformat(), days * MILLISECONDS_A_DAY, sheet.y + CELL / 2,
                              row["state"], _words(row, days * sheet.room / over.days), row["value"], says, at))
        sheet.y += CELL + 6
    over_time.day_axis(sheet, sorted(set(frame["first_day"])), over)
    unit = sheet.indent * SAMPLE * over.days * MILLISECONDS_A_DAY
    return _drawn(drawing, cells, over.ends[0], unit), {"type": "date", "range": list(over.ends)}


def _across(drawing: Drawing) -> Drawn:
    """A row for each part of the first split, a column for each of the second."""
    sheet = drawing.sheet
    events.listed(sheet, drawing.explored.view)
    columns = list(dict.fromkeys(each.within for each in drawing.strands))
    _headings(drawing, columns)
    cells: list[Cell] = []
    for group in dict.fromkeys(each.group for each in drawing.strands):
        sheet.write(group, bold=True, after=2)
        for strand in (each for each in drawing.strands if each.group == group):
            row, at = strand.rows.iloc[0].to_dict(), int(strand.rows.index[0])
            cells.append(Cell(columns.index(strand.within) / len(columns), 1 / len(columns), sheet.y + CELL / 2,
                              row["state"], _words(row, sheet.room / len(columns)), row["value"],
                              over_time.says(strand.name, row, drawing.units), at))
        sheet.y += CELL + 6
    sheet.y += 4
    return _drawn(drawing, cells, 0.0, sheet.indent * SAMPLE), {}


def _headings(drawing: Drawing, columns: Sequence[str]) -> None:
    """The names of the columns; where they are wider than those, numbers, which are said first."""
    sheet, room = drawing.sheet, drawing.sheet.room / len(columns)
    fit = max(width(each, SIZE) for each in columns) <= room - 4
    if not fit:
        for number, name in enumerate(columns, start=1):
            sheet.meaning(str(number), name)
        sheet.y += 6
    for number, name in enumerate(columns):
        sheet.label([name if fit else str(number + 1)], x=(number + 0.5) / len(columns), y=sheet.y, size=SIZE,
                    ink=drawing.muted, anchor="center")
    sheet.y += 20


def _words(row: Row, pixels: float) -> str:
    """The figure in a cell, as far as there is room."""
    if row["state"] in STATE_BOXES:
        return ""
    least = AT_LEAST if at_least(row) else ""
    return next((each for each in (least + amount(row["value"]), least) if width(each, SIZE) <= pixels - 2), "")


def _drawn(drawing: Drawing, cells: Sequence[Cell], left: object, wide: float) -> list[go.Bar]:
    """The cells, and the key with its samples, which begin at `left` and are so `wide`."""
    sheet, dark = drawing.sheet, drawing.dark
    figures = [each.value for each in cells if each.state == CountState.REPORTED]
    scale = Scale(tuple(_ends(max(figures))) if figures else (1.0,), dark)
    cells = [*cells, *_key(drawing, cells, scale if figures else None, left, wide)]
    colours = base(dark)
    fills = [scale.colour(each.value) if each.state == CountState.REPORTED else colours.paper for each in cells]
    shapes = [DOTS if each.state == CountState.ZERO and not each.words else STATE_BOXES.get(each.state, "")
              for each in cells]
    sheet.y += 6
    return [go.Bar(
        orientation="h", base=[each.begins for each in cells], x=[each.length for each in cells],
        y=[each.middle for each in cells], width=[SWATCH if each.at is None else CELL for each in cells],
        text=[each.words for each in cells], textposition="inside", insidetextanchor="middle", textangle=0,
        constraintext="none", insidetextfont={"size": SIZE, "color": [readable(each) for each in fills]},
        hoverinfo="text", hovertext=[each.says for each in cells], customdata=[each.at for each in cells],
        marker={"color": fills, "line": {"width": 1, "color": colours.line},
                "pattern": {"shape": shapes, "size": 5, "solidity": 0.35, "fgcolor": colours.ink,
                            "fillmode": "overlay"}})]


def _ends(highest: float) -> list[float]:
    """Where the steps of the colours end: at the values that an axis would name."""
    named = steps(highest)[1:]
    return named if named[-1] >= highest else [*named, named[-1] + named[0]]


def _key(drawing: Drawing, cells: Sequence[Cell], scale: Scale | None, left: object, wide: float) -> list[Cell]:
    """What the colours, the marks and the kinds of gaps mean, of those that are there."""
    sheet, samples = drawing.sheet, []
    states = {each.state for each in cells}

    def sample(state: str, words: str, value: float = 0.0) -> None:
        samples.append(Cell(left, wide, sheet.y + 8, state, "0" if state == CountState.ZERO else "", value, words))
        sheet.meaning("", words)

    for start, end in zip((0.0, *scale.ends), scale.ends, strict=False) if scale else ():
        sample(CountState.REPORTED, f"{'up to' if not start else f'over {amount(start)}, up to'} {amount(end)}", end)
    if CountState.ZERO in states:
        sample(CountState.ZERO, ZERO_MEANS)
    for state, words in MEANINGS.items():
        if state in states:
            sample(state, words)
    if any(each.words.startswith(AT_LEAST) for each in cells):
        sheet.meaning(AT_LEAST, AT_LEAST_MEANS)
    return samples


