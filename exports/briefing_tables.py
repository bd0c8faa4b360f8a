"""The tables of a briefing: where platforms stand, and a figure's numbers, as a reader on paper takes them in."""

from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from charts.theme import finding_look
from charts.values import AT_LEAST, amount, at_least
from coordination.briefings.assembled import Scored
from coordination.exploring.explored import SUPPRESSED, Explored
from coordination.wording import counted, day_in_words, days_in_words
from data_model.words import CountState
from exports.flow import Table

MOST_ACROSS = 5  # groups that stand side by side; more of them stand below one another
MOST_ROWS = 300
SAID = {SUPPRESSED: "not shown", CountState.NOT_REPORTED: "not reported", CountState.NOT_APPLICABLE: "not applicable"}
SHOWN = frozenset({CountState.REPORTED, CountState.ZERO})
Place = tuple[str, str, str]
Row = dict[Hashable, Any]


def overview(cells: pd.DataFrame) -> Table:
    """Commitments by platforms: what was found, what the platform says where that differs, and its timeliness. `cells`
    has assembled.OVERVIEW_COLUMNS."""
    platforms = list(dict.fromkeys(cells["platform"]))
    titles = dict(zip(cells["commitment"], cells["title"], strict=True))
    found = {(row["platform"], row["commitment"]): row for row in cells.to_dict("records")}
    rows = [(f"{number}. {title}", *(_standing(found[name, number]) for name in platforms))
            for number, title in titles.items()]
    return Table(("Commitment", *platforms), tuple(rows), "Where the platforms stand on each commitment")


def standing(scored: Scored) -> Table:
    """One platform's commitments, a fact a column."""
    rows = [(f"{row['commitment']}. {row['title']}", finding_look(row["finding"]).word, str(row["claim"] or "nothing"),
             str(row["timeliness"]), day_in_words(row["due_on"])) for row in scored.cells.to_dict("records")]
    return Table(("Commitment", "Officials found", f"{scored.platform} says", "Updates are", "Next due"), tuple(rows),
                 f"Where {scored.platform} stands on each commitment")


def criteria(scored: Scored) -> Table:
    """One platform's criteria: what was found, and what Parley computes."""
    rows = [(f"{row['code']}. {row['text']}", finding_look(row["finding"]).word, str(row["figure"] or ""))
            for row in scored.criteria.to_dict("records")]
    return Table(("Criterion", "Officials found", "Computed from the record"), tuple(rows),
                 f"What was found of {scored.platform} on each criterion")


def figure(explored: Explored) -> tuple[Table, str]:
    """The numbers of a figure, groups side by side where they are few; and what to say of rows that are left out, which
    is nothing where all are there."""
    frame = explored.frame
    groups = list(dict.fromkeys(frame["group"]))
    table = _across(explored, groups) if len(groups) <= MOST_ACROSS else _below(explored)
    left_out = len(table.rows) - MOST_ROWS
    if left_out <= 0:
        return table, ""
    short = Table(table.headings, table.rows[:MOST_ROWS], table.alt, table.right)
    return short, f"{counted(left_out, 'more row')} can be read at the address of this figure."


def _across(explored: Explored, groups: list[str]) -> Table:
    """A row a measure, `within` and stretch of time; a column a group."""
    names = _names(explored)
    units = {each.key: each.unit for each in explored.meanings}
    cells: dict[Place, dict[str, str]] = {}
    for row in explored.frame.to_dict("records"):
        cells.setdefault(_place(row), {})[row["group"]] = _number(row, units.get(row["definition"], ""))
    shown = [at for at, several in enumerate(names.values()) if several]
    rows = tuple((*(place[at] for at in shown), *(values.get(group, "") for group in groups))
                 for place, values in cells.items())
    headings = tuple(name for name, several in names.items() if several)
    return Table((*headings, *(group or "Figure" for group in groups)), rows, explored.title,
                 frozenset(range(len(headings), len(headings) + len(groups))))


def _below(explored: Explored) -> Table:
    """A row a figure."""
    names = _names(explored)
    units = {each.key: each.unit for each in explored.meanings}
    shown = [at for at, several in enumerate(names.values()) if several]
    rows = tuple((row["group"], *(_place(row)[at] for at in shown), _number(row, units.get(row["definition"], "")))
                 for row in explored.frame.to_dict("records"))
    headings = (_split(explored, 0), *(name for name, several in names.items() if several), "Figure")
    return Table(headings, rows, explored.title, frozenset({len(headings) - 1}))


def _names(explored: Explored) -> Mapping[str, bool]:
    """What a row is told apart by, in the order of `_place`, and whether there is more than one of it."""
    frame = explored.frame
    return {"Measure": frame["measure"].nunique() > 1, _split(explored, 1): bool((frame["within"] != "").any()),
            "Days": True}


def _split(explored: Explored, at: int) -> str:
    by = explored.view.by
    return by[at].value.capitalize() if len(by) > at else ""


def _place(row: Row) -> Place:
    first, last = row["first_day"], row["last_day"]
    assert isinstance(first, date)
    assert isinstance(last, date)
    return str(row["measure"]), str(row["within"]), day_in_words(first) if first == last else days_in_words(first, last)


def _number(row: Row, unit: str) -> str:
    """1,204; ≥ 1,204 where parts or days are missing; 3.5 (2.1 to 4.8) hours; or why there is none."""
    if row["state"] not in SHOWN:
        return SAID[row["state"]]
    least = f"{AT_LEAST} " if at_least(row) else ""
    ends = [amount(row[name]) for name in ("low", "high") if not pd.isna(row[name])]
    between = f" ({ends[0]} to {ends[1]})" if len(set(ends)) > 1 else ""
    return f"{least}{amount(row['value'])}{between}{unit}"


def _standing(row: Row) -> str:
    return "\n".join(_facts(row))


def _facts(row: Row) -> Iterator[str]:
    """What stands in a cell of the overview, a line each."""
    yield finding_look(row["finding"]).word.capitalize()
    if row["claim"]:
        yield f"says: {row['claim']}"
    yield f"updates: {row['timeliness']}"
