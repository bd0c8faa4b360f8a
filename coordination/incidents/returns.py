"""Returns: storing one, all of it or nothing, and reading them back."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import Engine, func, select
from sqlmodel import Session, col

from coordination.incidents import dimensions, on_record, rolling_up, series_counts, vocabulary
from coordination.incidents.cells import STATES, Cells
from coordination.incidents.checking import Compared, DryRun, checked, described
from coordination.incidents.dimensions import Dimensions
from coordination.incidents.rolling_up import GROUP
from coordination.incidents.vocabulary import Vocabulary
from coordination.problems import Changed, Fault, Invalid, NotFound
from coordination.viewers import Viewer, may_see, own_platform
from coordination.wording import counted, day_in_words, days_in_words
from coordination.writes import write
from data_model.accounts import Account
from data_model.bulk import Progress
from data_model.incidents import Return, SeriesCounts
from data_model.organisations import Platform
from data_model.words import Role

PLATFORMS = frozenset({Role.PLATFORM})
LONGEST_REASON = 2000
NOTHING = -1  # as the state before a count that restates nothing
MOST_CONFIRMED = 100  # sentences kept with a return
COLUMNS = ["id", "number", "platform_id", "slug", "platform", "first_day", "last_day", "form", "file_name", "added",
           "changed", "kept", "reason", "confirmed", "submitted_by", "submitted_at"]
COUNT_COLUMNS = ["first_day", "last_day", "nation", "category", "measure", "state", "value", "before_state",
                 "before_value"]


@dataclass(frozen=True)
class Stored:
    """A return as it was stored."""

    id: int
    number: int
    added: int
    changed: int
    kept: int


@dataclass(frozen=True)
class Sender:
    """Who sends a return, when, and why it restates earlier counts."""

    account_id: int
    at: datetime
    reason: str = ""


def store(engine: Engine, viewer: Viewer, platform_id: int, cells: Cells, *, reason: str = "", confirmed: bool = False,
          seen: tuple[int, int, int] | None = None, progress: Progress | None = None) -> Stored:
    """Store a return for one of the viewer's own platforms: everything that it adds or changes, or nothing.

    `seen` is DryRun.seen of the check that the person confirms. `progress` is called with the counts stored so far, 0
    while they are still compared; it may raise to cancel.
    Raises Invalid for what is fatal, for a restatement without a reason, for questions that are not confirmed and for
    a return that changes nothing; Changed where the record has moved on since the check; NotFound for another's.
    """
    with write(engine, viewer, PLATFORMS, "send returns") as w:
        own = select(Platform).where(col(Platform.id) == platform_id, own_platform(w.person, col(Platform.id)))
        platform = w.session.scalars(own).first()
        if platform is None:
            raise NotFound("There is no such platform of yours.")
        run, compared = checked(w.session, platform_id, cells, (lambda _: progress(0)) if progress else None)
        _refuse(run, reason.strip(), confirmed, seen)
        stored = _put(w.session, platform_id, run, compared, Sender(w.account_id, w.now, reason.strip()), progress)
        w.record("return.store", sentence(platform.name, run, stored))
        return stored


def put(session: Session, platform_id: int, cells: Cells, sender: Sender) -> tuple[Stored, str]:
    """Store a return without asking for permission and without an audit entry, for a history that is written by a
    command. What is asked about counts as confirmed. Returns it with the sentence for the audit. Raises Invalid for
    what is fatal or changes nothing."""
    run, compared = checked(session, platform_id, cells)
    _refuse(run, sender.reason, confirmed=True, seen=None)
    stored = _put(session, platform_id, run, compared, sender, None)
    return stored, sentence(session.get_one(Platform, platform_id).name, run, stored)


def listing(session: Session, viewer: Viewer, *, as_at: datetime, slug: str | None = None,
            return_id: int | None = None) -> pd.DataFrame:
    """The returns stored by `as_at` that the viewer may see, newest first. Columns: COLUMNS; `added`, `changed` and
    `kept` are numbers of counts; `confirmed` is a list of sentences."""
    query = (
        select(col(Return.id), col(Return.number), col(Platform.id), col(Platform.slug), col(Platform.name),
               col(Return.first_day), col(Return.last_day), col(Return.form), col(Return.file_name), col(Return.added),
               col(Return.changed), col(Return.kept), col(Return.reason), col(Return.confirmed), col(Account.name),
               col(Return.submitted_at))
        .join(Platform, col(Platform.id) == Return.platform_id)
        .join(Account, col(Account.id) == Return.submitted_by)
        .where(col(Return.submitted_at) <= as_at, may_see(viewer, col(Return.platform_id)))
        .order_by(col(Return.submitted_at).desc(), col(Return.id).desc())
    )
    if slug is not None:
        query = query.where(col(Platform.slug) == slug)
    if return_id is not None:
        query = query.where(col(Return.id) == return_id)
    return pd.DataFrame(session.execute(query).all(), columns=COLUMNS, dtype=object)


def in_view(session: Session, viewer: Viewer, return_id: int, *, as_at: datetime) -> dict[str, object]:
    """One return: a row of `listing` by column. Raises NotFound."""
    found = listing(session, viewer, as_at=as_at, return_id=return_id)
    if found.empty:
        raise NotFound("There is no such return.")
    return {str(name): value for name, value in found.iloc[0].items()}


def counts(session: Session, viewer: Viewer, return_id: int, *, as_at: datetime, newest: int | None = None,
           only_changed: bool = False) -> pd.DataFrame:
    """The counts that a return added or changed, beside what it restated. Columns: COUNT_COLUMNS; `category` is its
    code and `measure` its slug with the version; before_* are None where there was nothing. `newest` limits the
    rows. Raises NotFound."""
    in_view(session, viewer, return_id, as_at=as_at)
    sent = session.get_one(Return, return_id)
    words, known = vocabulary.read(session), dimensions.read(session, sent.platform_id)
    found, rows = [], 0
    for part in in_place(session, sent, only_changed=only_changed):
        found.append(part)
        rows += len(part)
        if newest is not None and rows >= newest:
            break
    return _in_words(pd.concat(found, ignore_index=True).iloc[:newest], known, words)


def sentence(platform: str, run: DryRun, stored: Stored) -> str:
    """What the audit says of it, after the sender's name."""
    first, last = run.days
    days = day_in_words(first) if first == last else days_in_words(first, last)
    restated = f", restated {stored.changed:,}" if stored.changed else ""
    return (f"sent return {stored.number} of {platform} for {days}: {counted(stored.added, 'count')} added{restated}, "
            f"{stored.kept:,} left as they were.")


