"""Figures that Parley computes for a criterion from its own tables, shown beside the claim. The official decides."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlmodel import Session

from coordination.dialogue import cadence
from coordination.dialogue.cadence import Expected, Stood
from coordination.dialogue.kinds import named
from coordination.letters import LetterInView
from coordination.signals import lag
from coordination.signals import reading as signals
from coordination.updates import reading
from coordination.viewers import Viewer
from coordination.wording import counted, day_in_words
from data_model.words import MeetingKind

DIALOGUES = {
    "dialogue_between_platforms": MeetingKind.BETWEEN_PLATFORMS,
    "dialogue_security": MeetingKind.SECURITY,
    "dialogue_policing": MeetingKind.POLICING,
    "dialogue_electoral": MeetingKind.ELECTORAL,
}


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
        elif row.computed_by in DIALOGUES:
            kind = DIALOGUES[str(row.computed_by)]
            stood = cadence.of_platform(session, viewer, letter, kind, slug, as_at=as_at)
            if stood:
                found[str(row.code)] = regular_dialogue(*stood)
        elif row.computed_by == "lag_trend":
            pairs = signals.pairs(session, viewer, letter.id, as_at=as_at, to_slug=slug)
            if not pairs.empty:
                found[str(row.code)] = lag_trend(pairs, letter, as_at)
    return found


def updates_on_record(history: pd.DataFrame, commitment_ids: set[int]) -> Figure:
    """On how many of these commitments a submitted update is on record. `history` is one platform's."""
    have = commitment_ids & set(history["commitment_id"])
    return Figure(len(have), len(commitment_ids),
                  f"A submitted update is on record for {len(have)} of the {len(commitment_ids)} other commitments.")


def regular_dialogue(expected: Expected, stood: Stood) -> Figure:
    """In how many of the periods so far such dialogue was held, with the platform there."""
    last = f", the last time on {day_in_words(stood.last_held_on)}" if stood.last_held_on else ""
    return Figure(stood.kept, stood.expected,
                  f"This platform took part in {named('dialogue', expected.kind)} in {stood.kept} of the "
                  f"{expected.periods(stood.expected)} so far{last}.")


def lag_trend(pairs: pd.DataFrame, letter: LetterInView, as_at: datetime) -> Figure:
    """How many of the signals that others shared with a platform it acted on, and whether it does so faster than
    before. `pairs` (signals.reading.PAIR_COLUMNS) are those addressed to it."""
    acted = int(pairs["acted_at"].notna().sum())
    return Figure(acted, len(pairs), f"This platform acted on {acted:,} of the {counted(len(pairs), 'signal')} shared "
                                     f"with it. {lag.trend(pairs, letter, as_at=as_at).sentence}")
