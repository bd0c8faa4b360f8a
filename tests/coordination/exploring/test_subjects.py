"""Findings, timeliness, updates, meetings, signals, lag and reach in Explore: what their own subjects have."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from coordination import clock, letters, standing
from coordination.dialogue import cadence
from coordination.dialogue import reading as meetings
from coordination.exploring.explored import NOT_KNOWN_YET
from coordination.exploring.views import By, Form, View
from coordination.incidents.asking import Grain
from coordination.letters import LetterInView
from coordination.reach import reading as reach
from coordination.signals import lag
from coordination.signals import reading as signals
from coordination.updates import reading as updates
from data_model.database import reading
from data_model.words import AnswerStep, Audience, Claim, MeetingState, SignalKind
from tests.cast import OPENING
from tests.views import AN_ANALYST, LAST_DAY, LETTER_DAY, VIOLENCE, a_view, explored

MONDAYS = [date(2019, 11, 4) + timedelta(days=7 * week) for week in range(4)]
NAMES = {"facebook": "Facebook", "google": "Google", "twitter": "Twitter"}
Cell = tuple[str, str, date]


@pytest.fixture
def session(exercised: Engine) -> Iterator[Session]:
    """A read of the exercise."""
    with reading(exercised) as opened:
        yield opened


@pytest.fixture
def letter(session: Session) -> LetterInView:
    """The exercise's letter."""
    return letters.in_view(session, AN_ANALYST)


def values(engine: Engine, view: View) -> dict[Cell, float]:
    """What a view says of one measure, by group, within and first day; without what is not applicable."""
    frame = explored(engine, view).frame
    frame = frame[frame["state"] != "not applicable"]
    return {(row.group, row.within, row.first_day): row.value for row in frame.itertuples()}


def monday(moment: object) -> date:
    """The Monday of the week in which a moment is."""
    day = clock.day(moment)  # type: ignore[arg-type]
    return day - timedelta(days=day.weekday())


def within(moments: "pd.Series[pd.Timestamp]") -> "pd.Series[bool]":
    """Which moments are on the days of the usual view."""
    return pd.Series([LETTER_DAY <= clock.day(each) <= LAST_DAY for each in moments], moments.index, bool)


def test_findings_are_those_of_the_overview_at_the_end_of_each_week(exercised: Engine, session: Session,
                                                                    letter: LetterInView) -> None:
    found = values(exercised, a_view(measures=("findings",), by=(By.KIND, By.PLATFORM), form=Form.TABLE))
    for first in MONDAYS:
        then = standing.matrix(session, AN_ANALYST, letter, as_at=clock.end_of(first + timedelta(days=6)))
        words = ["no finding yet" if each is None else each.value for each in then["finding"]]
        expected = Counter(zip(words, then["platform"], strict=True))
        assert {(kind, platform): value for (kind, platform, day), value in found.items()
                if day == first and value} == expected


def test_timeliness_is_that_of_the_overview_at_the_end_of_each_day(exercised: Engine, session: Session,
                                                                   letter: LetterInView) -> None:
    found = values(exercised, a_view(measures=("timeliness",), by=(By.KIND, By.COMMITMENT), grain=Grain.DAY,
                                     form=Form.TABLE, last_day=date(2019, 12, 2)))
    for days in range(28):
        day = LETTER_DAY + timedelta(days=days)
        then = standing.matrix(session, AN_ANALYST, letter, as_at=min(clock.end_of(day), OPENING))
        titles = [f"{number} {title}" for number, title in zip(then["commitment"], then["title"], strict=True)]
        expected = Counter(zip((each.value for each in then["timeliness"]), titles, strict=True))
        assert {(kind, title): value for (kind, title, first), value in found.items()
                if first == day and value} == expected


def test_standing_is_narrowed_down_and_adds_up_to_every_commitment_of_every_platform(exercised: Engine) -> None:
    every = values(exercised, a_view(measures=("findings",), by=(), grain=Grain.CAMPAIGN, form=Form.BAR))
    assert every == {("", "", LETTER_DAY): 15}
    some = values(exercised, a_view(measures=("findings",), by=(By.PLATFORM,), grain=Grain.CAMPAIGN, form=Form.BAR,
                                    commitments=(1, 2), platforms=("google",)))
    assert some == {("Google", "", LETTER_DAY): 2}


def test_how_things_stand_is_not_known_before_the_letter_nor_after_the_last_updates(exercised: Engine) -> None:
    frame = explored(exercised, a_view(measures=("findings", "timeliness"), by=(By.KIND,), form=Form.SMALL_MULTIPLES,
                                       first_day=date(2019, 10, 21))).frame
    gaps = frame[frame["state"] == "not applicable"]
    assert set(gaps["first_day"]) == {date(2019, 10, 21), date(2019, 10, 28)}
    assert gaps["value"].isna().all()


