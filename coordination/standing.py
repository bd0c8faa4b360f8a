"""Where everyone stands: platforms by commitments, as at a moment, and day by day since the letter."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd
from sqlmodel import Session

from coordination import clock, letters, requests
from coordination.letters import LetterInView
from coordination.schedule import Cadence, Obligation, Timeliness, timeliness
from coordination.updates import reading
from coordination.viewers import Viewer
from data_model.words import Claim, FindingWord, Outcome

COLUMNS = ["platform_id", "slug", "platform", "commitment_id", "commitment", "title", "finding", "found_at",
           "finding_version_id", "claim", "version_id", "version", "submitted_at", "outcome", "reason", "timeliness",
           "due_on", "differs"]
# What a claim would be found, if it were borne out. Anything else differs.
BORNE_OUT = {
    Claim.DELIVERED: {FindingWord.MET},
    Claim.IN_PROGRESS: {FindingWord.PARTLY_MET, FindingWord.SUBSTANTIALLY_MET},
    Claim.PLANNED: {FindingWord.NOT_MET, FindingWord.NO_EVIDENCE},
    Claim.NOT_STARTED: {FindingWord.NOT_MET, FindingWord.NO_EVIDENCE},
    Claim.DECLINED: {FindingWord.NOT_MET, FindingWord.NO_EVIDENCE},
}


@dataclass(frozen=True)
class Owed:
    """What one platform owes on one commitment: how timely it is, and by when it must act next."""

    timeliness: Timeliness
    due_on: date


def matrix(session: Session, viewer: Viewer, letter: LetterInView, *, as_at: datetime,
           history: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row for each platform (that the viewer may see) and commitment of a letter, as known at `as_at`.

    Columns: COLUMNS. finding, found_at and finding_version_id are of the newest accepted version; claim, version_id,
    version, submitted_at, outcome and reason of the newest submitted one; all None where there is none. timeliness
    is a Timeliness; due_on the day by which the platform must act next; differs whether the newest claim is not
    what the finding bears out. `history` (reading.COLUMNS) saves reading it again.
    """
    if history is None:
        history = reading.history(session, viewer, letter.id, as_at=as_at)
    asked = requests.pairs(session, viewer, letter.id, as_at=as_at, history=history)
    commitments = letters.commitments(session, letter.id)
    today = clock.day(as_at)
    of_cell = {key: group for key, group in history.groupby(["platform_id", "commitment_id"])}
    rows = []
    for platform in letters.recipients(session, viewer, letter.id).itertuples():
        for commitment in commitments.itertuples():
            mine = of_cell.get((platform.id, commitment.id), history.iloc[:0])
            request_rows = asked[(asked["platform_id"] == platform.id) & (asked["commitment_id"] == commitment.id)]
            cadence = Cadence(commitment.first_due_on, commitment.update_every_days, letter.signed_on,
                              letter.polling_day)
            owed = what_is_owed(mine, request_rows, cadence, today)
            rows.append((platform.id, platform.slug, platform.name, commitment.id, commitment.number,
                         commitment.title, *_newest(mine), owed.timeliness, owed.due_on, _differs(mine)))
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def what_is_owed(history: pd.DataFrame, asked: pd.DataFrame, cadence: Cadence, today: date) -> Owed:
    """What a platform owes on a commitment, from its versions (reading.COLUMNS) and the requests to it
    (requests.PAIR_COLUMNS). A later period's update answers for an earlier one; a returned one answers nothing."""
    newest = history.sort_values("version").drop_duplicates("update_id", keep="last")
    standing = newest.loc[newest["outcome"] != Outcome.RETURNED, "due_on"]
    answered_to = max(standing, default=date.min)
    due_days = {cadence.current(today)} | {cadence.last_passed(today) or cadence.current(today)}
    obligations = [Obligation(due, answered_to >= due) for due in due_days]
    obligations += [Obligation(row.due_on, row.answered_at is not None) for row in asked.itertuples()]
    open_days = [each.due_on for each in obligations if not each.answered]
    word = timeliness(obligations, ever_submitted=not history.empty, today=today)
    return Owed(word, min(open_days, default=_next_due(cadence, today)))


def over_time(session: Session, viewer: Viewer, letter: LetterInView, *, as_at: datetime) -> pd.DataFrame:
    """Finding and claim of each platform and commitment at the end of each day, from the letter to `as_at`.

    Columns: day, slug, platform, commitment, title, finding, claim (None before there was one).
    """
    history = reading.history(session, viewer, letter.id, as_at=as_at)
    commitments = letters.commitments(session, letter.id)
    last = min(clock.day(as_at), letter.polling_day + timedelta(days=cadence_days(commitments)))
    days = [letter.signed_on + timedelta(days=count) for count in range((last - letter.signed_on).days + 1)]
    rows = []
    for platform in letters.recipients(session, viewer, letter.id).itertuples():
        for commitment in commitments.itertuples():
            mine = history[(history["platform_id"] == platform.id) & (history["commitment_id"] == commitment.id)]
            findings = _by_day(mine[mine["finding"].notna()], "decided_at", "finding")
            claims = _by_day(mine, "submitted_at", "claim")
            for day in days:
                rows.append((day, platform.slug, platform.name, commitment.number, commitment.title,
                             _at(findings, day), _at(claims, day)))
    return pd.DataFrame(rows, columns=["day", "slug", "platform", "commitment", "title", "finding", "claim"],
                        dtype=object)


def cadence_days(commitments: pd.DataFrame) -> int:
    """The longest time between updates of these commitments, in days; 0 where there are none."""
    return int(max(commitments["update_every_days"], default=0))


def _newest(history: pd.DataFrame) -> tuple[object, ...]:
    """Finding, found_at, its version; claim, version_id, version, submitted_at, outcome, reason: of the newest."""
    accepted = history[history["finding"].notna()].sort_values("decided_at", ascending=False, kind="stable")
    found = tuple(accepted.iloc[0][["finding", "decided_at", "version_id"]]) if len(accepted) else (None,) * 3
    if history.empty:
        return (*found, *(None,) * 6)
    return (*found, *history.iloc[0][["claim", "version_id", "version", "submitted_at", "outcome", "reason"]])


def _differs(history: pd.DataFrame) -> bool:
    finding, claim = _newest(history)[0], _newest(history)[3]
    return claim is not None and finding is not None and finding not in BORNE_OUT[Claim(str(claim))]


def _next_due(cadence: Cadence, today: date) -> date:
    """The next due day that nothing answers yet: the one after the current period's."""
    current = cadence.current(today)
    return next((due for due in cadence.due_days() if due > current), current)


def _by_day(history: pd.DataFrame, moment: str, value: str) -> list[tuple[date, object]]:
    """(London day, value) of each row, oldest first."""
    ordered = history.sort_values([moment, "version_id"])
    return [(clock.day(at), what) for at, what in zip(ordered[moment], ordered[value], strict=True)]


def _at(changes: list[tuple[date, object]], day: date) -> object:
    return next((what for when, what in reversed(changes) if when <= day), None)