def _refuse(run: DryRun, reason: str, confirmed: bool, seen: tuple[int, int, int] | None) -> None:
    if run.faults.fatal:
        raise Invalid(Fault("counts", f"{counted(run.faults.fatal, 'problem')} must be put right first. Nothing was "
                                      "stored."))
    if run.changes_nothing:
        raise Invalid(Fault("counts", "All of it is on record already, so there is nothing to store."))
    if seen is not None and seen != run.seen:
        raise Changed("What is on record has changed since the check. Check the return again; nothing was stored.")
    if run.needs_reason and not reason:
        raise Invalid(Fault("reason", "Say why earlier counts are restated."))
    if len(reason) > LONGEST_REASON:
        raise Invalid(Fault("reason", f"Reason: use at most {LONGEST_REASON:,} characters."))
    if run.needs_confirmation and not confirmed:
        raise Invalid(Fault("confirmed", "Confirm what is asked about, or correct it."))


def _put(session: Session, platform_id: int, run: DryRun, compared: Compared, sender: Sender,
         progress: Progress | None) -> Stored:
    asked = [fault.wrong for fault in run.faults.listed if not fault.fatal]
    new = compared.new
    first_day, last_day = run.days
    last = session.scalars(select(func.coalesce(func.max(Return.number), 0)).where(
        col(Return.platform_id) == platform_id)).one()
    row = Return(platform_id=platform_id, number=last + 1, first_day=first_day, last_day=last_day,
                 form=run.cells.form, file_name=run.cells.file_name, sha256=run.cells.sha256, added=run.added,
                 changed=run.changed, kept=run.kept, reason=sender.reason, confirmed=asked[:MOST_CONFIRMED],
                 submitted_by=sender.account_id, submitted_at=sender.at)
    session.add(row)
    session.flush()
    return_id = row.id or 0
    standing = on_record.roll_ups(session, compared.dimensions, new) if len(compared.earlier) else None
    with ThreadPoolExecutor(1) as thread:  # while the database takes the counts, they are rolled up
        rolling = thread.submit(rolled, compared, new, standing)
        on_record.append(session, compared.dimensions, return_id, new, progress)
        closed, opened = rolling.result()
    on_record.replace_roll_ups(session, compared.dimensions, return_id, closed, opened)
    return Stored(return_id, row.number, run.added, run.changed, run.kept)


