"""The figure of a view: read once for each version of the data, and kept ready to send."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from charts import exploring
from charts.drawing import Caption
from charts.ready import ReadyFigure
from coordination.exploring import data, reading
from coordination.exploring.explored import SOURCE, Explored
from coordination.exploring.views import View
from exports import columns
from page_parts.kept import kept
from page_parts.visit import Visit

DAYS = ("first_day", "last_day")
ONLY_WHERE_SOME = ("parts_missing", "days_missing", "restated")
NUMBERS = ("value", "low", "high")
# Plotly's own toolbar would save pictures that do not say in themselves where they come from.
PLAIN = {"displayModeBar": False, "responsive": True}
CLEARED = "explore.cleared"  # how often what was selected in the figure was cleared


@dataclass(frozen=True)
class Drawn:
    """A figure that is ready to send, what it shows in words, its height in pixels; its table as the page shows it with
    the formats of its columns; and what each row of the table is called in addresses, and its group (its measure, where
    figures are not split)."""

    figure: ReadyFigure
    alt: str
    height: int
    table: pd.DataFrame
    formats: Mapping[str, object]
    rows: tuple[str, ...]
    groups: tuple[str, ...]


def drawn(here: Visit, view: View) -> Drawn:
    """A view's figure and table, on a light or a dark screen."""
    return _drawn((*here.key, view, st.context.theme.type == "dark"), here)


def show(each: Drawn) -> tuple[int, ...]:
    """The figure; marks in it can be selected. Returns the rows of the table that they stand for."""
    event = st.plotly_chart(
        each.figure, theme=None, key=f"explore.figure.{st.session_state.get(CLEARED, 0)}", alt=each.alt,
        on_select="rerun", selection_mode="points", config=PLAIN)
    return tuple(sorted({row for point in event["selection"]["points"] for row in _rows_of(point)}))


def look(each: Drawn, key: str) -> None:
    """The figure, to look at alone."""
    st.plotly_chart(each.figure, theme=None, key=key, alt=each.alt, config=PLAIN)


def clear() -> None:
    """Take back what was selected in the figure. A callback: the figure is another one then."""
    st.session_state[CLEARED] = st.session_state.get(CLEARED, 0) + 1


def _rows_of(point: Mapping[str, object]) -> list[int]:
    """The row that a selected mark stands for; marks that stand for none say nothing."""
    said = point.get("customdata")
    first = said[0] if isinstance(said, list) and said else said
    return [int(first)] if isinstance(first, int | float) else []


@kept(300)
def _explored(key: Hashable, here: Visit) -> Explored:
    assert isinstance(key, tuple)
    return reading.explore(here.session, here.viewer, here.letter, key[-1], as_at=here.as_at)


@kept(300)
def _drawn(key: Hashable, here: Visit) -> Drawn:
    """The key ends with the view and whether the screen is dark."""
    assert isinstance(key, tuple)
    *rest, dark = key
    explored = _explored(tuple(rest), here)
    figure = exploring.figure(explored, _caption(here, explored), marks=data.marks(here.letter), dark=dark)
    table = data.table(explored)
    titles, group = columns.shown(table.columns), "group" if explored.view.by else "measure"
    return Drawn(ReadyFigure(figure), exploring.alt(explored), int(figure.layout.height),
                 _shown(table, len(explored.meanings)).rename(columns=titles), _formats(titles),
                 tuple(data.row_names(explored.frame)), tuple(explored.frame[group]))


def _caption(here: Visit, explored: Explored) -> Caption:
    return Caption(title=explored.title, letter=here.letter.reference, source=SOURCE, as_at=explored.as_at,
                   marking=explored.marking, exercise=here.visitor.exercise, sha256=explored.sha256)


def _shown(table: pd.DataFrame, measures: int) -> pd.DataFrame:
    """Without columns that say nothing, or the same in every row; truths in words."""
    days = [table["first_day"].nunique() <= 1, table["last_day"].equals(table["first_day"])]
    needless = [*(name for name in ONLY_WHERE_SOME if not table[name].any()), *(["measure"] if measures == 1 else []),
                *(name for name, same in zip(DAYS, (days[0], any(days)), strict=True) if same)]
    shown = table.assign(restated=table["restated"].map({True: "yes", False: ""}))
    return shown.drop(columns=needless)


def _formats(titles: Mapping[str, str]) -> dict[str, object]:
    days = {titles[name]: st.column_config.DateColumn(format="D MMM YYYY") for name in DAYS}
    return days | {titles[name]: st.column_config.NumberColumn(format="localized") for name in NUMBERS
                   if name in titles}
