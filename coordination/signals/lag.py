"""Lag: how long it took from a signal being shared until another platform acknowledged it, or acted on it.

What is still open counts too, for as long as it has been open (the Kaplan–Meier estimate): leaving it out would make
those who never act look fast. A row is a signal and a platform that it is addressed to, as reading.pairs has them.
"""

import warnings
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import CensoredData, ecdf, logrank

from coordination import clock
from coordination.letters import LetterInView
from coordination.wording import day_in_words
from data_model.words import AnswerStep

ESTIMATES = ["signals", "answered", "still_open", "median", "median_low", "median_high", "p90"]
TIMED = ["hours", "answered", "still_open"]
CURVE = ["hours", "open", "open_low", "open_high"]
HALVES = ("first", "second")
FEWEST = 5  # answers in each half of the campaign, for saying anything of a trend
ALPHA = 0.05
# Shares are products of fractions: 3/4 · 2/3 is a half, and not a hair above it.
ROUNDING = 1e-9
UNDEFINED = "The confidence interval is undefined"  # as scipy warns where nothing, or everything, has happened

Floats = npt.NDArray[np.float64]
ANSWERED = {AnswerStep.ACKNOWLEDGED: "acknowledged_at", AnswerStep.ACTED: "acted_at"}
DONE = {AnswerStep.ACKNOWLEDGED: "acknowledged", AnswerStep.ACTED: "acted on"}
NOT_REACHED = "not reached yet"
DOING = {AnswerStep.ACKNOWLEDGED: "acknowledging", AnswerStep.ACTED: "acting"}


class Change(StrEnum):
    """What became of the lag over the campaign."""

    FELL = "fell"
    ROSE = "rose"
    UNCLEAR = "no clear change"
    TOO_FEW = "too few signals to say"


@dataclass(frozen=True)
class Trend:
    """The lag over a campaign. `weeks` and `halves` have ESTIMATES by week (its Monday) and by half (HALVES);
    `second_half` is its first day; `p_value` of the log-rank test of one half against the other, NaN where there are
    too few signals; `sentence` says it all."""

    change: Change
    weeks: pd.DataFrame
    halves: pd.DataFrame
    second_half: date
    p_value: float
    sentence: str


def estimates(pairs: pd.DataFrame, *, as_at: datetime, by: Sequence[str] = (),
              step: AnswerStep = AnswerStep.ACTED) -> pd.DataFrame:
    """The lag of each group of `pairs` (reading.PAIRS) that its columns `by` make, “week” being the Monday of the
    London week of sharing. Columns: those of `by`, in whose order the rows are, and ESTIMATES. Without `by`, one row.

    `answered` counts those that took the step, `still_open` those that neither took it nor were withdrawn. `median`
    and `p90` are in hours from sharing, NaN where the curve does not come down so far; `median_low` and
    `median_high` are the ends of the median's 95% interval (from the log-log interval of the curve), NaN where open.
    """
    return _estimates(measured(pairs, as_at=as_at, step=step), by)


def curve(pairs: pd.DataFrame, *, as_at: datetime, step: AnswerStep = AnswerStep.ACTED) -> pd.DataFrame:
    """The share of signals that are still open after so many hours. Columns: CURVE, a row a step of the curve;
    `open_low` and `open_high` are its 95% interval, NaN where it is not defined."""
    timed = measured(pairs, as_at=as_at, step=step)
    if timed.empty:
        return pd.DataFrame(columns=CURVE, dtype=float)
    return pd.DataFrame(dict(zip(CURVE, _curve(timed), strict=True)))


