"""Where everyone stands: platforms by commitments, as at a moment, and day by day since the letter."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from sqlmodel import Session

from coordination import clock, letters, requests
from coordination.letters import LetterInView
from coordination.schedule import Cadence, Obligation, Timeliness, timeliness
from coordination.updates import reading
from coordination.viewers import Viewer
from data_model.words import Claim, FindingWord

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


FOUND = ["finding", "decided_at", "version_id"]
SUBMITTED = ["claim", "version_id", "version", "submitted_at", "outcome", "reason"]
Change = tuple[date, object]
NOTHING_FOUND = (None,) * len(FOUND)
NOTHING_SUBMITTED = (None,) * len(SUBMITTED)


@dataclass
class Cell:
    """One platform and commitment: FOUND of the newest accepted version and SUBMITTED of the newest, the last due day
    that a version answers, and what requests ask."""

    found: tuple[Any, ...] = ()
    newest: tuple[Any, ...] = ()
    answered_to: date = date.min
    asked: list[Obligation] = field(default_factory=list)

    def obligations(self, cadence: Cadence, today: date) -> list[Obligation]:
        """What is owed by the schedule and by requests. A later period's update answers for an earlier one."""
        current = cadence.current(today)
        days = {current, cadence.last_passed(today) or current}
        return [Obligation(due, self.answered_to >= due) for due in sorted(days)] + self.asked

    @property
    def differs(self) -> bool:
        """Whether the newest claim is not what the finding bears out."""
        return bool(self.newest and self.found) and self.found[0] not in BORNE_OUT[self.newest[0]]


@dataclass(frozen=True)
class Owed:
    """What one platform owes on one commitment: how timely it is, and by when it must act next."""

    timeliness: Timeliness
    due_on: date


