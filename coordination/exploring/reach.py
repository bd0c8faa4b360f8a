"""Reach as figures to explore: how many people had been sent the advice by the end of a day, at least and at most."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from coordination.exploring.asking import COLUMNS, Asking, Figure, Found, cells, figure, gap
from coordination.exploring.measured import EVERY_GRAIN, FIRST, PARLEY, Measured, Subject
from coordination.exploring.views import By
from coordination.incidents.viewing import Meaning
from coordination.letters import LetterInView
from coordination.reach import audiences, reading
from coordination.reach.reading import Reach, Reached
from coordination.reach.words import HOW
from data_model.words import Audience, CountState

REACH, SHARE = "reach", "reach-share"
SPLITS = (By.KIND, By.PARTY)
KIND = "audience"
KINDS = tuple(audience.value for audience in Audience)
BETWEEN = "At least so many, and at most as many as the upper end: nobody knows which people got two sendings."
TEXT = ("who were sent an edition of the advice at least once since the letter, by the end of the stretch of time, as "
        "far as distributions on record say.")


def measures(letter: LetterInView) -> Iterator[Measured]:
    """What can be explored of reach."""
    yield Measured(
        REACH, "People reached", Subject.REACH,
        Meaning(REACH, "People reached", FIRST, f"People {TEXT} {HOW}", PARLEY, " people"),
        " people", False, SPLITS, EVERY_GRAIN, letter.marking, KINDS, KIND, apart=By.KIND)
    yield Measured(
        SHARE, "Share of people reached", Subject.REACH,
        Meaning(SHARE, "Share of people reached", FIRST, f"People {TEXT} In per cent of all of them. {HOW}", PARLEY,
                "%"),
        "%", False, SPLITS, EVERY_GRAIN, letter.marking, KINDS, KIND, apart=By.KIND)


def figures(asking: Asking, measured: Measured) -> Found:
    """How far each audience, or each party in it, was reached at the end of each stretch of time."""
    reached = reading.reached(asking.session, asking.viewer, asking.letter, as_at=asking.as_at)
    kinds = asking.kinds(measured)
    parties = dict.fromkeys(audiences.in_words(each.party) for kind in kinds
                            for each in reached.by_party[Audience(kind)])
    names = {By.KIND: kinds, By.PARTY: tuple(parties)}
    then = _over_time(reached, asking)
    rows = []
    for group, within, (first, last) in cells(asking, names):
        told = dict(zip(asking.view.by, (group, within), strict=False))
        whom = Audience(told.get(By.KIND, kinds[0])), told.get(By.PARTY)
        ever = _of(reached, *whom) is not None
        rows.append((group, within, first, last, *_figure(_of(then[first], *whom), measured.key == SHARE, ever)))
    return Found(pd.DataFrame(rows, columns=COLUMNS), names, (BETWEEN,) if any(row[6] < row[7] for row in rows) else ())


def _over_time(reached: Reached, asking: Asking) -> dict[date, Reached]:
    """By the first day of each stretch of time, what had been reached when it ended."""
    known: dict[int, Reached] = {}
    found = {}
    for first, last in asking.stretches:
        counted = reached.counted[reached.counted["sent_on"] <= last]
        if len(counted) not in known:
            known[len(counted)] = reading.summed(counted, reached.sizes)
        found[first] = known[len(counted)]
    return found


def _of(reached: Reached, audience: Audience, party: str | None) -> Reach | None:
    """Of a whole audience, or of a party in it; None where nobody was sent anything in it and nobody knows its size."""
    if party is None:
        return reached.in_all[audience]
    return next((each for each in reached.by_party[audience] if audiences.in_words(each.party) == party), None)


def _figure(reach: Reach | None, share: bool, ever: bool) -> Figure:
    """`ever` says that this party was sent something in the end: until then, nobody of it was reached."""
    if reach is None:
        return figure(0, 0, 0) if ever and not share else gap(CountState.NOT_APPLICABLE)
    if not share:
        return figure(reach.bounds.lower, reach.bounds.lower, reach.bounds.upper)
    if reach.shares is None:
        return gap(CountState.NOT_REPORTED)
    lower, upper = (100 * each for each in reach.shares)
    return figure(lower, lower, upper)
