"""What is asked of a subject, and what it answers: the same for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import product

import pandas as pd
from sqlmodel import Session

from coordination.exploring.catalogue import Catalogue
from coordination.exploring.views import By, View
from coordination.incidents.asking import WEEK, Grain
from coordination.letters import LetterInView
from coordination.viewers import Viewer
from data_model.words import CountState

FIGURE = ["state", "value", "low", "high", "parts_missing", "days_missing", "restated"]
COLUMNS = ["group", "within", "first_day", "last_day", *FIGURE]
ONE_DAY = timedelta(days=1)
Stretch = tuple[date, date]


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


def figure(value: float, low: float = float("nan"), high: float = float("nan")) -> dict[str, object]:
    """FIGURE of something that is known: a number, or zero."""
    state = CountState.REPORTED if value else CountState.ZERO
    return {"state": state.value, "value": float(value), "low": low, "high": high, "parts_missing": 0,
            "days_missing": 0, "restated": False}


def gap(state: CountState) -> dict[str, object]:
    """FIGURE of something that there is no number for."""
    return figure(float("nan")) | {"state": state.value}


def cells(asking: Asking, names: Mapping[By, Sequence[str]]) -> list[tuple[str, str, Stretch]]:
    """Every group, within and stretch of time that a view has a figure for. `names` are those of each split."""
    groups, withins = (list(names[by]) for by in asking.view.by) if len(asking.view.by) > 1 else (
        list(names[asking.view.by[0]]) if asking.view.by else [""], [""])
    return list(product(groups, withins, asking.stretches))


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
