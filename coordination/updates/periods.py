"""Reporting periods of one platform on one commitment: what became of each, and which to write for next. Pure."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pandas as pd

from coordination.schedule import Cadence
from data_model.words import Outcome


class State(StrEnum):
    """What became of a period's newest version."""

    NOT_SENT = "not sent"
    WAITING = "waits for review"
    RETURNED = "returned"
    ACCEPTED = "accepted"


@dataclass(frozen=True)
class Period:
    """One reporting period with its newest version, as far as there is one."""

    start: date
    due_on: date
    state: State = State.NOT_SENT
    version_id: int = 0
    version: int = 0
    submitted_at: datetime | None = None
    submitted_by: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
    reason: str = ""

    @property
    def stands(self) -> bool:
        """Whether something was sent that was not returned."""
        return self.state in {State.WAITING, State.ACCEPTED}


def listed(history: pd.DataFrame, cadence: Cadence, today: date) -> list[Period]:
    """The periods up to the one that `today` lies in, and any later one that was written for; newest first.
    `history` (reading.COLUMNS) is of one platform and commitment."""
    newest = history.sort_values("version").drop_duplicates("update_id", keep="last")
    sent = {row["due_on"]: row for row in newest.to_dict("records")}
    current = cadence.current(today)
    days = [due for due in cadence.due_days() if due <= current or due in sent]
    return [_period(*cadence.period_of(due), sent.get(due)) for due in reversed(days)]


def to_write(periods: list[Period], cadence: Cadence, today: date) -> Period:
    """The period that the platform should write for next: the one that was returned or is overdue, else the
    current one. A later period that stands answers for those before it."""
    answered_to = max((period.due_on for period in periods if period.stands), default=date.min)
    owed = [period for period in periods if period.due_on > answered_to]
    returned = [period for period in owed if period.state is State.RETURNED]
    overdue = [period for period in owed if period.due_on == cadence.last_passed(today)]
    current = [period for period in periods if period.due_on == cadence.current(today)]
    return (returned or overdue or current)[0]


def _period(start: date, due_on: date, row: Mapping[Hashable, Any] | None) -> Period:
    if row is None:
        return Period(start, due_on)
    states = {Outcome.ACCEPTED: State.ACCEPTED, Outcome.RETURNED: State.RETURNED, None: State.WAITING}
    return Period(start, due_on, states[row["outcome"]], row["version_id"], row["version"], row["submitted_at"],
                  row["submitted_by"], row["decided_at"], row["decided_by"] or "", row["reason"] or "")
