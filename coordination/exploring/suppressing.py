"""Small numbers are not shown, so that nobody can be picked out; nor is a number from which one could be worked out.
Pure."""

import pandas as pd

from coordination.exploring.explored import SUPPRESSED
from data_model.words import CountState

LINES = (["within", "first_day"], ["group", "first_day"])


def hidden(frame: pd.DataFrame, under: int) -> pd.DataFrame:
    """The rows with every reported number smaller than `under` hidden; zeros stay. Needs group, within, first_day,
    state and value, of one measure that adds up, and a row for each of an index of its own.

    Where one number alone is hidden of those that make up a sum (the groups of one stretch of time and one `within`,
    or the other way round), whoever knows the sum could work it out: so the next smallest is hidden too. Of two that
    are alike it is the earlier row.
    """
    reported = frame["state"] == CountState.REPORTED.value
    away = reported & (frame["value"] < under)
    while True:
        more = [place for line in LINES for place in _next(frame[reported], away[reported], line)]
        if not more:
            return frame.assign(state=frame["state"].mask(away, SUPPRESSED), value=frame["value"].mask(away))
        away |= frame.index.isin(more)


def statement(under: int) -> str:
    """What a figure with hidden numbers says."""
    return f"Numbers under {under} are not shown, so that nobody can be picked out."


def _next(reported: pd.DataFrame, away: "pd.Series[bool]", line: list[str]) -> list[int]:
    """Of each line with one hidden number alone, the smallest of the others."""
    alone = away.groupby([reported[name] for name in line]).transform("sum") == 1
    others = reported[alone & ~away].sort_values("value", kind="stable")
    return others.drop_duplicates(line).index.tolist()
