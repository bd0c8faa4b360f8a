"""Reading versions back: the history and one version in full, as known at any moment."""

from datetime import date, timedelta

import pandas as pd
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from coordination.problems import NotFound
from coordination.updates import reading
from data_model.database import reading as reading_from
from data_model.words import Claim, FindingWord, Outcome
from tests import cast as casting
from tests.cast import OPENING, Cast, a_return, a_version, an_acceptance
from tests.conftest import StoppedClock

SECOND = timedelta(seconds=1)


def history(engine: Engine, cast: Cast, at: object, **asked: object) -> pd.DataFrame:
    with reading_from(engine) as session:
        return reading.history(session, cast.official, casting.letter_id(engine), as_at=at, **asked)  # type: ignore[arg-type]


def test_a_letter_without_updates_has_an_empty_history_with_all_its_columns(recorded: Engine, cast: Cast) -> None:
    found = history(recorded, cast, OPENING)
    assert found.empty
    assert list(found.columns) == reading.COLUMNS


def test_a_version_is_one_row_however_much_hangs_on_it(recorded: Engine, cast: Cast,
                                                       stopped_clock: StoppedClock) -> None:
    version = a_version(recorded, cast.facebook, link="One", statements={"1a": "x", "1b": "y", "1c": "z"})
    decided = stopped_clock.advance(hours=1)
    an_acceptance(recorded, cast.official, version, word=FindingWord.MET)
    [row] = history(recorded, cast, decided).to_dict("records")
    assert row == {
        "version_id": version, "update_id": 1, "platform_id": casting.platform_id(recorded, "facebook"),
        "slug": "facebook", "platform": "Facebook", "commitment_id": casting.commitment_id(recorded, 1),
        "commitment": 1, "title": "One joint piece of advice", "period_start": date(2019, 11, 30),
        "due_on": date(2019, 12, 6), "version": 1, "claim": Claim.IN_PROGRESS, "submitted_at": OPENING,
        "submitted_by": "Facebook representative", "outcome": Outcome.ACCEPTED, "decided_at": decided,
        "decided_by": "Cabinet Office official", "reason": "It follows from the evidence.",
        "finding": FindingWord.MET}


def test_what_is_not_decided_is_none_and_not_some_other_nothing(recorded: Engine, cast: Cast,
                                                                stopped_clock: StoppedClock) -> None:
    first, second = a_version(recorded, cast.facebook), a_version(recorded, cast.twitter)
    an_acceptance(recorded, cast.official, first)
    rows = {row["version_id"]: row for row in history(recorded, cast, stopped_clock.now).to_dict("records")}
    for column in ("outcome", "decided_at", "decided_by", "reason", "finding"):
        assert rows[second][column] is None
        assert rows[first][column] is not None


def test_the_history_is_newest_first_and_can_be_narrowed(recorded: Engine, cast: Cast,
                                                         stopped_clock: StoppedClock) -> None:
    made = []
    for who, number in ((cast.facebook, 1), (cast.twitter, 1), (cast.facebook, 2), (cast.facebook, 1)):
        made.append(a_version(recorded, who, commitment=number))
        stopped_clock.advance(minutes=1)
    now = stopped_clock.now
    assert list(history(recorded, cast, now)["version_id"]) == made[::-1]
    assert list(history(recorded, cast, now, slug="facebook")["version_id"]) == [made[3], made[2], made[0]]
    assert list(history(recorded, cast, now, commitment=1)["version_id"]) == [made[3], made[1], made[0]]
    assert list(history(recorded, cast, now, slug="twitter", commitment=2)["version_id"]) == []
    assert list(history(recorded, cast, now, slug="nobody")["version_id"]) == []


def test_versions_of_the_same_moment_are_in_the_order_in_which_they_came(recorded: Engine, cast: Cast) -> None:
    made = [a_version(recorded, cast.facebook) for _ in range(3)]
    assert list(history(recorded, cast, OPENING)["version_id"]) == made[::-1]
    assert list(history(recorded, cast, OPENING)["version"]) == [3, 2, 1]


def test_the_history_is_what_was_known_at_the_moment(recorded: Engine, cast: Cast,
                                                     stopped_clock: StoppedClock) -> None:
    version = a_version(recorded, cast.facebook)
    decided = stopped_clock.advance(hours=1)
    an_acceptance(recorded, cast.official, version)
    assert history(recorded, cast, OPENING - SECOND).empty
    assert list(history(recorded, cast, OPENING)["outcome"]) == [None]
    assert list(history(recorded, cast, decided - SECOND)["finding"]) == [None]
    assert list(history(recorded, cast, decided)["finding"]) == [FindingWord.PARTLY_MET]