def trend(pairs: pd.DataFrame, letter: LetterInView, *, as_at: datetime,
          step: AnswerStep = AnswerStep.ACTED) -> Trend:
    """Whether the lag fell over the campaign so far: its first half against its second, by when signals were shared.

    The campaign runs from the letter to polling day, or `as_at` where that is earlier. It says nothing of halves with
    fewer than FEWEST answers.
    """
    end = min(clock.day(as_at), letter.polling_day)
    middle = letter.signed_on + timedelta(days=((end - letter.signed_on).days + 1) // 2)
    timed = measured(pairs, as_at=as_at, step=step)
    later = (timed["shared_at"] >= clock.start_of(middle)).to_numpy(bool)
    parts = [timed[~later], timed[later]]
    halves = pd.DataFrame([(name, *_estimate(part)) for name, part in zip(HALVES, parts, strict=True)],
                          columns=["half", *ESTIMATES])
    change, p_value = _change(*parts)
    return Trend(change, _estimates(timed, ["week"]), halves, middle, p_value,
                 _sentence(change, halves, middle, p_value, step))


def measured(pairs: pd.DataFrame, *, as_at: datetime, step: AnswerStep = AnswerStep.ACTED) -> pd.DataFrame:
    """The pairs with `shared_at` as one type, and `week` (the Monday of the London week of sharing), `hours` (until
    the answer or, without one, until it was withdrawn or `as_at`), `answered` and `still_open`.

    What was done before it was shared took no time.
    """
    shared, answer, ended = (pd.to_datetime(pairs[name], utc=True)
                             for name in ("shared_at", ANSWERED[step], "ended_at"))
    until = answer.fillna(ended).fillna(pd.Timestamp(as_at))
    hours = (until - shared).dt.total_seconds().clip(lower=0) / 3600
    days = shared.dt.tz_convert(clock.LONDON).dt.tz_localize(None).dt.normalize()
    return pairs.assign(shared_at=shared, week=days - pd.to_timedelta(days.dt.day_of_week, unit="D"), hours=hours,
                        answered=answer.notna(), still_open=answer.isna() & ended.isna())


def _censored(timed: pd.DataFrame) -> CensoredData:
    return CensoredData.right_censored(timed["hours"].to_numpy(np.float64), ~timed["answered"].to_numpy(bool))


def _curve(timed: pd.DataFrame) -> tuple[Floats, Floats, Floats, Floats]:
    """Hours, the share still open from then on, and the ends of its interval."""
    found = ecdf(_censored(timed)).sf
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", UNDEFINED, RuntimeWarning)
        low, high = found.confidence_interval(1 - ALPHA, method="log-log")
    return found.quantiles, found.probabilities, low.probabilities, high.probabilities


def _estimates(timed: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    timed = timed[[*by, *TIMED]]
    if not by:
        return pd.DataFrame([_estimate(timed)], columns=ESTIMATES)
    found = pd.DataFrame([(*group, *_estimate(rows)) for group, rows in timed.groupby(list(by), sort=True)],
                         columns=[*by, *ESTIMATES])
    return found.assign(week=[each.date() for each in found["week"]]) if "week" in by else found


def _estimate(timed: pd.DataFrame) -> tuple[object, ...]:
    """One group's ESTIMATES."""
    counts = len(timed), int(timed["answered"].sum()), int(timed["still_open"].sum())
    if timed.empty:
        return *counts, np.nan, np.nan, np.nan, np.nan
    hours, share, low, high = _curve(timed)
    return (*counts, _down_to(0.5, hours, share), _down_to(0.5, hours, low),
            _down_to(0.5, hours, high), _down_to(0.1, hours, share))


def _down_to(share: float, hours: Floats, curve: Floats) -> float:
    """The first hours at which a curve is down to a share; NaN where it does not come so far."""
    reached = np.flatnonzero(curve <= share + ROUNDING)
    return float(hours[reached[0]]) if reached.size else np.nan


def _change(first: pd.DataFrame, second: pd.DataFrame) -> tuple[Change, float]:
    """What the log-rank test says of two halves, and its p-value."""
    if min(first["answered"].sum(), second["answered"].sum()) < FEWEST:
        return Change.TOO_FEW, np.nan
    tested = logrank(_censored(first), _censored(second))
    if not tested.pvalue < ALPHA:
        return Change.UNCLEAR, float(tested.pvalue)
    # Negative: in the first half there were fewer answers than there would be if both were alike.
    return Change.FELL if tested.statistic < 0 else Change.ROSE, float(tested.pvalue)


def _sentence(change: Change, halves: pd.DataFrame, middle: date, p_value: float, step: AnswerStep) -> str:
    """“The lag in acting fell. Median for what was shared up to 18 November 2019: 19 hours (95% interval …”"""
    what = DOING[step]
    first, second = halves.to_dict("records")
    if change is Change.TOO_FEW:
        return (f"Too few signals to say whether the lag in {what} falls: each half of the campaign needs at least "
                f"{FEWEST} that were {DONE[step]}, and the first has {first['answered']:,}, the second "
                f"{second['answered']:,}.")
    begins = f"There is {change} in the lag in" if change is Change.UNCLEAR else "The lag in"
    ends = "" if change is Change.UNCLEAR else f" {change}"
    return (f"{begins} {what}{ends}. Median for what was shared up to {day_in_words(middle - timedelta(days=1))}: "
            f"{median_in_words(first)}; for what was shared since: {median_in_words(second)}. "
            f"Log-rank test of the two: p {_p(p_value)}.")


def median_in_words(row: Mapping[Hashable, Any]) -> str:
    """“19 hours (95% interval 12 to 27; 2 of 40 still open)” of a row with ESTIMATES."""
    median = NOT_REACHED if pd.isna(row["median"]) else in_hours(row["median"])
    return f"{median} ({interval_in_words(row)}; {row['still_open']:,} of {row['signals']:,} still open)"


def interval_in_words(row: Mapping[Hashable, Any]) -> str:
    """“95% interval 12 to 27”, of a row with ESTIMATES."""
    low, high = (_figures(row[name]) for name in ("median_low", "median_high"))
    if not low:
        return "95% interval not known"
    return f"95% interval {low} to {high}" if high else f"95% interval from {low}, without an upper end"


def in_hours(value: float) -> str:
    """19 hours, 1 hour, 12.5 hours"""
    words = _figures(value)
    return f"{words} {'hour' if words == '1' else 'hours'}"


def _figures(value: float) -> str:
    """To a tenth; nothing for NaN."""
    return "" if pd.isna(value) else f"{value:,.1f}".removesuffix(".0")


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"= {value:.3f}" if value < 0.1 else f"= {value:.2f}"
