"""Whoever asks in the walk of who sees what (test_visibility.py), what they may guess at, and what they are told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial

import pandas as pd
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination import letters
from coordination.incidents import vocabulary
from coordination.incidents.asking import Asked
from coordination.incidents.cells import Cells
from coordination.incidents.vocabulary import Vocabulary
from coordination.problems import Changed, NotAllowed, NotFound
from coordination.viewers import Viewer
from data_model.database import reading
from data_model.dialogue import Meeting
from data_model.incidents import Return
from data_model.requests import UpdateRequest
from data_model.signals import Signal
from data_model.updates import Draft, Evidence, Update, UpdateVersion
from data_model.words import Role
from tests.counts import MONDAY, REPORTS, a_count, cells_of

ANYBODY = Viewer(0, "An official", "", Role.OFFICIAL, 0, "")  # gets what a page would have on the screen already
Call = Callable[[], object]


@dataclass
class Asking:
    """Who reads, and all that they could guess at."""

    session: Session
    viewer: Viewer
    at: datetime
    letter_id: int
    returns: list[int]
    updates: list[int]
    revisions: dict[int, int]
    versions: list[int]
    evidence: list[int]
    requests: list[int]
    meetings: list[int]
    signals: list[int]

    @property
    def letter(self) -> letters.LetterInView:
        """The letter, whoever asks: it is public."""
        return letters.in_view(self.session, ANYBODY, "MCO/00433")

    @cached_property
    def words(self) -> Vocabulary:
        """What counts may speak of: it is public."""
        return vocabulary.read(self.session)

    @property
    def figures(self) -> Asked:
        """All that was reported on the day that everybody has counts of."""
        return Asked(self.words.measure_by_key[REPORTS].id, self.words.all_id, MONDAY, MONDAY)

    @property
    def cells(self) -> Cells:
        """A return that restates anybody's count of that day."""
        return cells_of(self.words, a_count(5))


def each(ids: list[int], read: Callable[[int], object]) -> list[Call]:
    return [partial(read, id_) for id_ in ids]


def an_asking(engine: Engine, session: Session, viewer: Viewer, at: datetime) -> Asking:
    with reading(engine) as other:
        letter = letters.in_view(other, ANYBODY)

        def all_of(column: int | None) -> list[int]:
            return [id_ or 0 for id_ in other.scalars(select(col(column)))]

        revisions = dict(other.execute(select(col(Draft.update_id), col(Draft.revision))).all())
        return Asking(session, viewer, at, letter.id, all_of(Return.id), all_of(Update.id), revisions,
                      all_of(UpdateVersion.id), all_of(Evidence.id), all_of(UpdateRequest.id), all_of(Meeting.id),
                      all_of(Signal.id))


def answers(attempts: list[Call]) -> str:
    """All that the viewer gets, as text; and the sentence of each refusal."""
    told = []
    for attempt in attempts:
        try:
            answer = attempt()
        except (NotFound, NotAllowed, Changed) as problem:
            answer = f"refused: {problem}"
        with pd.option_context("display.max_columns", None, "display.max_colwidth", None, "display.width", None):
            told.append(answer.to_csv() if isinstance(answer, pd.DataFrame) else repr(answer))
    return "\n".join(told)
