"""Counts in any number, from a fixed seed, stored month by month as returns by the code that stores every return.

20 platforms beside those of the exercise, each with its own share of the series: a measure of a keyword in a nation.
Keywords, measures and platforms are skewed as real ones are (Zipf), most series count little, so most figures are
zeros; some days are not reported, some not applicable and some missing. The last four weeks have twice as much.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Engine, func, select, text
from sqlmodel import Session, col

from coordination.incidents import returns, vocabulary
from coordination.incidents.cells import (
    DTYPES,
    NOT_APPLICABLE,
    NOT_REPORTED,
    REPORTED,
    ZERO,
    Cells,
    Faults,
    day,
    number,
)
from coordination.incidents.returns import Sender
from coordination.incidents.vocabulary import NATIONS, Vocabulary
from data_model.accounts import Account
from data_model.database import writing
from data_model.letters import Letter, Recipient
from data_model.organisations import Organisation, Platform
from data_model.words import OrganisationKind, ReturnForm, Role

SEED = 2019
LAST = date(2019, 12, 1)  # the day before the exercise opens
PLATFORMS, MEASURES = 20, 10
NATION_SHARES = (0.6, 0.2, 0.12, 0.08)  # of England, Scotland, Wales and Northern Ireland
MISSING, UNREPORTED, INAPPLICABLE = 0.02, 0.03, 0.005  # of all figures
BUSIEST = 200  # a day, of the busiest series
SURGE = 28  # days
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Amount:
    """About so many rows, on so many days up to LAST."""

    rows: int
    days: int


@dataclass(frozen=True)
class Serieses:
    """One platform's series: arrays of one length, with what each counts on a usual day."""

    measure_id: npt.NDArray[np.int64]
    category_id: npt.NDArray[np.int64]
    nation: npt.NDArray[np.int64]
    usual: Floats


def fill(engine: Engine, amount: Amount) -> None:
    """Put platforms and their returns on record in a database that holds the exercise."""
    with writing(engine) as session:
        words, platforms = vocabulary.read(session), _platforms(session)
        sender = session.scalars(select(col(Account.id)).where(col(Account.role) == Role.PLATFORM)).first() or 0
    random = np.random.default_rng(SEED)
    shares = skewed(PLATFORMS, 0.7)
    series = amount.rows / amount.days / (1 - MISSING)
    for platform_id, share in zip(platforms, shares, strict=True):
        chosen = chosen_series(random, words, max(1, round(series * share)), share)
        with writing(engine) as session:
            for cells in monthly(random, chosen, amount.days):
                at = datetime.combine(day(cells.frame["last_day"].max()), time(9), UTC) + timedelta(hours=6)
                returns.put(session, platform_id, cells, Sender(sender, at))
    with engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


def skewed(size: int, power: float) -> Floats:
    """Shares of 1: the n-th is 1/n to some power."""
    weights = 1 / np.arange(1, size + 1) ** power
    return np.asarray(weights / weights.sum(), np.float64)


def chosen_series(random: np.random.Generator, words: Vocabulary, size: int, share: float) -> Serieses:
    """Different series of one platform, the usual ones likelier."""
    keywords = np.array([each.id for each in words.categories if each.level == 2])
    measures = np.array([each.id for each in words.measures if each.additive][:MEASURES])
    ordered = random.permutation(keywords)
    weights = np.einsum("i,j,k->ijk", skewed(len(measures), 0.5), skewed(len(keywords), 1.0), NATION_SHARES).ravel()
    chosen = random.choice(len(weights), size=min(size, len(weights)), replace=False, p=weights / weights.sum())
    measure, keyword, nation = np.unravel_index(np.sort(chosen), (len(measures), len(keywords), len(NATION_SHARES)))
    usual = weights[np.sort(chosen)] / weights.max() * BUSIEST * share / skewed(PLATFORMS, 0.7)[0]
    return Serieses(measures[measure], ordered[keyword], nation + 1, usual)


def monthly(random: np.random.Generator, series: Serieses, days: int) -> Iterator[Cells]:
    """One platform's returns, oldest first: a month each, as far as the days reach."""
    first = number(LAST) - days + 1
    starts = [each for each in range(first, number(LAST) + 1) if each == first or day(each).day == 1]
    for start, end in pairwise([*starts, number(LAST) + 1]):
        frame = figures(random, series, np.arange(start, end))
        yield Cells(ReturnForm.TEMPLATE, f"{day(start):%Y-%m}.csv", f"{random.integers(2**62):064x}", (), frame,
                    len(frame), Faults())


def figures(random: np.random.Generator, series: Serieses, days: npt.NDArray[np.int64]) -> pd.DataFrame:
    """The cells of these days."""
    shape = (len(series.usual), len(days))
    surge = np.where(days > number(LAST) - SURGE, 2.0, 1.0)
    value = random.poisson(series.usual[:, None] * surge * (1 - 0.3 * ((days + 3) % 7 >= 5))).astype(np.float64)
    chance = random.random(shape)
    state = np.where(value > 0, REPORTED, ZERO)
    state[chance < UNREPORTED + INAPPLICABLE] = NOT_REPORTED
    state[chance < INAPPLICABLE] = NOT_APPLICABLE
    value[state > ZERO] = np.nan
    there = chance < 1 - MISSING
    where = np.nonzero(there)
    frame = pd.DataFrame({
        "row": np.arange(2, len(where[0]) + 2), "measure_id": series.measure_id[where[0]],
        "category_id": series.category_id[where[0]], "nation": series.nation[where[0]],
        "first_day": days[where[1]], "last_day": days[where[1]], "state": state[there], "value": value[there]})
    return frame.astype(DTYPES)


def _platforms(session: Session) -> list[int]:
    """The ids of PLATFORMS new platforms, to which the newest letter is addressed too: what its figures explore."""
    letter_id = session.scalars(select(func.max(col(Letter.id)))).one() or 0
    made = []
    for place in range(1, PLATFORMS + 1):
        company = Organisation(name=f"Bench company {place:02}", kind=OrganisationKind.COMPANY)
        session.add(company)
        session.flush()
        platform = Platform(slug=f"bench-{place:02}", name=f"Bench {place:02}", organisation_id=company.id or 0)
        session.add(platform)
        session.flush()
        session.add(Recipient(letter_id=letter_id, platform_id=platform.id or 0, addressee="Whoever is in charge"))
        made.append(platform.id or 0)
    return made


assert len(NATION_SHARES) == len(NATIONS) - 1