def matrix(session: Session, viewer: Viewer, letter: LetterInView, *, as_at: datetime,
           history: pd.DataFrame | None = None, asked: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row for each platform (that the viewer may see) and commitment of a letter, as known at `as_at`.

    Columns: COLUMNS. finding, found_at and finding_version_id are of the newest accepted version; claim, version_id,
    version, submitted_at, outcome and reason of the newest submitted one; all None where there is none. timeliness
    is a Timeliness; due_on the day by which the platform must act next; differs whether the newest claim is not
    what the finding bears out. `history` (reading.COLUMNS) and `asked` (requests.pairs) save reading them again.
    """
    if history is None:
        history = reading.history(session, viewer, letter.id, as_at=as_at)
    if asked is None:
        asked = requests.pairs(session, viewer, letter.id, as_at=as_at, history=history)
    cells = _cells(history, asked)
    today = clock.day(as_at)
    commitments = [(row, Cadence(row["first_due_on"], row["update_every_days"], letter.signed_on, letter.polling_day))
                   for row in letters.commitments(session, letter.id).to_dict("records")]
    rows = []
    for platform in letters.recipients(session, viewer, letter.id).to_dict("records"):
        for commitment, cadence in commitments:
            cell = cells[platform["id"], commitment["id"]]
            owed = what_is_owed(cell.obligations(cadence, today), cadence, today, ever_submitted=bool(cell.newest))
            rows.append((platform["id"], platform["slug"], platform["name"], commitment["id"], commitment["number"],
                         commitment["title"], *(cell.found or NOTHING_FOUND), *(cell.newest or NOTHING_SUBMITTED),
                         owed.timeliness, owed.due_on, cell.differs))
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def what_is_owed(obligations: Sequence[Obligation], cadence: Cadence, today: date, *, ever_submitted: bool) -> Owed:
    """What a platform owes on a commitment: its timeliness, and its first open day or, with none, the next due day.
    Whoever was always silent has owed since the very first."""
    open_days = [each.due_on for each in obligations if not each.answered]
    word = timeliness(obligations, ever_submitted=ever_submitted, today=today)
    if word is Timeliness.SILENT:
        open_days.append(cadence.first_due_on)
    return Owed(word, min(open_days, default=_next_due(cadence, today)))


def over_time(session: Session, viewer: Viewer, letter: LetterInView, *, as_at: datetime) -> pd.DataFrame:
    """Finding and claim of each platform and commitment at the end of each day, from the letter to `as_at`.

    Columns: day, slug, platform, commitment, title, finding, claim (None before there was one).
    """
    history = reading.history(session, viewer, letter.id, as_at=as_at)
    commitments = letters.commitments(session, letter.id)
    last = min(clock.day(as_at), letter.polling_day + timedelta(days=cadence_days(commitments)))
    days = [letter.signed_on + timedelta(days=count) for count in range((last - letter.signed_on).days + 1)]
    found = _changes(history[history["finding"].notna()], "decided_at", "finding")
    claimed = _changes(history, "submitted_at", "claim")
    rows = []
    for platform in letters.recipients(session, viewer, letter.id).to_dict("records"):
        for commitment in commitments.to_dict("records"):
            where = platform["id"], commitment["id"]
            stood = zip(days, _day_by_day(found[where], days), _day_by_day(claimed[where], days), strict=True)
            rows += [(day, platform["slug"], platform["name"], commitment["number"], commitment["title"], *each)
                     for day, *each in stood]
    return pd.DataFrame(rows, columns=["day", "slug", "platform", "commitment", "title", "finding", "claim"],
                        dtype=object)


def cadence_days(commitments: pd.DataFrame) -> int:
    """The longest time between updates of these commitments, in days; 0 where there are none."""
    return int(max(commitments["update_every_days"], default=0))


def _cells(history: pd.DataFrame, asked: pd.DataFrame) -> dict[tuple[int, int], Cell]:
    """What is on record of each platform and commitment, by their ids. `history` is newest first."""
    cells: dict[tuple[int, int], Cell] = defaultdict(Cell)
    for where, row in _rows(history, SUBMITTED):
        cells[where].newest = cells[where].newest or row
    for where, row in _rows(history[history["finding"].notna()], FOUND):
        cells[where].found = cells[where].found or row
    for where, (due_on,) in _rows(reading.counting(history), ["due_on"]):
        cells[where].answered_to = max(cells[where].answered_to, due_on)
    for where, (due_on, answered_at) in _rows(asked, ["due_on", "answered_at"]):
        cells[where].asked.append(Obligation(due_on, answered_at is not None))
    return cells


def _rows(frame: pd.DataFrame, columns: list[str]) -> Iterator[tuple[tuple[int, int], tuple[Any, ...]]]:
    """Each row's platform and commitment, by their ids, and these columns of it."""
    where = zip(frame["platform_id"], frame["commitment_id"], strict=True)
    return zip(where, zip(*(frame[name] for name in columns), strict=True), strict=True)


def _next_due(cadence: Cadence, today: date) -> date:
    """The next due day that nothing answers yet: the one after the current period's."""
    current = cadence.current(today)
    return next((due for due in cadence.due_days() if due > current), current)


def _changes(history: pd.DataFrame, moment: str, value: str) -> dict[tuple[int, int], list[Change]]:
    """By platform and commitment: the London day, and what stood from then on, oldest first. Whatever is known later
    about an older version changes nothing."""
    changes: dict[tuple[int, int], list[Change]] = defaultdict(list)
    newest: dict[tuple[int, int], int] = {}
    history = history.assign(place=range(len(history), 0, -1))  # history is newest first
    ordered = history.sort_values([moment, "place"])
    for where, (at, what, place) in _rows(ordered, [moment, value, "place"]):
        if place > newest.get(where, 0):
            newest[where] = place
            changes[where].append((clock.day(at), what))
    return changes


def _day_by_day(changes: list[Change], days: list[date]) -> Iterator[object]:
    """What stood at the end of each day; None before anything did."""
    coming, now = iter([*changes, (date.max, None)]), None
    when, following = next(coming)
    for day in days:
        while when <= day:
            now = following
            when, following = next(coming)
        yield now
