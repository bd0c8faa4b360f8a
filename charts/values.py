"""Values in words, and the round values that plots are drawn between. Rows have state, value, parts_missing and
days_missing and, where they were explored, low and high: the ends of an interval, or of bounds."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from charts.gaps import STATE_BOXES, days
from coordination.wording import counted, listed
from data_model.words import CountState

AT_LEAST = "≥"
FINE = 0.1  # below this, two places after the point would say nothing


def amount(value: float, unit: str = "") -> str:
    """1,234; 4.67%; 12.5 hours; 1 hour; 0.0042"""
    if 0 < abs(value) < FINE:
        return f"{value:.2g}{unit}"
    figures = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{figures}{unit.removesuffix('s') if value == 1 else unit}"


def at_least(row: Any) -> bool:
    """Whether a figure is a sum of which parts or days are missing."""
    return bool(row["state"] not in STATE_BOXES and (row["parts_missing"] > 0 or row["days_missing"] > 0))


def steps(top: float) -> list[float]:
    """Round values from 0 up to `top`, three to six of them."""
    size = 10.0 ** math.floor(math.log10(top))
    step = next(size * part for part in (0.2, 0.5, 1, 2) if top <= 5 * size * part)
    return [position * step for position in range(int(top / step) + 1)]


def value_words(row: Mapping[Any, Any], units: Mapping[str, str]) -> str:
    """1,234; at least 1,234 (2 days not reported); 12 hours (10 to 15); 0; not reported"""
    if row["state"] in STATE_BOXES:
        return str(row["state"])
    words = amount(row["value"], units.get(row["definition"], "")) + _ends(row)
    if not at_least(row):
        return words
    missing = [counted(int(row[name]), one) for name, one in (("parts_missing", "part"), ("days_missing", "day"))
               if row[name]]
    return f"at least {words} ({listed(missing)} not reported)"


def has_ends(row: Mapping[Any, Any]) -> bool:
    """Whether a figure comes with an interval or bounds, an open one included."""
    return not (pd.isna(row.get("low")) and pd.isna(row.get("high")))


def told(rows: pd.DataFrame, units: Mapping[str, str]) -> list[str]:
    """The figures of one group over time in words: the first, the highest and the last, and how often there is none."""
    having = rows[rows["value"].notna()].to_dict("records")
    parts = []
    if having:
        highest = max(having, key=lambda row: row["value"])
        for label, row in (("first", having[0]), ("highest", highest), ("last", having[-1])):
            parts.append(f"{label} {value_words(row, units)} ({days(row['first_day'], row['last_day'])})")
    for state in (CountState.ZERO, *STATE_BOXES):
        times = int((rows["state"] == state).sum())
        if times:
            parts.append(f"{state} {counted(times, 'time')}")
    return parts


def _ends(row: Mapping[Any, Any]) -> str:
    """“ (10 to 15)”, “ (from 10, without an upper end)”, or nothing."""
    if not has_ends(row):
        return ""
    low, high = row["low"], row["high"]
    if pd.isna(high):
        return f" (from {amount(low)}, without an upper end)"
    return f" (up to {amount(high)})" if pd.isna(low) else f" ({amount(low)} to {amount(high)})"
