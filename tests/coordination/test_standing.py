"""Where everyone stands: finding and timeliness, two facts; as known at any moment."""

from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from coordination import clock, letters, standing
from coordination.schedule import Timeliness
from coordination.updates.reading import history
from coordination.viewers import Viewer
from data_model.database import reading
from data_model.words import Claim, FindingWord, Outcome
from tests import cast as casting
from tests.cast import OPENING, Cast, a_request, a_return, a_version, an_acceptance
from tests.conftest import StoppedClock

DUE_SOON, OVERDUE, SILENT, UP_TO_DATE = (
    Timeliness.DUE_SOON, Timeliness.OVERDUE, Timeliness.SILENT, Timeliness.UP_TO_DATE)
PARTLY, MET, NOT_MET = FindingWord.PARTLY_MET, FindingWord.MET, FindingWord.NOT_MET
SECOND = timedelta(seconds=1)


def matrix(engine: Engine, viewer: Viewer, at: datetime) -> pd.DataFrame:
    with reading(engine) as session:
        return standing.matrix(session, viewer, letters.in_view(session, viewer), as_at=at)


def cell(engine: Engine, cast: Cast, at: datetime, slug: str = "facebook", number: int = 1) -> dict[Any, Any]:
    found = matrix(engine, cast.official, at)
    [row] = found[(found["slug"] == slug) & (found["commitment"] == number)].to_dict("records")
    return row


def owed(engine: Engine, cast: Cast, at: datetime) -> tuple[Timeliness, date]:
    row = cell(engine, cast, at)
    return row["timeliness"], row["due_on"]


def test_there_is_a_row_for_each_platform_and_commitment_by_name_and_number(recorded: Engine, cast: Cast) -> None:
    found = matrix(recorded, cast.official, OPENING)
    assert list(found.columns) == standing.COLUMNS
    assert list(zip(found["platform"], found["commitment"], strict=True)) == [
        (platform, number) for platform in ("Facebook", "Google", "Twitter") for number in range(1, 6)]


def test_a_platform_sees_its_own_rows_and_an_administrator_none(recorded: Engine, cast: Cast) -> None:
    assert set(matrix(recorded, cast.facebook, OPENING)["slug"]) == {"facebook"}
    assert len(matrix(recorded, cast.twitter, OPENING)) == 5
    assert matrix(recorded, cast.administrator, OPENING).empty


def test_where_nothing_was_ever_said_everything_is_none_and_silent(recorded: Engine, cast: Cast) -> None:
    row = cell(recorded, cast, OPENING)
    for name in ("finding", "found_at", "finding_version_id", "claim", "version_id", "version", "submitted_at",
                 "outcome", "reason"):
        assert row[name] is None
    assert (row["timeliness"], row["due_on"], row["differs"]) == (SILENT, date(2019, 11, 15), False)


