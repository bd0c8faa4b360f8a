"""What a platform owes, commitment by commitment: what was returned and why, what is late, due or asked for, and the
period to write for next."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlmodel import Session

from coordination import clock, letters, requests, standing
from coordination.letters import LetterInView
from coordination.requests import RequestInView
from coordination.schedule import Cadence, Timeliness
from coordination.updates import periods, reading
from coordination.updates.periods import Period, State
from coordination.viewers import Viewer
from data_model.words import FindingWord

Row = Mapping[Hashable, Any]  # one row of a frame

@dataclass(frozen=True)
class Owing:
    """One platform and commitment. `due_on` is the day by which the platform must act next."""

    platform_id: int
    slug: str
    platform: str
    commitment_id: int
    commitment: int
    title: str
    timeliness: Timeliness
    due_on: date
    finding: FindingWord | None
    period: Period
    periods: tuple[Period, ...]
    asked: tuple[RequestInView, ...]

    @property
    def returned(self) -> bool:
        """Whether the update to write next is one that was returned."""
        return self.period.state is State.RETURNED

    @property
    def late(self) -> bool:
        """Whether something is due and not answered."""
        return self.timeliness in {Timeliness.OVERDUE, Timeliness.SILENT}

    @property
    def open(self) -> bool:
        """Whether the platform has something to do now."""
        return self.returned or self.late or bool(self.asked) or self.timeliness is Timeliness.DUE_SOON

    @property
    def urgency(self) -> tuple[bool, bool, date]:
        """Sorts the most pressing first: returned, then late, then by the day."""
        return not self.returned, not self.late, self.due_on


def listing(session: Session, viewer: Viewer, letter: LetterInView, *, as_at: datetime,
            history: pd.DataFrame | None = None) -> list[Owing]:
    """What each platform that the viewer may see owes on each commitment of a letter, as known at `as_at`: by
    platform's name and commitment's number. `history` (reading.COLUMNS) saves reading it again."""
    if history is None:
        history = reading.history(session, viewer, letter.id, as_at=as_at)
    matrix = standing.matrix(session, viewer, letter, as_at=as_at, history=history)
    asked = requests.pairs(session, viewer, letter.id, as_at=as_at, history=history)
    unanswered = asked[asked["answered_at"].isna()]
    in_view = {id_: requests.in_view(session, viewer, int(id_), as_at=as_at)
               for id_ in unanswered["request_id"].unique()}
    cadences = {row["id"]: Cadence(row["first_due_on"], row["update_every_days"], letter.signed_on, letter.polling_day)
                for row in letters.commitments(session, letter.id).to_dict("records")}
    found = []
    for cell in matrix.to_dict("records"):
        requested = tuple(in_view[id_] for id_ in _of(unanswered, cell)["request_id"])
        found.append(_owing(cell, _of(history, cell), requested, cadences[cell["commitment_id"]], clock.day(as_at)))
    return found


def _owing(cell: Row, history: pd.DataFrame, asked: tuple[RequestInView, ...], cadence: Cadence,
           today: date) -> Owing:
    every = periods.listed(history, cadence, today)
    own = {name: cell[name] for name in ("platform_id", "slug", "platform", "commitment_id", "commitment", "title",
                                         "timeliness", "due_on", "finding")}
    return Owing(**own, period=periods.to_write(every, cadence, today), periods=tuple(every), asked=asked)


def _of(frame: pd.DataFrame, cell: Row) -> pd.DataFrame:
    rows: pd.DataFrame = frame[(frame["platform_id"] == cell["platform_id"])
                               & (frame["commitment_id"] == cell["commitment_id"])]
    return rows
