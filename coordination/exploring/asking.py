"""What is asked of a subject, and what it answers: the same for all of them."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlmodel import Session

from coordination.exploring.measured import Catalogue, Measured
from coordination.exploring.views import By, View
from coordination.incidents.asking import WEEK, Grain
from coordination.letters import LetterInView
from coordination.viewers import Viewer
from data_model.words import CountState

FIGURE = ["state", "value", "low", "high", "parts_missing", "days_missing", "restated"]
COLUMNS = ["group", "within", "first_day", "last_day", *FIGURE]
NAN = float("nan")
Stretch = tuple[date, date]
Figure = tuple[str, float, float, float, int, int, bool]


@dataclass(frozen=True)
class Asking:
    """A fitted view, who looks at it, and what is known of it at `as_at`."""

    session: Session
    viewer: Viewer
    letter: LetterInView
    catalogue: Catalogue
    view: View
    as_at: datetime

    @property
    def last_day(self) -> date:
        """The last day of which anything may be known."""
        return min(self.view.last_day, self.catalogue.today)

    @property
    def platforms(self) -> Mapping[str, str]:
        """The platforms that are looked at: slug to name, in order."""
        chosen = self.view.platforms or tuple(self.catalogue.platforms)
        return {slug: name for slug, name in self.catalogue.platforms.items() if slug in chosen}

    @property
    def commitments(self) -> Mapping[int, str]:
        """The commitments that are looked at: number to name, in order."""
        chosen = self.view.commitments or tuple(self.catalogue.commitments)
        return {number: f"{number} {title}" for number, title in self.catalogue.commitments.items()
                if number in chosen}

    def kinds(self, measured: Measured) -> tuple[str, ...]:
        """The kinds that are looked at."""
        return self.view.kinds or measured.kinds

    @cached_property
    def stretches(self) -> list[Stretch]:
        """The stretches of time that there are figures for: their first and last days. Weeks are whole."""
        first, last = self.view.first_day, self.last_day
        if first > last:
            return []
        if self.view.grain is Grain.CAMPAIGN:
            return [(first, last)]
        step = WEEK if self.view.grain is Grain.WEEK else 1
        begins = first - timedelta(days=first.weekday()) if self.view.grain is Grain.WEEK else first
        starts = [begins + timedelta(days=days) for days in range(0, (last - begins).days + 1, step)]
        return [(start, start + timedelta(days=step - 1)) for start in starts]


@dataclass(frozen=True)
class Found:
    """The figures of one measure, and what must be said of them. `frame` has COLUMNS; its rows may come in any order.
    `names` are those of each split in the order of lists; others follow them."""

    frame: pd.DataFrame
    names: Mapping[By, Sequence[str]] = field(default_factory=dict)
    statements: tuple[str, ...] = ()


def starts(asking: Asking, days: Sequence[date]) -> npt.NDArray[np.object_]:
    """The first day of the stretch of time that each day lies in; None for days of none."""
    first, stretches = [start for start, _ in asking.stretches], asking.stretches
    places = [bisect_right(first, day) - 1 for day in days]
    return np.array([first[at] if at >= 0 and day <= stretches[at][1] else None
                     for at, day in zip(places, days, strict=True)], object)


def tallied(asking: Asking, names: Mapping[By, Sequence[str]], events: pd.DataFrame,
            known: Collection[date] | None = None) -> pd.DataFrame:
    """How much of something there was in each cell. Columns: COLUMNS. `events` has a column for each split (a value of
    By) with one of its `names`, first_day (of its stretch of time, None for none) and number. Of a stretch whose first
    day is not `known` (all are, if nothing is said), nothing can be counted."""
    splits = [by.value for by in asking.view.by]
    sums = events[events["first_day"].notna()].groupby([*splits, "first_day"], sort=False)["number"].sum().to_dict()
    rows = []
    for group, within, (first, last) in cells(asking, names):
        key = (*(group, within)[:len(splits)], first)
        number = sums.get(key if splits else first, 0)
        there = known is None or first in known
        rows.append((group, within, first, last, *(figure(number) if there else gap(CountState.NOT_APPLICABLE))))
    return pd.DataFrame(rows, columns=COLUMNS)


def figure(value: float, low: float = NAN, high: float = NAN) -> Figure:
    """FIGURE of something that is known: a number, or zero."""
    state = CountState.REPORTED if value else CountState.ZERO
    return state.value, float(value), low, high, 0, 0, False


def gap(state: str) -> Figure:
    """FIGURE of something that there is no number for."""
    return str(state), NAN, NAN, NAN, 0, 0, False


def cells(asking: Asking, names: Mapping[By, Sequence[str]]) -> Iterator[tuple[str, str, Stretch]]:
    """Every group, within and stretch of time that a view has a figure for. `names` are those of each split."""
    groups, withins = [*(names[by] for by in asking.view.by), [""], [""]][:2]
    return product(groups, withins, asking.stretches)


def in_order(found: Found, by: Sequence[By]) -> pd.DataFrame:
    """The frame of what was found with its rows in the order of its names and of time."""
    frame = found.frame
    keys = [_place(frame[column], found.names.get(split, ())) for column, split in
            zip(("group", "within"), [*by, None, None][:2], strict=True) if split]
    places = pd.DataFrame({"group": keys[0] if keys else 0, "within": keys[1] if len(keys) > 1 else 0,
                           "first": frame["first_day"].to_numpy()}, index=range(len(frame)))
    return frame.iloc[places.sort_values(["group", "within", "first"], kind="stable").index]


def _place(names: "pd.Series[str]", order: Sequence[str]) -> list[int]:
    """Where each name comes: as in `order`, and those that are not there after it, by the alphabet."""
    every = [*order, *sorted(set(names) - set(order))]
    place = {name: position for position, name in enumerate(every)}
    return [place[name] for name in names]
