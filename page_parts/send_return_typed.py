"""A short return, typed into a grid. It becomes the template's CSV and is checked as a file is."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from coordination.incidents import files
from coordination.incidents.vocabulary import NATIONS, Vocabulary
from page_parts import html
from page_parts.incident_words import NATION_NAMES, category_name, measure_name

COLUMNS = ["day", "last_day", "nation", "category", "measure", "value"]
BLANK_ROWS = 3


def grid(words: Vocabulary, platform_id: int, today: date) -> pd.DataFrame:
    """The grid, as it stands. Columns: COLUMNS; category and measure by the names that are shown."""
    html.show("send_return_typed.html")
    columns = st.column_config
    return st.data_editor(
        _blank(), key=f"send-return.grid.{platform_id}", num_rows="dynamic", hide_index=True,
        placeholder="",
        alt="The counts that you type, one in each row",
        column_config={
            "day": columns.DateColumn("Day", width=130, max_value=today, format="DD/MM/YYYY"),
            "last_day": columns.DateColumn("Last day, of a period", max_value=today, format="DD/MM/YYYY"),
            "nation": columns.SelectboxColumn("Nation", options=[NATION_NAMES[each] for each in NATIONS]),
            "category": columns.SelectboxColumn("Category", width="medium", options=list(categories(words))),
            "measure": columns.SelectboxColumn("Measure", width="medium", options=list(measures(words))),
            "value": columns.TextColumn("Value", help="A number, or the words “not reported” or “not applicable”."),
        })


def as_csv(typed: pd.DataFrame, words: Vocabulary) -> bytes:
    """What was typed, as the template's CSV, empty rows in their places too. Nothing where all of them are empty."""
    if not any(str(value).strip() for column in typed for value in typed[column].dropna()):
        return b""
    known = {**{name: each.value for each, name in NATION_NAMES.items()}, **categories(words), **measures(words)}
    codes = {name: typed[name].map(known) for name in ("nation", "category", "measure")}
    days = [_days(first, last) for first, last in zip(typed["day"], typed["last_day"], strict=True)]
    return files.typed(typed.assign(day=days, **codes))


def _days(first: Any, last: Any) -> str:
    """2019-11-18, or of a period 2019-11-18/2019-11-24; empty without a first day."""
    return "/".join(f"{pd.Timestamp(str(each)):%Y-%m-%d}" for each in (first, last) if not pd.isna(each))


def categories(words: Vocabulary) -> dict[str, str]:
    """The names of categories, to their codes."""
    return {category_name(words, each): each.code for each in words.categories}


def measures(words: Vocabulary) -> dict[str, str]:
    """The names of measures, to their keys."""
    return {measure_name(each): each.key for each in words.measures}


def _blank() -> pd.DataFrame:
    rows = pd.DataFrame({name: [None] * BLANK_ROWS for name in COLUMNS}, dtype="str")
    return rows.astype({"day": "datetime64[ns]", "last_day": "datetime64[ns]"})
