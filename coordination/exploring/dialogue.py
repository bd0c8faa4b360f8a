"""Dialogue as figures to explore: meetings held, against those expected, and at which platforms were."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from coordination import clock, letters
from coordination.dialogue import cadence, reading
from coordination.exploring.asking import Asking, Found, starts, tallied
from coordination.exploring.measured import EVERY_GRAIN, FIRST, PARLEY, Measured, Subject
from coordination.exploring.views import By
from coordination.incidents.asking import Grain
from coordination.incidents.viewing import Meaning
from coordination.letters import LetterInView
from coordination.wording import days_in_words
from data_model.words import MeetingKind, MeetingState

HELD, EXPECTED, ATTENDED = "meetings-held", "meetings-expected", "meetings-attended"
UNIT = " meetings"
KIND = "kind of meeting"
KINDS = tuple(kind.value for kind in MeetingKind)
COUNTS = {HELD: "held", EXPECTED: "expected"}


def measures(letter: LetterInView) -> Iterator[Measured]:
    """What can be explored of the dialogue."""
    weekly = (Grain.WEEK, Grain.CAMPAIGN)
    yield Measured(
        HELD, "Meetings held", Subject.DIALOGUE,
        Meaning(HELD, "Meetings held", FIRST, "Meetings that were held under the letter, by calendar week, from the "
                "letter until polling day.", PARLEY, UNIT),
        UNIT, True, (By.KIND,), weekly, letter.marking, KINDS, KIND)
    yield Measured(
        EXPECTED, "Meetings expected", Subject.DIALOGUE,
        Meaning(EXPECTED, "Meetings expected", FIRST, "Periods that begin in the week, in each of which a meeting of "
                "the kind is expected by the cadence that is set for it.", PARLEY, UNIT),
        UNIT, True, (By.KIND,), weekly, letter.marking, KINDS, KIND)
    yield Measured(
        ATTENDED, "Meetings that platforms were at", Subject.DIALOGUE,
        Meaning(ATTENDED, "Meetings that platforms were at", FIRST, "Meetings held, on their day, at which the "
                "platform’s company was. A meeting counts for each platform that was there: they cannot be added up.",
                PARLEY, UNIT),
        UNIT, False, (By.PLATFORM, By.COMMITMENT, By.KIND), EVERY_GRAIN, letter.marking, KINDS, KIND)


def figures(asking: Asking, measured: Measured) -> Found:
    """How many meetings were held, expected or attended in each stretch of time."""
    return _attended(asking, measured) if measured.key == ATTENDED else _by_week(asking, measured)


def _by_week(asking: Asking, measured: Measured) -> Found:
    """By calendar week; in total, over all weeks that share a day with those asked for."""
    weeks = cadence.by_week(asking.session, asking.viewer, asking.letter, as_at=asking.as_at)
    kinds = [each.value for each in weeks["kind"]]
    weeks = weeks.assign(kind=kinds, number=weeks[COUNTS[measured.key]].astype(int))
    names = {By.KIND: tuple(kind for kind in asking.kinds(measured) if kind in kinds)}
    shared = [_shared(asking, *days) for days in zip(weeks["week_first_day"], weeks["week_last_day"], strict=True)]
    weeks = weeks.assign(first_day=np.array(shared, object))[weeks["kind"].isin(names[By.KIND])]
    return Found(tallied(asking, names, weeks, set(weeks["first_day"].dropna())), names, tuple(_whole(asking, weeks)))


def _shared(asking: Asking, first: date, last: date) -> date | None:
    """The first day of the stretch of time that a week belongs to: in total, of all that it shares a day with."""
    if asking.view.grain is Grain.WEEK:
        return first if (first, last) in asking.stretches else None
    return next((start for start, end in asking.stretches if first <= end and last >= start), None)


def _whole(asking: Asking, weeks: pd.DataFrame) -> Iterator[str]:
    counted = weeks[weeks["first_day"].notna()]
    if asking.view.grain is not Grain.CAMPAIGN or counted.empty:
        return
    first, last = min(counted["week_first_day"]), max(counted["week_last_day"])
    if (first, last) != asking.stretches[0]:
        yield f"Meetings are counted by whole weeks: {days_in_words(first, last)}."


def _attended(asking: Asking, measured: Measured) -> Found:
    """The meetings at which the companies of platforms were. One counts once, unless it is told apart."""
    names = {By.PLATFORM: tuple(asking.platforms.values()), By.COMMITMENT: tuple(asking.commitments.values()),
             By.KIND: asking.kinds(measured)}
    recipients = letters.recipients(asking.session, asking.viewer, asking.letter.id)
    company = dict(zip(recipients["name"], recipients["company"], strict=True))
    meetings = reading.listing(asking.session, asking.viewer, asking.letter.id, as_at=asking.as_at)
    held = meetings[meetings["state"] == MeetingState.HELD]
    there = [[name for name in names[By.PLATFORM] if company[name] in set(each)] for each in held["organisations"]]
    on = [[asking.commitments[each] for each in numbers if each in asking.commitments]
          for numbers in held["commitments"]]
    held = held.assign(kind=[each.value for each in held["kind"]], number=1,
                       platform=pd.Series(there, held.index, object), commitment=pd.Series(on, held.index, object),
                       first_day=starts(asking, [clock.day(each) for each in held["starts_at"]]))
    every = held.explode("platform").explode("commitment")
    if By.COMMITMENT in asking.view.by or asking.view.commitments:
        every = every[every["commitment"].notna()]
    every = every[every["platform"].notna() & every["kind"].isin(names[By.KIND])]
    events = every.drop_duplicates(["id", *(by.value for by in asking.view.by)])
    return Found(tallied(asking, names, events), names)
