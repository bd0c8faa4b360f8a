"""What needs an official today: updates to review, updates overdue, requests unanswered, incident returns late, gaps
in the dialogue, meetings without a record, actions overdue, and sections of advice to agree or to check. Counted from
the same frames as the matrix and the pages Dialogue and Advice, so that they never disagree."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from coordination.advice import reading as advice
from coordination.schedule import Timeliness


@dataclass(frozen=True)
class Dialogue:
    """What is known of the dialogue: `unrecorded` has dialogue.reading.COLUMNS, of meetings that passed without a
    record; `actions` dialogue.actions.COLUMNS and `standing` dialogue.cadence.COLUMNS, of all there are."""

    unrecorded: pd.DataFrame
    actions: pd.DataFrame
    standing: pd.DataFrame


@dataclass(frozen=True)
class Attention:
    """`to_review` has reading.COLUMNS; `late` and `soon` standing.COLUMNS; `unanswered` requests.PAIR_COLUMNS;
    `returns` incidents.due.COLUMNS; `gaps`, `unrecorded` and `actions` (those overdue) as in Dialogue; `to_agree` and
    `stale` advice.reading.COLUMNS."""

    to_review: pd.DataFrame
    late: pd.DataFrame
    soon: pd.DataFrame
    unanswered: pd.DataFrame
    returns: pd.DataFrame
    gaps: pd.DataFrame
    unrecorded: pd.DataFrame
    actions: pd.DataFrame
    to_agree: pd.DataFrame
    stale: pd.DataFrame

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to do."""
        return all(rows.empty for rows in (self.to_review, self.late, self.unanswered, self.returns, self.gaps,
                                           self.unrecorded, self.actions, self.to_agree, self.stale))


def needed(matrix: pd.DataFrame, waiting: pd.DataFrame, asked: pd.DataFrame, returns: pd.DataFrame,
           dialogue: Dialogue, sections: pd.DataFrame, today: date) -> Attention:
    """What needs attention on `today`, the longest overdue first. `sections` has advice.reading.COLUMNS."""
    late = matrix[matrix["timeliness"].isin([Timeliness.OVERDUE, Timeliness.SILENT])]
    soon = matrix[matrix["timeliness"] == Timeliness.DUE_SOON]
    open_requests = asked[asked["answered_at"].isna()]
    overdue = pd.Series([due < today for due in open_requests["due_on"]], index=open_requests.index, dtype=bool)
    unanswered = open_requests[overdue]
    return Attention(waiting, late.sort_values(["due_on", "platform"]), soon.sort_values(["due_on", "platform"]),
                     unanswered, returns[returns["late"].astype(bool)],
                     dialogue.standing[dialogue.standing["gap"].astype(bool)], dialogue.unrecorded,
                     dialogue.actions[dialogue.actions["overdue"].astype(bool)], advice.waiting(sections),
                     sections[sections["stale"].astype(bool)])
