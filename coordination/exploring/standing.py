"""Findings and timeliness as figures to explore: how many commitments of platforms stand how, at the end of a day."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

import pandas as pd

from coordination import clock, standing
from coordination.exploring.asking import Asking, Found, tallied
from coordination.exploring.measured import EVERY_GRAIN, FIRST, PARLEY, Measured, Subject
from coordination.exploring.views import By
from coordination.incidents.viewing import Meaning
from coordination.letters import LetterInView
from coordination.schedule import Timeliness
from coordination.updates import reading
from data_model.words import FindingWord

FINDINGS, TIMELINESS = "findings", "timeliness"
NOT_FOUND = "no finding yet"
UNIT = " commitments"
SPLITS = (By.KIND, By.PLATFORM, By.COMMITMENT)
DECISION = ["outcome", "decided_at", "decided_by", "reason", "finding"]


def measures(letter: LetterInView) -> Iterator[Measured]:
    """What can be explored of where platforms stand."""
    each = "A commitment counts once for each platform. It counts as it stood when the stretch of time ended."
    yield Measured(
        FINDINGS, "Findings", Subject.STANDING,
        Meaning(FINDINGS, "Findings", FIRST, f"Commitments of platforms, by the finding of officials on them. {each}",
                PARLEY, UNIT),
        UNIT, True, SPLITS, EVERY_GRAIN, letter.marking, (NOT_FOUND, *(word.value for word in FindingWord)),
        "finding")
    yield Measured(
        TIMELINESS, "Timeliness", Subject.STANDING,
        Meaning(TIMELINESS, "Timeliness", FIRST, "Commitments of platforms, by how timely their updates and answers to "
                f"requests are. {each}", PARLEY, UNIT),
        UNIT, True, SPLITS, EVERY_GRAIN, letter.marking, tuple(word.value for word in Timeliness),
        "timeliness")


def figures(asking: Asking, measured: Measured) -> Found:
    """How many commitments stand how at the end of each stretch of time, from the letter until its last updates."""
    names = {By.PLATFORM: tuple(asking.platforms.values()), By.COMMITMENT: tuple(asking.commitments.values()),
             By.KIND: asking.kinds(measured)}
    over_time = standing.over_time(asking.session, asking.viewer, asking.letter, as_at=asking.as_at)
    ends = _ends(asking, set(over_time["day"]))
    found = _found(over_time, ends) if measured.key == FINDINGS else _timely(asking, ends)
    found = found[found["slug"].isin(list(asking.platforms)) & found["commitment"].isin(list(asking.commitments))
                  & found["kind"].isin(names[By.KIND])]
    events = found.assign(platform=found["slug"].map(dict(asking.platforms)), number=1,
                          commitment=found["commitment"].map(dict(asking.commitments)))
    return Found(tallied(asking, names, events, set(ends.values())), names)


def _ends(asking: Asking, known: Collection[date]) -> dict[date, date]:
    """The day on which each stretch of time ended, as far as it is known how things stood: to its first day."""
    newest = max(known, default=date.min)
    last_known = {min(last, asking.catalogue.today, newest): first for first, last in asking.stretches}
    return {end: first for end, first in last_known.items() if end >= first and end in known}


def _found(over_time: pd.DataFrame, ends: dict[date, date]) -> pd.DataFrame:
    """The finding of each platform and commitment on the last days of stretches of time. Columns: slug, commitment,
    kind, first_day (of the stretch)."""
    rows = over_time[over_time["day"].isin(list(ends))]
    kinds = [NOT_FOUND if each is None else str(each.value) for each in rows["finding"]]
    return rows[["slug", "commitment"]].assign(kind=kinds, first_day=rows["day"].map(ends))


def _timely(asking: Asking, ends: dict[date, date]) -> pd.DataFrame:
    """The same, of timeliness."""
    history = reading.history(asking.session, asking.viewer, asking.letter.id, as_at=asking.as_at)
    parts = [pd.DataFrame(columns=["slug", "commitment", "kind", "first_day"])]
    for end, first_day in ends.items():
        moment = min(clock.end_of(end), asking.as_at)
        then = standing.matrix(asking.session, asking.viewer, asking.letter, as_at=moment,
                               history=_known_by(history, moment))
        kinds = [each.value for each in then["timeliness"]]
        parts.append(then[["slug", "commitment"]].assign(kind=kinds, first_day=first_day))
    return pd.concat(parts, ignore_index=True)


def _known_by(history: pd.DataFrame, moment: datetime) -> pd.DataFrame:
    """What reading.history gives for an earlier moment."""
    found = history[history["submitted_at"] <= moment].copy()
    later = [each is not None and each > moment for each in found["decided_at"]]
    found.loc[later, DECISION] = None
    return found
