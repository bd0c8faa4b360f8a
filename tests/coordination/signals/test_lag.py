"""How long signals took: against an independent survival library, and in words."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test
from lifelines.utils import qth_survival_time
from sqlalchemy import Engine

from coordination import clock, figures, letters
from coordination.signals import lag
from coordination.signals import reading as signals
from coordination.signals.lag import Change
from coordination.viewers import Viewer
from data_model.database import reading
from data_model.words import AnswerStep, Role
from tests.coordination.signals.timed import NOW, letter, many, pairs, shared_on

pytestmark = pytest.mark.filterwarnings("ignore:::lifelines")

# Whole minutes, many of them alike, as people's times are; and some that are not.
HOURS = st.one_of(st.integers(0, 90).map(lambda minutes: minutes / 60), st.integers(0, 600).map(float),
                  st.floats(0, 2000).map(lambda hours: round(hours * 3600) / 3600))
ANALYST = Viewer(0, "", "", Role.ANALYST, 0, "")
OBSERVED = st.lists(st.tuples(HOURS, st.booleans()), min_size=1, max_size=60)


def independent(frame: pd.DataFrame) -> dict[str, float]:
    """What lifelines says of measured pairs.

    It differs from ours in three ways, all on purpose. It gives infinity where a curve does not come down so far, we
    NaN. Where nobody is left, it gives an interval from 0 to 0, though there the formula has none. And it adds up
    logarithms, so that its curve may be a hair above a half that it should touch: hence it is rounded.
    """
    fitted = KaplanMeierFitter().fit(frame["hours"], frame["answered"])
    curve = fitted.survival_function_.iloc[:, 0].round(12)
    low, high = (fitted.confidence_interval_[name][curve > 0].round(12) for name in fitted.confidence_interval_)
    found = {"median": (0.5, curve), "median_low": (0.5, low), "median_high": (0.5, high), "p90": (0.1, curve)}
    times = {name: qth_survival_time(share, line) if len(line) else np.inf for name, (share, line) in found.items()}
    return {name: np.nan if hours == np.inf else float(hours) for name, hours in times.items()}


def assert_as_lifelines(frame: pd.DataFrame, step: AnswerStep, *by: str, as_at: datetime = NOW) -> None:
    """Every estimate of these pairs is lifelines' too."""
    timed = lag.measured(frame, as_at=as_at, step=step)
    for row in lag.estimates(frame, as_at=as_at, by=by, step=step).to_dict("records"):
        mine = timed
        for name in by:
            mine = mine[mine[name] == (pd.Timestamp(row[name]) if name == "week" else row[name])]
        assert {name: row[name] for name in independent(mine)} == pytest.approx(independent(mine), abs=1e-9,
                                                                                nan_ok=True)


@given(OBSERVED)
def test_the_estimates_are_those_of_an_independent_library(observed: list[tuple[float, bool]]) -> None:
    assert_as_lifelines(many(observed), AnswerStep.ACTED)


def test_so_are_those_of_the_exercise(exercised: Engine) -> None:
    with reading(exercised) as session:
        as_at, letter_ = clock.now(session), letters.in_view(session, ANALYST)
        found = signals.pairs(session, ANALYST, letter_.id, as_at=as_at)
    assert len(found) > 50
    for step in (AnswerStep.ACKNOWLEDGED, AnswerStep.ACTED):
        for by in ([], ["week"], ["category"], ["from_platform", "to_platform"]):
            assert_as_lifelines(found, step, *by, as_at=as_at)
    timed = lag.measured(found, as_at=as_at)
    told = lag.trend(found, letter_, as_at=as_at)
    halves = [timed[(timed["shared_at"] >= clock.start_of(told.second_half)) == later] for later in (False, True)]
    expected = logrank_test(halves[0]["hours"], halves[1]["hours"], halves[0]["answered"], halves[1]["answered"])
    assert told.p_value == pytest.approx(expected.p_value, abs=1e-9)


@given(OBSERVED)
def test_the_curve_and_its_interval_are_too(observed: list[tuple[float, bool]]) -> None:
    frame = many(observed)
    timed = lag.measured(frame, as_at=NOW)
    fitted = KaplanMeierFitter().fit(timed["hours"], timed["answered"])
    ours = lag.curve(frame, as_at=NOW)
    theirs = fitted.survival_function_.iloc[:, 0].loc[ours["hours"]]
    assert list(ours["open"]) == pytest.approx(list(theirs), abs=1e-9)
    certain = (ours["open"] > 0) & (ours["open"] < 1)
    band = fitted.confidence_interval_.loc[ours["hours"]][certain.to_numpy()].to_numpy()
    assert ours[certain][["open_low", "open_high"]].to_numpy() == pytest.approx(band, abs=1e-9)
    assert ours[~certain][["open_low", "open_high"]].isna().all(axis=None)


