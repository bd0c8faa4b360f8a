"""What others published about incidents: series on the public record of a letter, each under its own definition.

It is public: every viewer sees all of it. Nothing here is ever added to what platforms returned.
"""

import pandas as pd
from sqlalchemy import select
from sqlmodel import Session, col

from data_model.letters import PublicFigure, PublicRecordEntry

INCIDENT_FIGURES = "incident figures"  # the kind of entry that holds series
COLUMNS = ["entry_id", "title", "definition", "source", "note", "name", "first_day", "last_day", "value"]
# A published figure, and the one beside it that it is a part of.
PART_OF = {"abusive_replies": "replies_to_mps", "abusive": "all"}


def series(session: Session, letter_id: int) -> pd.DataFrame:
    """The published figures about a letter's election, series by series, each in order of time.
    Columns: COLUMNS; `name` is the figure's own, `value` as published."""
    query = (
        select(col(PublicRecordEntry.id), col(PublicRecordEntry.what), col(PublicRecordEntry.source),
               col(PublicRecordEntry.note), col(PublicFigure.name), col(PublicFigure.period_start),
               col(PublicFigure.period_end), col(PublicFigure.value))
        .join(PublicRecordEntry, col(PublicRecordEntry.id) == PublicFigure.entry_id)
        .where(col(PublicRecordEntry.letter_id) == letter_id, col(PublicRecordEntry.kind) == INCIDENT_FIGURES)
        .order_by(col(PublicRecordEntry.id), col(PublicFigure.name), col(PublicFigure.period_start))
    )
    rows = []
    for id_, what, *rest in session.execute(query):
        title, _, definition = what.partition(": ")
        rows.append((id_, title, definition, *rest))
    return pd.DataFrame(rows, columns=COLUMNS)


def shares(published: pd.DataFrame) -> pd.DataFrame:
    """Of `series`, the figures that are a part of another one: the same columns, with `value` in per cent of it, and
    `part` and `whole`, the two figures as published."""
    found = published[published["name"].isin(list(PART_OF))]
    found = found.assign(whole_name=found["name"].map(PART_OF))
    whole = published.rename(columns={"name": "whole_name", "value": "whole"})
    same = ["entry_id", "whole_name", "first_day", "last_day"]
    both = found.merge(whole[[*same, "whole"]], on=same)
    both = both[both["whole"] > 0].rename(columns={"value": "part"})
    return both.assign(value=100 * both["part"] / both["whole"])[[*COLUMNS, "part", "whole"]]