def rolled(compared: Compared, new: pd.DataFrame, standing: pd.DataFrame | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The roll-ups that no longer stand once the counts `new` are on record, and those that do from then on.
    `standing` is what stood before for their groups, None where nothing did."""
    earlier = compared.earlier
    beside = earlier.merge(rolling_up.first_of_groups(new)[GROUP], on=GROUP) if len(earlier) else earlier
    after = rolling_up.resolve(rolling_up.newest(beside, new), compared.words)
    if standing is None:
        return after.iloc[:0], after
    return rolling_up.difference(standing, after)


def in_place(session: Session, sent: Return, *, only_changed: bool = False,
             behind: tuple[int, int] = (0, 0)) -> Iterator[pd.DataFrame]:
    """The counts of a return, some at a time, in the order in which they lie, `behind` a series and period; an empty
    frame comes first. Columns: series_counts.COLUMNS, and before_state and before_value of what they restate (NOTHING
    and NaN where there was nothing). Whether the viewer may see the return was asked before."""
    earlier = session.scalars(select(col(Return.id)).where(
        col(Return.platform_id) == sent.platform_id, col(Return.id) < sent.id, col(Return.first_day) <= sent.last_day,
        col(Return.last_day) >= sent.first_day)).all()
    series, period = behind
    yield series_counts.nothing().assign(before_state=np.int8(0), before_value=np.nan)
    for part in series_counts.portions(session, col(SeriesCounts.return_id) == sent.id,
                                       col(SeriesCounts.series_id) >= series):
        counts = part[series_counts.cell_keys(part) > (series << 32 | period)]
        before = series_counts.newest(series_counts.of_cells(session, [id_ or 0 for id_ in earlier], counts))
        found = counts.merge(before[[*series_counts.CELL, "state", "value"]].rename(columns={
            "state": "before_state", "value": "before_value"}), on=series_counts.CELL, how="left")
        found["before_state"] = found["before_state"].fillna(NOTHING).astype(np.int8)
        yield found[found["before_state"] != NOTHING] if only_changed else found


def _in_words(found: pd.DataFrame, known: Dimensions, words: Vocabulary) -> pd.DataFrame:
    """Counts of in_place as COUNT_COLUMNS, in the order of days and lists."""
    cells_ = on_record.as_cells(found, known)
    said = described(cells_, words).assign(before_value=found["before_value"].to_numpy())
    said["before_state"] = pd.Series([None if each == NOTHING else STATES[each].value
                                      for each in found["before_state"]], dtype=object)
    for name in ("value", "before_value"):
        said[name] = said[name].astype(object).where(said[name].notna(), None)
    measures = cells_["measure_id"].map({each.id: place for place, each in enumerate(words.measures)})
    categories = cells_["category_id"].map({each.id: place for place, each in enumerate(words.categories)})
    order = np.lexsort((said["nation"], categories, measures, cells_["first_day"]))
    return said.iloc[order][COUNT_COLUMNS].reset_index(drop=True)
