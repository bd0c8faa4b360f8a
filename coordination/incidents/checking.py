"""The dry run: what a return would add, change and leave, and all that is wrong or asked about. Stores nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import select
from sqlmodel import Session, col

from coordination.incidents import dimensions, on_record, reconciling, vocabulary
from coordination.incidents.cells import STATES, Cells, Faults, RowFault, day
from coordination.incidents.dimensions import Dimensions
from coordination.incidents.rolling_up import first_of_groups, packed
from coordination.incidents.vocabulary import NATIONS, Vocabulary
from coordination.problems import NotFound
from coordination.viewers import Viewer, own_platform
from data_model.bulk import Progress
from data_model.incidents import Return
from data_model.organisations import Platform

MOST_CHANGES = 1000
CHANGE_COLUMNS = ["row", "first_day", "last_day", "nation", "category", "measure", "before_state", "before", "state",
                  "value"]
ADDED, CHANGED, KEPT = range(3)


@dataclass(frozen=True)
class DryRun:
    """What storing would do. `changes` has CHANGE_COLUMNS, the first MOST_CHANGES; `same_as` is the number of the
    return that had this very file, if any; the days are those of what would be added or changed."""

    cells: Cells
    added: int
    changed: int
    kept: int
    first_day: date | None
    last_day: date | None
    faults: Faults
    changes: pd.DataFrame
    missing_days: tuple[date, ...]
    same_as: int | None

    @property
    def changes_nothing(self) -> bool:
        """Whether all of it is on record already."""
        return self.added + self.changed == 0

    @property
    def days(self) -> tuple[date, date]:
        """The first and last day, where it changes something."""
        assert self.first_day is not None
        assert self.last_day is not None
        return self.first_day, self.last_day

    @property
    def storable(self) -> bool:
        """Whether nothing fatal stands in the way, and there is something to store."""
        return not self.faults.fatal and not self.changes_nothing

    @property
    def needs_reason(self) -> bool:
        """Whether it restates earlier counts."""
        return self.changed > 0

    @property
    def needs_confirmation(self) -> bool:
        """Whether something is asked about."""
        return self.faults.warnings > 0

    @property
    def seen(self) -> tuple[int, int, int]:
        """What a person who confirms has seen: added, changed, warnings."""
        return self.added, self.changed, self.faults.warnings


@dataclass(frozen=True)
class Compared:
    """A return beside what is on record: for each cell ADDED, CHANGED or KEPT, and what stood before. `new` are the
    cells that are not kept."""

    dimensions: Dimensions
    words: Vocabulary
    new: pd.DataFrame
    earlier: pd.DataFrame
    fate: "np.ndarray[tuple[int], np.dtype[np.int8]]"
    place: "np.ndarray[tuple[int], np.dtype[np.int64]]"


def dry_run(session: Session, viewer: Viewer, platform_id: int, cells: Cells,
            progress: Progress | None = None) -> DryRun:
    """What storing these cells for one of the viewer's own platforms would do. Raises NotFound for another's.

    `progress` is called with the counts on record that were compared so far; it may raise to cancel.
    """
    own = select(col(Platform.id)).where(col(Platform.id) == platform_id, own_platform(viewer, col(Platform.id)))
    if session.scalars(own).first() is None:
        raise NotFound("There is no such platform of yours.")
    return checked(session, platform_id, cells, progress)[0]


def checked(session: Session, platform_id: int, cells: Cells,
            progress: Progress | None = None) -> tuple[DryRun, Compared]:
    """The dry run, and the comparison that storing goes on from. No permission is asked here."""
    faults = replace(cells.faults, listed=list(cells.faults.listed))
    compared = _compared(session, platform_id, cells.frame, progress)
    frame, words = cells.frame, compared.words
    periods = on_record.periods_of(session, compared.dimensions, words)
    groups = first_of_groups(frame)
    reconciling.overlaps(groups, periods, words, faults)
    new = compared.new
    if not faults.fatal:
        reconciling.questions(new, compared.earlier, words, faults)
    missing = reconciling.missing_days(groups, periods, words)
    if missing and len(new):
        faults.add(RowFault(0, "day", "", f"{reconciling.named(missing)}.",
                            "Add them if you have them, or confirm that there are none to send now.", fatal=False))
    tally = np.bincount(compared.fate, minlength=3).tolist()
    run = DryRun(cells, tally[ADDED], tally[CHANGED], tally[KEPT],
                 day(new["first_day"].min()) if len(new) else None, day(new["last_day"].max()) if len(new) else None,
                 faults, _changes(frame, compared), tuple(day(each) for each in missing),
                 _same_as(session, platform_id, cells.sha256))
    return run, compared


def _compared(session: Session, platform_id: int, frame: pd.DataFrame, progress: Progress | None) -> Compared:
    words, known = vocabulary.read(session), dimensions.read(session, platform_id)
    fate = np.full(len(frame), ADDED, np.int8)
    place = np.full(len(frame), -1, np.int64)
    if frame.empty:
        return Compared(known, words, frame, on_record.cells(session, known, 0, -1), fate, place)
    earlier = on_record.cells(session, known, int(frame["first_day"].min()) - reconciling.EARLIER_DAYS,
                              int(frame["last_day"].max()), progress)
    if len(earlier):
        old, new = packed(earlier), packed(frame)
        order = np.argsort(old)
        at = order[np.minimum(np.searchsorted(old[order], new), len(old) - 1)]
        there = old[at] == new
        state, value = earlier["state"].to_numpy()[at], earlier["value"].to_numpy()[at]
        same = (state == frame["state"].to_numpy()) & (
            (value == frame["value"].to_numpy()) | (np.isnan(value) & np.isnan(frame["value"].to_numpy())))
        fate[there] = np.where(same, KEPT, CHANGED)[there]
        place[there] = at[there]
    kept = fate == KEPT
    return Compared(known, words, frame[~kept] if kept.any() else frame, earlier, fate, place)


def _changes(frame: pd.DataFrame, compared: Compared) -> pd.DataFrame:
    changed = np.flatnonzero(compared.fate == CHANGED)[:MOST_CHANGES]
    rows, before = frame.iloc[changed], compared.earlier.iloc[compared.place[changed]]
    found = described(rows, compared.words).assign(
        row=rows["row"].to_numpy(), before_state=[STATES[each].value for each in before["state"]],
        before=before["value"].to_numpy())
    return found[CHANGE_COLUMNS]


def described(rows: pd.DataFrame, words: Vocabulary) -> pd.DataFrame:
    """Cells in words. Columns: first_day, last_day (dates), nation, category (code), measure (key), state, value."""
    return pd.DataFrame({
        "first_day": [day(each) for each in rows["first_day"]], "last_day": [day(each) for each in rows["last_day"]],
        "nation": _chosen(rows["nation"], [nation.value for nation in NATIONS]),
        "category": [words.category[each].code for each in rows["category_id"]],
        "measure": [words.measure[each].key for each in rows["measure_id"]],
        "state": _chosen(rows["state"], [state.value for state in STATES]), "value": rows["value"].to_numpy()},
        columns=["first_day", "last_day", "nation", "category", "measure", "state", "value"])


def _chosen(positions: "pd.Series[int]", words: Sequence[str]) -> list[str]:
    return [words[each] for each in positions]


def _same_as(session: Session, platform_id: int, sha256: str) -> int | None:
    query = select(col(Return.number)).where(col(Return.platform_id) == platform_id, col(Return.sha256) == sha256)
    return session.scalars(query.order_by(col(Return.number).desc())).first()


