"""Signals and how long they took, made up for estimates and figures: in the shape of reading.pairs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from coordination.letters import LetterInView
from data_model.words import Marking

NOW = datetime(2019, 12, 2, 9, tzinfo=UTC)
LETTER = LetterInView(1, "MCO/00433", "A letter", date(2019, 11, 5), (), "", "", Marking.OFFICIAL, "An election",
                      date(2019, 11, 6), datetime(2019, 11, 14, 16, tzinfo=UTC), date(2019, 12, 12), None, None, 90, 7)
COLUMNS = ["signal_id", "from_platform", "from_slug", "to_platform", "to_slug", "category", "category_code",
           "shared_at", "acknowledged_at", "acted_at", "ended_at"]


def letter(**changes: object) -> LetterInView:
    """The letter of 5 November, with changes."""
    return replace(LETTER, **changes)  # type: ignore[arg-type]


def pairs(*rows: tuple[datetime, float | None], from_: str = "Twitter", to: str = "Facebook",
          category: str = "Threats", ended_at: datetime | None = None) -> pd.DataFrame:
    """A row a signal: when it was shared, and after how many hours it was acknowledged and acted on (None: it is
    open)."""
    made = []
    for number, (shared, hours) in enumerate(rows, 1):
        at = None if hours is None else shared + timedelta(hours=hours)
        made.append((number, from_, from_.lower(), to, to.lower(), category, category.upper(), shared, at, at,
                     ended_at))
    return pd.DataFrame(made, columns=COLUMNS)


def shared_on(day: date, *hours: float | None) -> list[tuple[datetime, float | None]]:
    """Signals shared at noon of a day, with their hours for `pairs`."""
    return [(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), each) for each in hours]


def many(observed: Sequence[tuple[float, bool]]) -> pd.DataFrame:
    """Pairs that were answered (True), or open until NOW (False), after so many hours."""
    return pairs(*((NOW - timedelta(hours=hours), hours if answered else None) for hours, answered in observed))
