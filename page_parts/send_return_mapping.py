"""A table of the platform's own: which column is the day, which the count, and what holds for all rows. It is
remembered for the next table with the same header."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from coordination.incidents import mapping, mappings
from coordination.incidents.cells import Cells
from coordination.incidents.files import Unmapped
from coordination.incidents.rows import COLUMNS
from coordination.incidents.values import DayFormat
from coordination.incidents.vocabulary import NATIONS
from page_parts import html
from page_parts.incident_words import NATION_NAMES, category_name, measure_name, words_of
from page_parts.send_return_desk import Desk
from page_parts.visit import Visit

SAME = ""  # stands for “the same for all rows” among the names of columns, none of which is empty
LABELS = {"day": "Day or period", "nation": "Nation", "category": "Category", "measure": "Measure", "value": "Count"}
Given = dict[str, Any]
Reading = Callable[..., Cells | Unmapped]


def read(here: Visit, desk: Desk, reading: Reading, given: Given | None) -> Cells | Unmapped:
    """Read a file; a table of the platform's own as `given` says, or as was remembered. What was given is remembered
    once the table can be read so. Raises Invalid."""
    found = reading()
    if not isinstance(found, Unmapped):
        return found
    desk.table = found
    if given is None:
        return mappings.as_remembered(here.session, here.viewer, desk.platform_id, reading, found)
    cells = reading(mapping=mapping.chosen(given))
    mappings.remember(here.engine, here.viewer, desk.platform_id, found.header_hash, given)
    return cells


def ask(here: Visit, desk: Desk, table: Unmapped) -> Given | None:
    """The table's first rows and a choice for each part of a count. Returns what was chosen once the button is
    pressed, else None."""
    html.show("send_return_mapping.html", missing=[LABELS.get(name, name).lower() for name in table.missing])
    st.dataframe(_sample(table), hide_index=True, alt="The first rows of the file", key=_key(desk, table, "sample"))
    known = mappings.remembered(here.session, here.viewer, desk.platform_id, table.header_hash)
    before = known or table.suggested.model_dump(mode="json", exclude_none=True)
    given = {name: _source(here, desk, table, name, before.get(name) or {}) for name in COLUMNS}
    if given["day"] and given["day"].get("column"):
        formats = list(DayFormat)
        given["day_format"] = st.selectbox(
            "How the table writes days", formats, format_func=_format_words, placeholder="Choose how days are written",
            index=formats.index(DayFormat(before["day_format"])) if before.get("day_format") else None,
            key=_key(desk, table, "day_format"))
    pressed = st.button("Read the table this way", type="primary", key=_key(desk, table, "read"))
    return {name: value for name, value in given.items() if value} if pressed else None


def _source(here: Visit, desk: Desk, table: Unmapped, name: str, before: Mapping[str, str]) -> dict[str, str] | None:
    """The column of one part, or what holds for all rows; None where nothing is chosen."""
    columns = [each for each in dict.fromkeys(table.header) if each.strip() and table.header.count(each) == 1]
    options = columns if name == "value" else [SAME, *columns]
    usual = SAME if "constant" in before else before.get("column")
    column = st.selectbox(
        f"{LABELS[name]}: which column?", options, placeholder="Choose a column",
        index=options.index(usual) if usual in options else None, key=_key(desk, table, f"column.{name}"),
        format_func=lambda each: html.plain(each) if each else "No column: the same for all rows")
    if column is None:
        return None
    return {"column": column} if column else _constant(here, desk, table, name, before.get("constant"))


def _constant(here: Visit, desk: Desk, table: Unmapped, name: str, before: str | None) -> dict[str, str] | None:
    label, key = f"{LABELS[name]} of all rows", _key(desk, table, f"constant.{name}")
    if name == "day":
        text = st.text_input(f"{label}, such as 2019-11-18 or 2019-11-18/2019-11-24", before or "", key=key)
        return {"constant": text.strip()} if text.strip() else None
    words = words_of(here)
    known = {"nation": {each.value: NATION_NAMES[each] for each in NATIONS},
             "category": {each.code: category_name(words, each) for each in words.categories},
             "measure": {each.key: measure_name(each) for each in words.measures}}[name]
    chosen = st.selectbox(label, list(known), format_func=known.__getitem__, placeholder="Choose one", key=key,
                          index=list(known).index(before) if before in known else None)
    return {"constant": chosen} if chosen else None


def _sample(table: Unmapped) -> pd.DataFrame:
    """The first rows, as text; a frame to be shown has no name twice, so repeated ones get their place."""
    names = [name if name.strip() and table.header.count(name) == 1 else f"{name} (column {position})"
             for position, name in enumerate(table.header, start=1)]
    return pd.DataFrame([dict(zip(names, row, strict=True)) for row in table.sample], columns=names, dtype="str")


def _format_words(each: DayFormat) -> str:
    return str(each.value)


def _key(desk: Desk, table: Unmapped, name: str) -> str:
    return f"send-return.map.{name}.{desk.platform_id}.{table.header_hash[:16]}"