def test_the_newest_claim_stands_beside_the_finding_of_the_newest_accepted_version(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    first = a_version(recorded, cast.facebook)
    found_at = stopped_clock.advance(hours=1)
    an_acceptance(recorded, cast.official, first, word=PARTLY)
    stopped_clock.advance(hours=1)
    second = a_version(recorded, cast.facebook, claim=Claim.DELIVERED, link="One")
    submitted = stopped_clock.now
    row = cell(recorded, cast, submitted)
    assert (row["finding"], row["found_at"], row["finding_version_id"]) == (PARTLY, found_at, first)
    assert (row["claim"], row["version_id"], row["version"], row["submitted_at"], row["outcome"], row["reason"]) == (
        Claim.DELIVERED, second, 2, submitted, None, None)
    assert row["differs"]
    stopped_clock.advance(hours=1)
    a_return(recorded, cast.official, second, "Where is it?")
    row = cell(recorded, cast, stopped_clock.now)
    assert (row["finding"], row["finding_version_id"]) == (PARTLY, first)  # a returned version takes nothing back
    assert (row["outcome"], row["reason"]) == (Outcome.RETURNED, "Where is it?")


def test_an_older_version_decided_later_does_not_replace_a_newer_ones_finding(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    older = a_version(recorded, cast.facebook, due_on=date(2019, 11, 29))
    stopped_clock.advance(hours=1)
    newer = a_version(recorded, cast.facebook)
    stopped_clock.advance(hours=1)
    an_acceptance(recorded, cast.official, newer, word=MET)
    stopped_clock.advance(hours=1)
    an_acceptance(recorded, cast.official, older, word=NOT_MET)
    row = cell(recorded, cast, stopped_clock.now)
    assert (row["finding"], row["finding_version_id"]) == (MET, newer)


@pytest.mark.parametrize(("claim", "bears_out"), [
    (Claim.DELIVERED, {MET}),
    (Claim.IN_PROGRESS, {PARTLY, FindingWord.SUBSTANTIALLY_MET}),
    (Claim.PLANNED, {NOT_MET, FindingWord.NO_EVIDENCE}),
    (Claim.NOT_STARTED, {NOT_MET, FindingWord.NO_EVIDENCE}),
    (Claim.DECLINED, {NOT_MET, FindingWord.NO_EVIDENCE}),
])
def test_a_claim_differs_from_every_finding_that_does_not_bear_it_out(claim: Claim,
                                                                      bears_out: set[FindingWord]) -> None:
    for word in FindingWord:
        assert standing.Cell(found=(word, None, 1), newest=(claim,)).differs == (word not in bears_out)
    assert not standing.Cell(newest=(claim,)).differs


def test_timeliness_day_by_day_for_whoever_is_silent(recorded: Engine, cast: Cast) -> None:
    told = [(day, *owed(recorded, cast, clock.end_of(day))) for day in (
        date(2019, 11, 5), date(2019, 11, 12), date(2019, 11, 13), date(2019, 11, 15), date(2019, 11, 16),
        date(2019, 12, 2), date(2020, 1, 1))]
    first = date(2019, 11, 15)
    assert told == [
        (date(2019, 11, 5), UP_TO_DATE, first), (date(2019, 11, 12), UP_TO_DATE, first),
        (date(2019, 11, 13), DUE_SOON, first), (date(2019, 11, 15), DUE_SOON, first),
        (date(2019, 11, 16), SILENT, first), (date(2019, 12, 2), SILENT, first), (date(2020, 1, 1), SILENT, first)]


def test_timeliness_day_by_day_after_one_update(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    stopped_clock.set_to(2019, 11, 14)
    a_version(recorded, cast.facebook)
    told = [(day, *owed(recorded, cast, clock.end_of(date(2019, 11, day)))) for day in (13, 14, 15, 18, 19, 20, 22, 23)]
    assert told == [
        (13, DUE_SOON, date(2019, 11, 15)), (14, UP_TO_DATE, date(2019, 11, 22)), (15, UP_TO_DATE, date(2019, 11, 22)),
        (18, UP_TO_DATE, date(2019, 11, 22)), (19, UP_TO_DATE, date(2019, 11, 22)), (20, DUE_SOON, date(2019, 11, 22)),
        (22, DUE_SOON, date(2019, 11, 22)), (23, OVERDUE, date(2019, 11, 22))]


def test_a_returned_update_is_owed_again(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    stopped_clock.set_to(2019, 11, 14)
    version = a_version(recorded, cast.facebook)
    returned = stopped_clock.set_to(2019, 11, 18)
    a_return(recorded, cast.official, version)
    assert owed(recorded, cast, returned - SECOND) == (UP_TO_DATE, date(2019, 11, 22))
    assert owed(recorded, cast, returned) == (OVERDUE, date(2019, 11, 15))


def test_a_later_periods_update_answers_for_the_earlier_ones(recorded: Engine, cast: Cast,
                                                             stopped_clock: StoppedClock) -> None:
    a_version(recorded, cast.facebook)
    assert owed(recorded, cast, stopped_clock.now) == (UP_TO_DATE, date(2019, 12, 13))
    assert owed(recorded, cast, stopped_clock.now - SECOND) == (SILENT, date(2019, 11, 15))


def test_an_update_for_an_earlier_period_does_not_answer_for_the_later_ones(recorded: Engine, cast: Cast,
                                                                            stopped_clock: StoppedClock) -> None:
    a_version(recorded, cast.facebook, due_on=date(2019, 11, 22))
    assert owed(recorded, cast, stopped_clock.now) == (OVERDUE, date(2019, 11, 29))


def test_once_the_last_period_is_answered_nothing_more_is_due(recorded: Engine, cast: Cast,
                                                              stopped_clock: StoppedClock) -> None:
    stopped_clock.set_to(2019, 12, 10)
    a_version(recorded, cast.facebook)
    assert owed(recorded, cast, stopped_clock.set_to(2020, 3, 1)) == (UP_TO_DATE, date(2019, 12, 13))


def test_a_request_is_owed_beside_the_schedule(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    a_version(recorded, cast.facebook)
    stopped_clock.advance(hours=1)
    a_request(recorded, cast.official, due_on=date(2019, 12, 9))
    assert owed(recorded, cast, stopped_clock.now) == (UP_TO_DATE, date(2019, 12, 9))
    assert owed(recorded, cast, stopped_clock.set_to(2019, 12, 5)) == (DUE_SOON, date(2019, 12, 9))
    assert owed(recorded, cast, stopped_clock.set_to(2019, 12, 10)) == (OVERDUE, date(2019, 12, 9))
    a_version(recorded, cast.facebook)
    assert owed(recorded, cast, stopped_clock.now) == (UP_TO_DATE, date(2019, 12, 13))


def test_a_request_to_one_platform_is_owed_by_it_alone(recorded: Engine, cast: Cast,
                                                       stopped_clock: StoppedClock) -> None:
    for who in (cast.facebook, cast.twitter):
        a_version(recorded, who)
    stopped_clock.advance(hours=1)
    a_request(recorded, cast.official, platforms=("twitter",), due_on=date(2019, 12, 4))
    assert cell(recorded, cast, stopped_clock.now)["timeliness"] is UP_TO_DATE
    assert cell(recorded, cast, stopped_clock.now, "twitter")["timeliness"] is DUE_SOON


def campaign(engine: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    """Three weeks: submitted, returned, submitted again, accepted; and an older version accepted after a newer one."""
    stopped_clock.set_to(2019, 11, 13)
    first = a_version(engine, cast.facebook, claim=Claim.PLANNED)
    stopped_clock.set_to(2019, 11, 15)
    a_return(engine, cast.official, first)
    stopped_clock.set_to(2019, 11, 18, 23, 30)
    second = a_version(engine, cast.facebook, due_on=date(2019, 11, 15), claim=Claim.IN_PROGRESS)
    stopped_clock.set_to(2019, 11, 21)
    third = a_version(engine, cast.facebook, claim=Claim.DELIVERED, link="One")
    stopped_clock.set_to(2019, 11, 25)
    an_acceptance(engine, cast.official, third, word=MET)
    stopped_clock.set_to(2019, 11, 26)
    an_acceptance(engine, cast.official, second, word=NOT_MET)
    other = a_version(engine, cast.twitter, commitment=3)
    stopped_clock.set_to(2019, 11, 28)
    an_acceptance(engine, cast.second_official, other, commitment=3, word=PARTLY)
    stopped_clock.set_to(2019, 12, 2)


def over_time(engine: Engine, viewer: Viewer, at: datetime) -> pd.DataFrame:
    with reading(engine) as session:
        return standing.over_time(session, viewer, letters.in_view(session, viewer), as_at=at)


def test_standing_over_time_changes_on_the_days_on_which_it_did(recorded: Engine, cast: Cast,
                                                                stopped_clock: StoppedClock) -> None:
    campaign(recorded, cast, stopped_clock)
    found = over_time(recorded, cast.official, stopped_clock.now)
    assert list(found.columns) == ["day", "slug", "platform", "commitment", "title", "finding", "claim"]
    assert len(found) == 15 * 28  # from 5 November to 2 December
    mine = found[(found["slug"] == "facebook") & (found["commitment"] == 1)].set_index("day")
    assert [(day.day, row["finding"], row["claim"]) for day, row in mine.iterrows()
            if day.day in {12, 13, 17, 18, 20, 21, 24, 25, 26, 30} and day.month == 11] == [
        (12, None, None), (13, None, Claim.PLANNED), (17, None, Claim.PLANNED), (18, None, Claim.IN_PROGRESS),
        (20, None, Claim.IN_PROGRESS), (21, None, Claim.DELIVERED), (24, None, Claim.DELIVERED),
        (25, MET, Claim.DELIVERED), (26, MET, Claim.DELIVERED), (30, MET, Claim.DELIVERED)]


def test_standing_over_time_is_the_matrix_at_the_end_of_each_day(recorded: Engine, cast: Cast,
                                                                 stopped_clock: StoppedClock) -> None:
    campaign(recorded, cast, stopped_clock)
    found = over_time(recorded, cast.official, stopped_clock.now)
    names = ["slug", "commitment", "finding", "claim"]
    for day in (date(2019, 11, 5) + timedelta(days=each) for each in range(27)):
        then = matrix(recorded, cast.official, clock.end_of(day))[names].to_dict("records")
        assert found[found["day"] == day][names].to_dict("records") == then


def test_standing_over_time_ends_where_nothing_more_is_due(recorded: Engine, cast: Cast) -> None:
    found = over_time(recorded, cast.official, OPENING + timedelta(days=3650))
    assert (min(found["day"]), max(found["day"])) == (date(2019, 11, 5), date(2019, 12, 19))


def test_before_the_letter_there_is_nothing(recorded: Engine, cast: Cast) -> None:
    at = clock.end_of(date(2019, 11, 4))
    assert over_time(recorded, cast.official, at).empty
    assert set(matrix(recorded, cast.official, at)["timeliness"]) == {UP_TO_DATE}


def test_a_platform_sees_its_own_standing_over_time_alone(recorded: Engine, cast: Cast,
                                                          stopped_clock: StoppedClock) -> None:
    campaign(recorded, cast, stopped_clock)
    found = over_time(recorded, cast.twitter, stopped_clock.now)
    assert set(found["slug"]) == {"twitter"}
    assert set(found["finding"]) == {None, PARTLY}


def test_a_history_that_was_read_already_gives_the_same_matrix(recorded: Engine, cast: Cast, session: Session,
                                                               stopped_clock: StoppedClock) -> None:
    campaign(recorded, cast, stopped_clock)
    letter = letters.in_view(session, cast.official)
    read = history(session, cast.official, casting.letter_id(recorded), as_at=stopped_clock.now)
    given = standing.matrix(session, cast.official, letter, as_at=stopped_clock.now, history=read)
    pd.testing.assert_frame_equal(given, matrix(recorded, cast.official, stopped_clock.now))