def test_updates_are_the_versions_submitted(exercised: Engine, session: Session, letter: LetterInView) -> None:
    history = updates.history(session, AN_ANALYST, letter.id, as_at=OPENING)
    found = values(exercised, a_view(measures=("updates",), by=(By.PLATFORM, By.KIND), form=Form.TABLE))
    expected = Counter((row.platform, row.claim.value, monday(row.submitted_at)) for row in history.itertuples()
                       if monday(row.submitted_at) in MONDAYS)
    assert {cell: value for cell, value in found.items() if value} == expected
    assert len(found) == len(NAMES) * len(Claim) * len(MONDAYS)
    one = values(exercised, a_view(measures=("updates",), by=(), commitments=(3,), kinds=("delivered",),
                                   grain=Grain.CAMPAIGN, form=Form.BAR))
    chosen = history[(history["commitment"] == 3) & (history["claim"] == Claim.DELIVERED)]
    assert one == {("", "", LETTER_DAY): within(chosen["submitted_at"]).sum()}


def test_meetings_are_those_of_the_cadence_week_by_week(exercised: Engine, session: Session,
                                                        letter: LetterInView) -> None:
    weeks = cadence.by_week(session, AN_ANALYST, letter, as_at=OPENING)
    for measure, column in (("meetings-held", "held"), ("meetings-expected", "expected")):
        found = values(exercised, a_view(measures=(measure,), by=(By.KIND,), form=Form.TABLE))
        expected = {(row.kind.value, "", row.week_first_day): float(getattr(row, column)) for row in weeks.itertuples()
                    if row.week_first_day in MONDAYS}
        assert found == expected
        in_all = values(exercised, a_view(measures=(measure,), by=(), kinds=("policing", "security"),
                                          grain=Grain.CAMPAIGN, form=Form.BAR))
        assert in_all == {("", "", LETTER_DAY): sum(value for (kind, _, _), value in expected.items()
                                                    if kind in {"policing", "security"})}


def test_in_all_meetings_are_counted_by_whole_weeks_and_the_figure_says_so(exercised: Engine) -> None:
    view = a_view(measures=("meetings-held",), by=(By.KIND,), grain=Grain.CAMPAIGN, form=Form.BAR)
    assert explored(exercised, view).statements == (
        "Meetings are counted by whole weeks: 4 November to 1 December 2019.",)
    assert explored(exercised, replace(view, first_day=MONDAYS[0])).statements == ()


def test_a_meeting_counts_for_each_platform_that_was_there_and_once_where_they_are_not_told_apart(
        exercised: Engine, session: Session, letter: LetterInView) -> None:
    listed = meetings.listing(session, AN_ANALYST, letter.id, as_at=OPENING)
    held = listed[(listed["state"] == MeetingState.HELD) & within(listed["starts_at"])]
    view = a_view(measures=("meetings-attended",), grain=Grain.CAMPAIGN, form=Form.BAR)
    assert values(exercised, view) == {
        (name, "", LETTER_DAY): sum(name in each for each in held["organisations"]) for name in NAMES.values()}
    some = [set(each) & set(NAMES.values()) for each in held["organisations"]]
    assert values(exercised, replace(view, by=())) == {("", "", LETTER_DAY): sum(map(bool, some))}
    on_three = [bool(there) and 3 in numbers for there, numbers in zip(some, held["commitments"], strict=True)]
    assert values(exercised, replace(view, by=(), commitments=(3,))) == {("", "", LETTER_DAY): sum(on_three)}


def test_signals_are_those_of_their_list(exercised: Engine, session: Session, letter: LetterInView) -> None:
    listed = signals.listing(session, AN_ANALYST, letter.id, as_at=OPENING)
    listed = listed[within(listed["shared_at"])]
    view = a_view(measures=("signals",), by=(By.PLATFORM, By.KIND), form=Form.TABLE)
    expected = Counter((row.platform, row.kind.value, monday(row.shared_at)) for row in listed.itertuples())
    assert {cell: value for cell, value in values(exercised, view).items() if value} == expected
    assert len(values(exercised, view)) == len(NAMES) * len(SignalKind) * len(MONDAYS)
    mine = listed[(listed["slug"] == "google") & listed["category_code"].str.startswith(VIOLENCE + "/")
                  | (listed["slug"] == "google") & (listed["category_code"] == VIOLENCE)]
    assert values(exercised, replace(view, by=(), platforms=("google",), category=VIOLENCE, grain=Grain.CAMPAIGN)) == {
        ("", "", LETTER_DAY): len(mine)}


@pytest.fixture
def pairs(session: Session, letter: LetterInView) -> pd.DataFrame:
    """The signals shared since the letter, for each platform that they are addressed to."""
    found = signals.pairs(session, AN_ANALYST, letter.id, as_at=OPENING)
    return found[within(found["shared_at"])]


