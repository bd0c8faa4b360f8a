"""Tables on slides, native ones: the rows of a figure as they are, or crossed, its numbers shaded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Emu, Inches, Pt

from charts.theme import LIGHT, SERIES
from coordination.exploring import data
from coordination.exploring.explored import Explored
from exports.cells import cell, holdable, in_words
from exports.columns import shown
from exports.native_charts import FONT, days_on_axis, rgb

ACROSS, DOWN = 12, 14  # columns and rows on one slide
MOST_ROWS = 20 * DOWN
GRID = "{5940675A-B579-460E-94D1-54222C63F5DA}"  # Office's style “No Style, Table Grid”
SHORTEST, LONGEST = 10, 45  # letters by which columns share the width
DARKEST = 0.6  # of the colour in the paper: black on it keeps 7:1


@dataclass(frozen=True)
class Table:
    """What stands on one slide. `shades` are shares of the highest value, by row and column below the header."""

    rows: Sequence[Sequence[str]]
    shades: dict[tuple[int, int], float]


def listed(explored: Explored) -> list[Table]:
    """The figure's table, as many rows on each slide as fit."""
    table = data.table(explored)
    titles = list(shown(table.columns).values())
    rows = [[in_words(cell(value)) for value in row] for row in table[:MOST_ROWS].itertuples(index=False)]
    return [Table([titles, *rows[start:start + DOWN]], {}) for start in range(0, len(rows), DOWN)]


def cut(explored: Explored) -> Iterator[str]:
    """What a slide says where not all rows are shown."""
    if len(explored.frame) > MOST_ROWS:
        yield (f"These slides have the first {MOST_ROWS} of {len(explored.frame):,} rows. The figure’s CSV and XLSX "
               "files have them all.")


def crossed(explored: Explored) -> list[Table]:
    """Groups against stretches of time, or against the second split: a heat map, its numbers in words. What there is
    more of goes down, so that its names have room."""
    frame, splits = explored.frame, len(explored.view.by)
    one = frame["group"] if splits else frame["measure"]
    other = frame["within"] if splits > 1 else days_on_axis(frame["first_day"])
    down, across = (other, one) if splits > 1 and other.nunique() > one.nunique() else (one, other)
    top = frame["value"].max()
    words = {key: (_figure(row), row["value"] / top if row["value"] > 0 else 0.0)
             for key, row in zip(zip(down, across, strict=True), frame.to_dict("records"), strict=True)}
    rows, columns = list(dict.fromkeys(down)), list(dict.fromkeys(across))
    return [_part(words, rows[first:first + DOWN], columns[left:left + ACROSS])
            for first in range(0, len(rows), DOWN) for left in range(0, len(columns), ACROSS)]


def place(slide: Slide, table: Table, left: int, top: int, width: int) -> None:
    """Put a table on a slide: black on white, on a plain grid."""
    high = Inches(0.27)
    made = slide.shapes.add_table(len(table.rows), len(table.rows[0]), Emu(left), Emu(top), Emu(width),
                                  Emu(high * len(table.rows))).table
    for style in made._tbl.iter(qn("a:tableStyleId")):
        style.text = GRID
    widths = [max(SHORTEST, *(min(len(text), LONGEST) for text in texts)) for texts in zip(*table.rows, strict=True)]
    for column, share in enumerate(widths):
        made.columns[column].width = Emu(width * share // sum(widths))
    for row, texts in enumerate(table.rows):
        for column, text in enumerate(texts):
            place_ = made.cell(row, column)
            place_.margin_top = place_.margin_bottom = Inches(0.02)
            place_.text_frame.text = holdable(text)
            font = place_.text_frame.paragraphs[0].font
            font.size, font.name, font.bold, font.color.rgb = Pt(10), FONT, row == 0, rgb(LIGHT.ink)
            if shade := table.shades.get((row, column)):
                place_.fill.solid()  # type: ignore[no-untyped-call]
                place_.fill.fore_color.rgb = rgb(_shaded(shade))


def _part(words: dict[tuple[str, str], tuple[str, float]], rows: list[str], columns: list[str]) -> Table:
    found = [[words.get((row, column), ("", 0.0)) for column in columns] for row in rows]
    shades = {(down, across): share for down, row in enumerate(found, start=1)
              for across, (_, share) in enumerate(row, start=1) if share}
    return Table([["", *columns], *([row, *(text for text, _ in texts)]
                                    for row, texts in zip(rows, found, strict=True))], shades)


def _figure(row: Mapping[Any, Any]) -> str:
    """1,234; ≥ 1,234; not reported"""
    if row["value"] != row["value"]:
        return str(row["state"])
    lacking = row["parts_missing"] or row["days_missing"]
    return f"≥ {in_words(row['value'])}" if lacking else in_words(row["value"])


def _shaded(share: float) -> str:
    """The first series' colour, the stronger the higher."""
    digits = SERIES[0].light.removeprefix("#")
    full = [int(digits[place:place + 2], 16) for place in (0, 2, 4)]
    return "".join(f"{round(255 - (255 - each) * DARKEST * share):02x}" for each in full)
