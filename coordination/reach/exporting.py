"""Distributions and reach as files have them. A list of distributions can be corrected and imported again."""

from datetime import datetime

import pandas as pd
from sqlmodel import Session

from coordination.letters import LetterInView
from coordination.reach import audiences, reading, timing
from coordination.reach.files import COLUMNS
from coordination.reach.reading import Reach, Reached
from coordination.viewers import Viewer
from data_model.words import Audience

TEMPLATE_COLUMNS = list(COLUMNS.values())
LIST_COLUMNS = [*TEMPLATE_COLUMNS, "distribution", "times_restated", "restated_because", "recorded_by", "recorded_at"]
REACH_COLUMNS = ["audience", "party", "there_are", "at_least", "at_most", "at_least_share", "at_most_share",
                 "distributions", "first_sent_on", "days_from_letter", "hours_before_close", "there_are_source"]


def listing(session: Session, viewer: Viewer, letter_id: int, *, as_at: datetime,
            edition: int | None = None) -> pd.DataFrame:
    """The distributions that the viewer may see, the last sent first. Columns: LIST_COLUMNS; the first are the
    template's. `people` is 0 for one that was taken back."""
    found = reading.listing(session, viewer, letter_id, as_at=as_at, edition=edition)
    return found.assign(distribution=found["id"], times_restated=found["number"] - 1,
                        restated_because=found["reason"])[LIST_COLUMNS]


def reach(session: Session, viewer: Viewer, letter: LetterInView, *, as_at: datetime,
          edition: int | None = None) -> pd.DataFrame:
    """How far each audience, and each party in it, was reached. Columns: REACH_COLUMNS; shares from 0 to 1, hours
    negative after the close of nominations."""
    return table(reading.reached(session, viewer, letter, as_at=as_at, edition=edition), letter)


def table(reached: Reached, letter: LetterInView) -> pd.DataFrame:
    """The same of what was read already."""
    rows = [_row(each, reached, letter) for audience in Audience
            for each in (reached.in_all[audience], *reached.by_party[audience])]
    return pd.DataFrame(rows, columns=REACH_COLUMNS, dtype=object)


def _row(reach_: Reach, reached: Reached, letter: LetterInView) -> tuple[object, ...]:
    first, shares = reach_.first_on, reach_.shares or (None, None)
    source = reached.sizes[reach_.audience].source if reach_.population is not None else ""
    return (str(reach_.audience), audiences.in_words(reach_.party) if reach_.party else "", reach_.population,
            reach_.bounds.lower, reach_.bounds.upper, *shares, reach_.sendings, first,
            (first - letter.signed_on).days if first else None,
            timing.hours_before(first, letter.close_of_nominations) if first else None, source)
