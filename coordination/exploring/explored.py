"""What a view shows, read at one moment: tidy rows, what they mean, and what must be said of them."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from coordination.exploring.views import View
from coordination.incidents.viewing import Meaning
from data_model.words import Marking

COLUMNS = ["definition", "measure", "group", "within", "first_day", "last_day", "state", "value", "low", "high",
           "parts_missing", "days_missing", "restated"]
SOURCE = "Parley, from what platforms and officials put on record"
SUPPRESSED = "suppressed"
"""The state of a number that is too small to be shown."""
NOT_KNOWN_YET = "not known yet"
"""The state of a lag that too many open signals leave unknown. All other states are those of CountState."""


@dataclass(frozen=True)
class Explored:
    """A view with its figures, gaps included.

    `frame` has COLUMNS, one row a measure, group, `within` and stretch of time, in a fixed order that does not depend
    on the database: definition is a Meaning's key; group and within are names of the first and the second way to
    split (“” where there is none); state a word of CountState, SUPPRESSED or NOT_KNOWN_YET; value, low and high
    (the ends of an interval or of bounds) floats, NaN where there are none; parts_missing and days_missing whole
    numbers, and restated whether any count of the figure was restated by then.

    `statements` is what the figure itself must say of comparability: sentences, the gravest first.
    """

    view: View
    title: str
    frame: pd.DataFrame
    meanings: tuple[Meaning, ...]
    statements: tuple[str, ...]
    marking: Marking
    as_at: datetime
    sha256: str
    """Of data.csv_bytes, hex: what a file made of it carries, and what tells whether it is still the same."""


@dataclass(frozen=True)
class Claimed:
    """A figure as a file has it: what the file calls it, its address, and the SHA-256 of its data, hex."""

    name: str
    address: str
    sha256: str