@given(OBSERVED, OBSERVED)
def test_so_is_the_test_of_the_first_half_against_the_second(first: list[tuple[float, bool]],
                                                            second: list[tuple[float, bool]]) -> None:
    halves = [lag.measured(many(observed), as_at=NOW) for observed in (first, second)]
    change, p_value = lag._change(*halves)
    if min(half["answered"].sum() for half in halves) < lag.FEWEST:
        assert (change, np.isnan(p_value)) == (Change.TOO_FEW, True)
        return
    expected = logrank_test(halves[0]["hours"], halves[1]["hours"], halves[0]["answered"], halves[1]["answered"])
    assert p_value == pytest.approx(expected.p_value, abs=1e-9, nan_ok=True)
    assert (change is Change.UNCLEAR) == (not expected.p_value < 0.05)


def test_what_is_open_counts_for_as_long_as_it_is_open() -> None:
    day = date(2019, 11, 12)
    closed = pairs(*shared_on(day, 2, 4, 6, 8))
    some_open = pairs(*shared_on(day, 2, 4, None, None))
    assert lag.estimates(closed, as_at=NOW)[["signals", "answered", "still_open", "median"]].values.tolist() == [
        [4, 4, 0, 4]]
    only_closed = some_open[some_open["acted_at"].notna()]
    assert lag.estimates(only_closed, as_at=NOW)["median"].item() == 2
    assert lag.estimates(some_open, as_at=NOW)[["signals", "answered", "still_open", "median"]].values.tolist() == [
        [4, 2, 2, 4]]
    mostly_open = pairs(*shared_on(day, 2, None, None))
    assert np.isnan(lag.estimates(mostly_open, as_at=NOW)["median"].item())


def test_a_curve_that_comes_down_to_a_tenth_has_come_down_to_it() -> None:
    """3/15 · 1/2, which among floating numbers is 0.10000000000000003."""
    observed = [*((float(hours), True) for hours in range(1, 13)), (13.0, False), (14.0, True), (15.0, False)]
    assert lag.estimates(many(observed), as_at=NOW)["p90"].item() == 14


def test_what_was_withdrawn_is_open_no_more_and_counts_until_then() -> None:
    shared = datetime(2019, 11, 12, 12, tzinfo=UTC)
    withdrawn = pairs((shared, None), ended_at=shared + timedelta(hours=3))
    assert lag.measured(withdrawn, as_at=NOW)[["hours", "answered", "still_open"]].values.tolist() == [
        [3, False, False]]
    estimate = lag.estimates(withdrawn, as_at=NOW)
    assert (estimate["signals"].item(), estimate["still_open"].item()) == (1, 0)


def test_what_was_done_before_it_was_shared_took_no_time() -> None:
    assert lag.estimates(pairs(*shared_on(date(2019, 11, 12), -30)), as_at=NOW)["median"].item() == 0


def test_a_week_is_of_london_from_monday() -> None:
    sunday, monday = datetime(2019, 6, 9, 22, 59, tzinfo=UTC), datetime(2019, 6, 9, 23, 0, tzinfo=UTC)  # summer time
    found = lag.estimates(pairs((sunday, 1), (monday, 2)), as_at=NOW, by=["week"])
    assert list(found["week"]) == [date(2019, 6, 3), date(2019, 6, 10)]
    assert list(found["median"]) == [1, 2]


def test_groups_stand_for_themselves() -> None:
    day = date(2019, 11, 12)
    found = lag.estimates(pd.concat([pairs(*shared_on(day, 1, 3)), pairs(*shared_on(day, 9), to="Google")]), as_at=NOW,
                          by=["from_platform", "to_platform"])
    assert found[["from_platform", "to_platform", "signals", "median"]].values.tolist() == [
        ["Twitter", "Facebook", 2, 1], ["Twitter", "Google", 1, 9]]


def test_each_step_has_its_own_times() -> None:
    frame = pairs(*shared_on(date(2019, 11, 12), 5)).assign(
        acknowledged_at=datetime(2019, 11, 12, 13, tzinfo=UTC))
    assert lag.estimates(frame, as_at=NOW, step=AnswerStep.ACKNOWLEDGED)["median"].item() == 1
    assert lag.estimates(frame, as_at=NOW)["median"].item() == 5


