"""Figures that Parley computes for a criterion from its own tables, shown beside the claim. The official decides."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

import pandas as pd
from sqlmodel import Session

from coordination.advice import figures as advice
from coordination.criteria import Asked, Figure
from coordination.dialogue import cadence
from coordination.dialogue.cadence import Expected, Stood
from coordination.dialogue.kinds import named
from coordination.letters import LetterInView
from coordination.reach import figures as reach
from coordination.signals import lag
from coordination.signals import reading as signals
from coordination.updates import reading
from coordination.viewers import Viewer
from coordination.wording import counted, day_in_words
from data_model.words import MeetingKind


def computed(session: Session, viewer: Viewer, letter: LetterInView, slug: str, criteria: pd.DataFrame, *,
             as_at: datetime) -> dict[str, Figure]:
    """The figures for one platform, by criterion code, of those in `criteria` (letters.criteria) that have one."""
    asked = Asked(session, viewer, letter, slug, as_at)
    found: dict[str, Figure | None] = {}
    for row in criteria.itertuples():
        if row.computed_by == "updates_on_record":
            others = set(criteria["commitment_id"]) - {row.commitment_id}
            found[str(row.code)] = _updates_on_record(asked, others)
        elif row.computed_by in FIGURES:
            found[str(row.code)] = FIGURES[str(row.computed_by)](asked)
    return {code: figure for code, figure in found.items() if figure}


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


def _updates_on_record(asked: Asked, commitment_ids: set[int]) -> Figure:
    return updates_on_record(reading.history(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at,
                                             slug=asked.slug), commitment_ids)


def _dialogue(kind: MeetingKind, asked: Asked) -> Figure | None:
    stood = cadence.of_platform(asked.session, asked.viewer, asked.letter, kind, asked.slug, as_at=asked.as_at)
    return regular_dialogue(*stood) if stood else None


def _lag_trend(asked: Asked) -> Figure | None:
    pairs = signals.pairs(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at, to_slug=asked.slug)
    return None if pairs.empty else lag_trend(pairs, asked.letter, asked.as_at)


# By the names that letters give them (Criterion.computed_by).
FIGURES: Mapping[str, Callable[[Asked], Figure | None]] = {
    **advice.FIGURES,
    **reach.FIGURES,
    "dialogue_between_platforms": partial(_dialogue, MeetingKind.BETWEEN_PLATFORMS),
    "dialogue_security": partial(_dialogue, MeetingKind.SECURITY),
    "dialogue_policing": partial(_dialogue, MeetingKind.POLICING),
    "dialogue_electoral": partial(_dialogue, MeetingKind.ELECTORAL),
    "lag_trend": _lag_trend,
}
