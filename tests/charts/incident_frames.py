"""Frames of incident counts, made up for figures to draw."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pandas as pd

from charts.definitions import Definition
from data_model.words import CountState, Statistic

FIRST = date(2019, 11, 18)
NOTICES = Definition("notices", "Notices received", "definition 1", "Notices of content that somebody holds to be "
                     "against the law or the terms", "European Commission, Implementing Regulation (EU) 2024/2835")
REPLIES = Definition("replies", "Abusive replies to MPs on Twitter", "", "replies classed as abusive by the authors' "
                     "automatic method", "Gorrell and others (2020)", "%")
TWEETS = Definition("tweets", "Abusive tweets at candidates", "", "a different classifier and population",
                    "polimonitor.com", "%")
STATES = {"n": CountState.NOT_REPORTED, "-": CountState.NOT_APPLICABLE}
HEAD = ["group", "definition", "first_day", "last_day", "state", "value", "parts_missing", "days_missing"]


def series(groups: Mapping[str, Sequence[float | str]], *, definition: str = "notices", days: int = 1,
           parts_missing: int = 0, days_missing: int = 0) -> pd.DataFrame:
    """A row for each value of each group, one bucket of `days` after the other; “n” is not reported, “-” is not
    applicable."""
    rows = []
    for group, values in groups.items():
        for position, value in enumerate(values):
            first = FIRST + timedelta(days=position * days)
            state = STATES.get(str(value), CountState.REPORTED if value else CountState.ZERO)
            number = None if str(value) in STATES else float(value)
            rows.append((group, definition, first, first + timedelta(days=days - 1), state, number, parts_missing,
                         days_missing))
    frame = pd.DataFrame(rows, columns=HEAD)
    return frame.astype({"value": float})


def the_pair() -> pd.DataFrame:
    """What two sources published for one week of November 2019, in per cent."""
    return pd.DataFrame([
        ("Abusive replies to MPs", "replies", date(2019, 11, 10), date(2019, 11, 16), CountState.REPORTED, 4.67, 0, 0),
        ("Abusive tweets at candidates", "tweets", date(2019, 11, 11), date(2019, 11, 11), CountState.REPORTED,
         16.51, 0, 0)], columns=HEAD)


def actions(**hours: Sequence[float | None]) -> pd.DataFrame:
    """For each platform (its name in small letters): median, its week before, 90th percentile, its week before."""
    rows = []
    for platform, (median, median_before, most, most_before) in hours.items():
        for statistic, value, before in ((Statistic.MEDIAN, median, median_before), (Statistic.P90, most, most_before)):
            states = [CountState.NOT_REPORTED if each is None else CountState.REPORTED for each in (value, before)]
            rows.append((platform.title(), "All entries", statistic, states[0], value, states[1], before))
    head = ["platform", "category", "statistic", "state", "value", "before_state", "before"]
    return pd.DataFrame(rows, columns=head).astype({"value": float, "before": float})