def test_nothing_shared_gives_no_rows_and_no_curve() -> None:
    assert lag.estimates(pairs(), as_at=NOW, by=["week"]).empty
    assert lag.curve(pairs(), as_at=NOW).empty
    assert lag.estimates(pairs(), as_at=NOW)["signals"].item() == 0
    assert lag.trend(pairs(), letter(), as_at=NOW).weeks.empty


FIRST, SECOND = date(2019, 11, 12), date(2019, 11, 26)


def test_a_lag_that_fell_is_said_with_its_uncertainty() -> None:
    found = lag.trend(pairs(*shared_on(FIRST, 12, 15, 19, 19, 22, 27, 30, None),
                            *shared_on(SECOND, 1, 2, 4, 5, 6, 6, 7, 8)), letter(), as_at=NOW)
    assert (found.change, found.second_half) == (Change.FELL, date(2019, 11, 19))
    assert list(found.weeks["week"]) == [date(2019, 11, 11), date(2019, 11, 25)]
    assert found.sentence == (
        "The lag in acting fell. Median for what was shared up to 18 November 2019: 19 hours (95% interval 12 to 30; "
        "1 of 8 still open); for what was shared since: 5 hours (95% interval 1 to 7; 0 of 8 still open). "
        "Log-rank test of the two: p < 0.001.")


def test_a_lag_that_rose_is_said_too() -> None:
    found = lag.trend(pairs(*shared_on(FIRST, 1, 2, 4, 5, 6, 6, 7, 8),
                            *shared_on(SECOND, 12, 15, 19, 19, 19, *[None] * 9)), letter(), as_at=NOW,
                      step=AnswerStep.ACKNOWLEDGED)
    assert found.change is Change.ROSE
    assert found.sentence.startswith("The lag in acknowledging rose. Median for what was shared up to 18 November")
    assert "for what was shared since: not reached yet (95% interval from 19, without an upper end; 9 of 14 still" in (
        found.sentence)


def test_no_clear_change_is_said_as_that() -> None:
    found = lag.trend(pairs(*shared_on(FIRST, 5, 6, 7, 8, 9), *shared_on(SECOND, 5, 6, 7, 8, 10)), letter(), as_at=NOW)
    assert found.change is Change.UNCLEAR
    assert found.sentence.startswith("There is no clear change in the lag in acting. Median for what was shared up to")


def test_too_few_signals_say_nothing() -> None:
    found = lag.trend(pairs(*shared_on(FIRST, 5, 6, 7, 8, 9), *shared_on(SECOND, 1, 1, 1, 1, None)), letter(),
                      as_at=NOW)
    assert found.change is Change.TOO_FEW
    assert found.sentence == (
        "Too few signals to say whether the lag in acting falls: each half of the campaign needs at least 5 that were "
        "acted on, and the first has 5, the second 4.")


def test_after_polling_day_the_halves_stay_as_they_were() -> None:
    later = lag.trend(pairs(), letter(), as_at=datetime(2020, 3, 1, tzinfo=UTC)).second_half
    assert later == lag.trend(pairs(), letter(), as_at=datetime(2019, 12, 12, 12, tzinfo=UTC)).second_half


def test_criterion_3c_is_how_many_were_acted_on_and_whether_the_lag_falls() -> None:
    found = figures.lag_trend(pairs(*shared_on(FIRST, 1, None), *shared_on(SECOND, 2)), letter(), NOW)
    assert (found.value, found.out_of) == (2, 3)
    assert found.sentence == (
        "This platform acted on 2 of the 3 signals shared with it. Too few signals to say whether the lag in acting "
        "falls: each half of the campaign needs at least 5 that were acted on, and the first has 1, the second 1.")


def test_each_platform_has_its_own_figure_and_reads_no_others(exercised: Engine) -> None:
    with reading(exercised) as session:
        as_at, letter_ = clock.now(session), letters.in_view(session, ANALYST)
        criteria = letters.criteria(session, letter_.id)
        told = {slug: figures.computed(session, ANALYST, letter_, slug, criteria, as_at=as_at)["3c"]
                for slug in ("facebook", "google", "twitter")}
        found = signals.pairs(session, ANALYST, letter_.id, as_at=as_at)
    for slug, figure in told.items():
        mine = found[found["to_slug"] == slug]
        assert (figure.value, figure.out_of) == (mine["acted_at"].notna().sum(), len(mine))
    assert len({figure.sentence for figure in told.values()}) == 3
