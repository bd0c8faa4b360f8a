"""Figures that Parley computes for a criterion from its own tables, shown beside the claim. The official decides."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlmodel import Session

from coordination.letters import LetterInView
from coordination.updates import reading
from coordination.viewers import Viewer


@dataclass(frozen=True)
class Figure:
    """A computed figure: how many of how many, and the sentence that says of what."""

    value: int
    out_of: int
    sentence: str


def computed(session: Session, viewer: Viewer, letter: LetterInView, slug: str, criteria: pd.DataFrame, *,
             as_at: datetime) -> dict[str, Figure]:
    """The figures for one platform, by criterion code, of those in `criteria` (letters.criteria) that have one."""
    found = {}
    for row in criteria.itertuples():
        if row.computed_by == "updates_on_record":
            others = set(criteria["commitment_id"]) - {row.commitment_id}
            found[str(row.code)] = updates_on_record(
                reading.history(session, viewer, letter.id, as_at=as_at, slug=slug), others)
    return found


def updates_on_record(history: pd.DataFrame, commitment_ids: set[int]) -> Figure:
    """On how many of these commitments a submitted update is on record. `history` is one platform's."""
    have = commitment_ids & set(history["commitment_id"])
    return Figure(len(have), len(commitment_ids),
                  f"A submitted update is on record for {len(have)} of the {len(commitment_ids)} other commitments.")