def test_answers_are_those_of_the_pairs(exercised: Engine, pairs: pd.DataFrame) -> None:
    still = pairs["acted_at"].isna() & pairs["ended_at"].isna()
    for measure, counting in (("signals-addressed", pairs), ("signals-acknowledged", pairs.dropna(
            subset="acknowledged_at")), ("signals-acted-on", pairs.dropna(subset="acted_at")),
            ("signals-open", pairs[still])):
        found = values(exercised, a_view(measures=(measure,), by=(By.PLATFORM, By.ADDRESSED), grain=Grain.CAMPAIGN,
                                         form=Form.TABLE))
        expected = Counter(zip(counting["from_platform"], counting["to_platform"], strict=True))
        assert {cell[:2]: value for cell, value in found.items() if value} == expected
        assert not any(group == within_ for group, within_, _ in found)


@pytest.mark.parametrize(("measure", "step", "estimate"), [
    ("lag-to-acknowledge", AnswerStep.ACKNOWLEDGED, "median"), ("lag-to-act", AnswerStep.ACTED, "median"),
    ("lag-to-act-p90", AnswerStep.ACTED, "p90")])
def test_the_lag_is_the_subjects_own_with_its_interval(exercised: Engine, pairs: pd.DataFrame, measure: str,
                                                       step: AnswerStep, estimate: str) -> None:
    weekly = lag.estimates(pairs, as_at=OPENING, by=["to_platform", "week"], step=step)
    expected = pd.DataFrame({
        "group": weekly["to_platform"], "first_day": weekly["week"], "value": weekly[estimate],
        "low": weekly["median_low"] if estimate == "median" else float("nan"),
        "high": weekly["median_high"] if estimate == "median" else float("nan")})
    found = explored(exercised, a_view(measures=(measure,), by=(By.ADDRESSED,))).frame
    found = found[found["state"] != "not applicable"].reset_index(drop=True)
    both = found.merge(expected, on=["group", "first_day"], suffixes=("", "_expected"))
    assert len(both) == len(found) == len(expected)
    unknown = both["value"].isna()
    assert both.loc[unknown, "value_expected"].isna().all()
    assert set(both.loc[unknown, "state"]) <= {NOT_KNOWN_YET}
    for name in ("value", "low", "high"):
        pd.testing.assert_series_equal(both.loc[~unknown, name], both.loc[~unknown, f"{name}_expected"],
                                       check_names=False)
    in_all = explored(exercised, a_view(measures=(measure,), by=(), grain=Grain.CAMPAIGN, form=Form.TABLE)).frame
    whole = lag.estimates(pairs, as_at=OPENING, step=step)
    pd.testing.assert_series_equal(in_all["value"], whole[estimate], check_names=False)


def test_the_lags_figure_says_how_many_are_still_open(exercised: Engine, pairs: pd.DataFrame) -> None:
    still = (pairs["acted_at"].isna() & pairs["ended_at"].isna()).sum()
    found = explored(exercised, a_view(measures=("lag-to-act-p90",), by=(), grain=Grain.CAMPAIGN, form=Form.TABLE))
    assert found.statements == (
        f"“Lag to act, 90th percentile”: {still} of {len(pairs)} signals are not acted on yet. They count for as long "
        "as they have been open.",
        "“Lag to act, 90th percentile” is not known yet where more than a tenth of the signals are still open.")


def test_reach_has_both_bounds_as_they_were_at_the_end_of_each_day(exercised: Engine, session: Session,
                                                                  letter: LetterInView) -> None:
    found = explored(exercised, a_view(measures=("reach",), by=(By.KIND,), grain=Grain.DAY, form=Form.TABLE,
                                       last_day=date(2019, 12, 2))).frame
    reached = reach.reached(session, AN_ANALYST, letter, as_at=OPENING)
    for day, rows in found.groupby("first_day"):
        then = reach.summed(reached.counted[reached.counted["sent_on"] <= day], reached.sizes).in_all
        expected = [(audience.value, then[audience].bounds.lower, then[audience].bounds.upper)
                    for audience in Audience]
        assert [(row.group, row.low, row.high) for row in rows.itertuples()] == expected
    assert found["value"].equals(found["low"])
    last = found[found["first_day"] == date(2019, 12, 2)]
    assert last["high"].tolist() == [float(each.bounds.upper) for each in reached.in_all.values()]


def test_the_share_reached_is_in_per_cent_of_each_party(exercised: Engine, session: Session,
                                                        letter: LetterInView) -> None:
    view = a_view(measures=("reach-share",), by=(By.PARTY,), kinds=("candidates",), grain=Grain.CAMPAIGN,
                  form=Form.BAR, last_day=date(2019, 12, 2))
    found = explored(exercised, view)
    parties = reach.reached(session, AN_ANALYST, letter, as_at=OPENING).by_party[Audience.CANDIDATES]
    assert found.frame["value"].tolist() == [round(100 * each.shares[0], 6) for each in parties if each.shares]
    assert found.frame["group"].tolist()[-1] == "All other candidates"
    assert found.statements == (
        "At least so many, and at most as many as the upper end: nobody knows which people got two sendings.",)
