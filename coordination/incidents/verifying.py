"""Whether the roll-ups say what the counts say: every return is rolled up again, and compared to the row."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Engine, delete, select
from sqlmodel import Session, col

from coordination.incidents import dimensions, on_record, rolling_up, series_counts, vocabulary
from coordination.incidents.cells import KEY
from coordination.incidents.dimensions import Dimensions
from coordination.incidents.rolling_up import COLUMNS, GROUP, packed
from coordination.incidents.vocabulary import Vocabulary
from coordination.wording import counted, listed
from coordination.writes import write
from data_model import bulk
from data_model.database import reading
from data_model.incidents import DailyRollUp, Return, Series
from data_model.organisations import Platform

STANDS = 0  # as the return until which a roll-up is known
VERSION = ["from_return_id", "until_return_id"]


@dataclass(frozen=True)
class Verdict:
    """What verifying found: for each platform (by name) with a difference how many roll-ups are wrong, missing or
    should not be there; and the returns (by id; 0 for none at all) whose sound counts are not as many as were sent."""

    wrong: dict[str, int]
    incomplete: tuple[int, ...]
    sentence: str

    @property
    def sound(self) -> bool:
        """Whether every return is whole and every roll-up exact."""
        return not self.wrong and not self.incomplete


def verify(engine: Engine) -> Verdict:
    """Roll everything up again and compare. Changes nothing."""
    with reading(engine) as session:
        return _verify(session)


def repair(engine: Engine, by: str) -> Verdict:
    """Verify, and write the roll-ups of platforms with a difference anew, with an audit entry. Returns what was found.
    Counts that are lost cannot be made again: for them there are backups. `by` is the command that acts."""
    with write(engine, by) as w:
        found = _verify(w.session)
        words = vocabulary.read(w.session)
        for platform_id in w.session.scalars(select(col(Platform.id)).where(col(Platform.name).in_(found.wrong))).all():
            known = dimensions.read(w.session, platform_id or 0)
            _rewrite(w.session, known, expected(w.session, known, words))
        if found.wrong:
            w.record("counts.repair", f"rolled the counts of {counted(len(found.wrong), 'platform')} up anew: "
                                      f"{counted(sum(found.wrong.values()), 'roll-up')} had been wrong.")
        return found


def expected(session: Session, known: Dimensions, words: Vocabulary) -> pd.DataFrame:
    """The roll-ups that a platform's counts come to, return by return. Columns: COLUMNS, VERSION; until_return_id is
    STANDS for those that still do."""
    standing = pd.DataFrame(columns=[*COLUMNS, VERSION[0]])
    cells = pd.DataFrame(columns=[*KEY, "state", "value"])
    done: list[pd.DataFrame] = []
    for return_id in session.scalars(select(col(Return.id)).where(
            col(Return.platform_id) == known.platform_id).order_by(col(Return.id))):
        new = on_record.cells_of_return(session, known, return_id or 0)
        cells = rolling_up.newest(cells, new)
        groups = new.drop_duplicates(GROUP)[GROUP]
        touched = standing.merge(groups, on=GROUP) if len(standing) else standing
        closed, opened = rolling_up.difference(touched, rolling_up.resolve(cells.merge(groups, on=GROUP), words))
        done.append(closed.assign(until_return_id=return_id))
        kept = standing[~np.isin(packed(standing), packed(closed))] if len(closed) else standing
        opened = opened.assign(from_return_id=return_id)
        standing = pd.concat([kept, opened], ignore_index=True) if len(kept) else opened
    return pd.concat([*done, standing.assign(until_return_id=STANDS)], ignore_index=True)


def _verify(session: Session) -> Verdict:
    words = vocabulary.read(session)
    wrong: dict[str, int] = {}
    for platform_id, name in session.execute(select(col(Platform.id), col(Platform.name)).order_by(col(Platform.id))):
        known = dimensions.read(session, platform_id)
        differing = _differing(expected(session, known, words), on_record.every_roll_up(session, known))
        if differing:
            wrong[name] = differing
    sent = dict(session.execute(select(col(Return.id), col(Return.added) + col(Return.changed))).all())
    there = _sound_counts(session)
    incomplete = sorted(id_ for id_ in sent.keys() | there.keys() if sent.get(id_, 0) != there.get(id_, 0))
    return Verdict(wrong, tuple(incomplete), _sentence(wrong, incomplete, sum(there.values()), len(sent)))


def _sound_counts(session: Session) -> dict[int, int]:
    """How many counts each return has that stand once and have the value that their state must have."""
    found: Counter[int] = Counter()
    for counts in series_counts.portions(session):
        for return_id, rows in counts.groupby("return_id"):
            found[int(str(return_id))] += int(series_counts.sound(rows).sum())
    return found


def _sentence(wrong: dict[str, int], incomplete: list[int], counts: int, returns: int) -> str:
    said = f"{counted(counts, 'count')} in {counted(returns, 'return')}"
    found = [f"{counted(number, 'roll-up')} of {name} {'differs' if number == 1 else 'differ'} from the counts"
             for name, number in wrong.items()]
    if incomplete:
        found.append(f"the counts of {counted(len(incomplete), 'return')} are not as many as were stored "
                     f"({listed(f'id {id_}' for id_ in incomplete[:10])}): restore a backup")
    return f"{'; '.join(found)} ({said})." if found else f"The roll-ups are exact: {said}."


def _differing(wanted: pd.DataFrame, found: pd.DataFrame) -> int:
    """How many roll-ups are in one and not, or not the same, in the other."""
    columns = [*KEY, *VERSION[:1]]
    both = wanted.merge(found, on=columns, how="outer", suffixes=("", "_found"), indicator=True)
    same = (both["_merge"] == "both").to_numpy(copy=True)
    for name in ("state", "value", "parts", "parts_missing", "until_return_id"):
        left, right = both[name].to_numpy(np.float64), both[f"{name}_found"].to_numpy(np.float64)
        same &= (left == right) | (np.isnan(left) & np.isnan(right))
    return int((~same).sum())


def _rewrite(session: Session, known: Dimensions, wanted: pd.DataFrame) -> None:
    own = select(col(Series.id)).where(col(Series.platform_id) == known.platform_id)
    session.execute(delete(DailyRollUp).where(col(DailyRollUp.series_id).in_(own)))
    for stands, rows in wanted.groupby(wanted["until_return_id"] == STANDS):
        columns: dict[str, bulk.Column] = {
            "series_id": known.series_ids(rows, adding=True), "period_id": known.period_ids(rows, adding=True),
            "from_return_id": rows["from_return_id"].to_numpy(np.int64),
            "state": on_record.states(rows["state"].to_numpy(np.int64)),
            **{name: rows[name].to_numpy() for name in ("value", "parts", "parts_missing")}}
        if not stands:
            columns["until_return_id"] = rows["until_return_id"].to_numpy(np.int64)
        bulk.append(session, DailyRollUp, columns)