def test_one_version_in_full_is_what_was_known_at_the_moment(recorded: Engine, cast: Cast,
                                                             stopped_clock: StoppedClock) -> None:
    first = a_version(recorded, cast.facebook, link="One", statements={"1b": "We say so."})
    decided = stopped_clock.advance(hours=1)
    a_return(recorded, cast.second_official, first)
    replaced = stopped_clock.advance(hours=1)
    second = a_version(recorded, cast.facebook)
    with reading_from(recorded) as session:
        with pytest.raises(NotFound, match=r"^There is no such update\.$"):
            reading.in_view(session, cast.official, first, as_at=OPENING - SECOND)
        undecided = reading.in_view(session, cast.official, first, as_at=decided - SECOND)
        returned = reading.in_view(session, cast.official, first, as_at=replaced - SECOND)
        with pytest.raises(NotFound):
            reading.in_view(session, cast.official, second, as_at=replaced - SECOND)
        old = reading.in_view(session, cast.official, first, as_at=replaced)
    assert (undecided.outcome, undecided.reason, undecided.decided_by, undecided.decided_at, undecided.newest) == (
        None, "", "", None, 1)
    assert (returned.outcome, returned.reason, returned.decided_by, returned.decided_at, returned.newest) == (
        Outcome.RETURNED, "Say where it is published.", "Home Office official", decided, 1)
    assert (old.number, old.newest) == (1, 2)
    assert returned.letter == "MCO/00433"
    assert returned.quotation.startswith("Work together to provide a one stop shop piece of advice for candidates")
    assert [(each.code, each.statement, each.finding) for each in returned.criteria] == [
        ("1a", "", None), ("1b", "We say so.", None), ("1c", "", None), ("1d", "", None)]


def test_findings_on_criteria_are_not_shown_before_they_were_made(recorded: Engine, cast: Cast,
                                                                  stopped_clock: StoppedClock) -> None:
    version = a_version(recorded, cast.facebook)
    decided = stopped_clock.advance(hours=1)
    an_acceptance(recorded, cast.official, version, word=FindingWord.MET)
    with reading_from(recorded) as session:
        before = reading.in_view(session, cast.facebook, version, as_at=decided - SECOND)
        after = reading.in_view(session, cast.facebook, version, as_at=decided)
    assert {each.finding for each in before.criteria} == {None}
    assert {each.finding for each in after.criteria} == {FindingWord.MET}
    assert (before.finding, after.finding) == (None, FindingWord.MET)


def test_the_version_before_is_the_last_one_on_the_same_commitment_of_whatever_period(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    made = []
    for number, due in ((1, date(2019, 11, 22)), (2, None), (1, None), (1, None)):
        made.append(a_version(recorded, cast.facebook, commitment=number, due_on=due))
        stopped_clock.advance(minutes=1)
    a_version(recorded, cast.twitter)
    assert before(recorded, cast, made[3], stopped_clock) == made[2]
    assert before(recorded, cast, made[2], stopped_clock) == made[0]
    assert before(recorded, cast, made[0], stopped_clock) is None
    assert before(recorded, cast, made[1], stopped_clock) is None


def before(engine: Engine, cast: Cast, version_id: int, stopped_clock: StoppedClock) -> int | None:
    with reading_from(engine) as session:
        version = reading.in_view(session, cast.official, version_id, as_at=stopped_clock.now)
        found = reading.before(session, cast.official, version, as_at=stopped_clock.now)
        return found.id if found else None


def test_of_versions_of_the_same_moment_none_is_before_itself_or_before_an_earlier_one(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    made = [a_version(recorded, cast.facebook) for _ in range(3)]
    assert [before(recorded, cast, id_, stopped_clock) for id_ in made] == [None, made[0], made[1]]


def test_a_number_that_no_record_has_is_not_found(cast: Cast, session: Session) -> None:
    for id_ in (0, -1, 10_000, 2**31 - 1):
        with pytest.raises(NotFound, match=r"^There is no such update\.$"):
            reading.in_view(session, cast.official, id_, as_at=OPENING)


def test_what_counts_as_an_answer(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    returned_then_waiting = [a_version(recorded, cast.facebook, commitment=1) for _ in range(2)]
    waiting_then_returned = [a_version(recorded, cast.facebook, commitment=2) for _ in range(2)]
    twice_waiting = [a_version(recorded, cast.facebook, commitment=3) for _ in range(2)]
    accepted = a_version(recorded, cast.facebook, commitment=4)
    a_return(recorded, cast.official, waiting_then_returned[1])
    an_acceptance(recorded, cast.official, accepted, commitment=4)
    found = reading.counting(history(recorded, cast, stopped_clock.now))
    assert sorted(found["version_id"]) == sorted([*returned_then_waiting, *twice_waiting, accepted])
    assert list(found["version_id"]) == sorted(found["version_id"], reverse=True)  # the order is kept
    assert list(reading.counting(history(recorded, cast, OPENING - SECOND)).columns) == reading.COLUMNS


def test_a_returned_version_does_not_count_though_the_next_one_does(recorded: Engine, cast: Cast,
                                                                    stopped_clock: StoppedClock) -> None:
    first = a_version(recorded, cast.facebook)
    a_return(recorded, cast.official, first)
    second = a_version(recorded, cast.facebook)
    assert list(reading.counting(history(recorded, cast, stopped_clock.now))["version_id"]) == [second]
