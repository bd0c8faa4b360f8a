"""Rows into groups and stretches of time: what they add up to, and where something is missing. Pure."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from coordination.incidents.asking import STATE_NUMBER, WEEK, Asked, By, Grain
from coordination.incidents.cells import ZERO, number
from coordination.incidents.vocabulary import MeasureInView
from data_model.words import CountState

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
REPORTED, NONE = STATE_NUMBER[CountState.REPORTED], STATE_NUMBER[CountState.ZERO]
NOT_REPORTED, NOT_APPLICABLE = STATE_NUMBER[CountState.NOT_REPORTED], STATE_NUMBER[CountState.NOT_APPLICABLE]


@dataclass(frozen=True)
class Buckets:
    """The stretches of time that are asked for: their first and last days as cells hold them."""

    first: Ints
    last: Ints

    def of(self, rows: pd.DataFrame) -> Ints:
        """For each row the bucket that its days lie wholly in, or -1."""
        start, end = rows["first_day"].to_numpy(np.int64), rows["last_day"].to_numpy(np.int64)
        at = np.searchsorted(self.first, start, side="right") - 1
        inside = (at >= 0) & (end <= self.last[at])
        return np.where(inside, at, -1)


def buckets_of(read: Asked) -> Buckets:
    """The stretches that the days of `read` lie in, whole weeks where it asks for weeks."""
    first, last = number(read.first_day), number(read.last_day)
    if read.grain is Grain.CAMPAIGN:
        return Buckets(np.array([first + WEEK]), np.array([last]))
    if read.grain is Grain.DAY:
        days = np.arange(first, last + 1)
        return Buckets(days, days)
    monday = first - read.first_day.weekday()
    starts = np.arange(monday, last + 1, WEEK)
    return Buckets(starts, starts + WEEK - 1)


def tallied(rows: pd.DataFrame, places: Ints, buckets: Buckets, shape: tuple[int, int],
             measure: MeasureInView) -> tuple[Floats, Ints, Floats, npt.NDArray[np.bool_]]:
    """Value, state (a position in STATES), parts missing, and whether another period reaches in, of groups × buckets.
    What may not be added up has a figure only where a single row is for that very stretch."""
    at = buckets.of(rows)
    if not measure.additive:
        exact = (rows["first_day"].to_numpy() == buckets.first[at]) & (rows["last_day"].to_numpy() == buckets.last[at])
        at = np.where(exact, at, -1)
    kept = (at >= 0) & (places >= 0)
    cell = places[kept] * shape[1] + at[kept]

    def total(values: npt.ArrayLike) -> Floats:
        return np.bincount(cell, weights=np.asarray(values, np.float64)[kept], minlength=shape[0] * shape[1]).reshape(
            shape).astype(np.float64)

    state = rows["state"].to_numpy()
    figure = state <= ZERO
    have, any_, applies = total(figure), total(np.ones(len(rows))), total(state != NOT_APPLICABLE)
    value = total(np.where(figure, np.nan_to_num(rows["value"].to_numpy()), 0))
    shown = have > 0 if measure.additive else (have == 1) & (any_ == 1)
    gaps = np.where((any_ > 0) & (applies == 0), NOT_APPLICABLE, NOT_REPORTED)
    words = np.where(shown, np.where(value > 0, REPORTED, NONE), gaps)
    other = _reached(rows[at < 0], places[at < 0], buckets, shape)
    return np.where(shown, value, np.nan), words, total(rows["parts_missing"].astype(np.float64)), other


def _reached(rows: pd.DataFrame, places: Ints, buckets: Buckets,
             shape: tuple[int, int]) -> npt.NDArray[np.bool_]:
    found = np.zeros(shape, bool)
    for place, first, last in zip(places.tolist(), rows["first_day"].tolist(), rows["last_day"].tolist(), strict=True):
        if place >= 0:
            found[place] |= (buckets.first <= last) & (buckets.last >= first)
    return found


def days_missing(covered: pd.DataFrame, asked: Asked, groups: dict[Any, str], buckets: Buckets,
                 known_until: int) -> Ints:
    """Days up to `known_until` without anything returned, of platforms that return the measure at all, of groups ×
    buckets."""
    returned = covered[covered["state"] != NOT_REPORTED] if len(covered) else covered
    found = np.zeros((len(groups), len(buckets.first)), np.int64)
    if returned.empty:
        return found
    start, end = int(buckets.first[0]), min(int(buckets.last[-1]), known_until)
    for platform_id, rows in returned.groupby("platform_id"):
        there = np.zeros(end - start + 1, bool)
        for first, last in zip(rows["first_day"].tolist(), rows["last_day"].tolist(), strict=True):
            there[max(first - start, 0):max(last - start + 1, 0)] = True
        gone = np.concatenate([[0], np.cumsum(~there)])
        upto = np.maximum(np.minimum(buckets.last, end) - start + 1, 0)
        days = gone[upto] - gone[np.minimum(buckets.first - start, upto)]
        if asked.by is not By.PLATFORM:
            found += days
        elif platform_id in groups:
            found[list(groups).index(platform_id)] += days
    return found
