"""Storing returns: nothing before it is checked, all of it or nothing, and nothing counted twice."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import Session, col

from coordination.incidents import checking, returns, verifying
from coordination.incidents.cells import ZERO, Cells
from coordination.incidents.checking import DryRun
from coordination.problems import Changed, Invalid, NotAllowed, NotFound
from coordination.viewers import Viewer
from data_model.audit import AuditEntry
from data_model.database import reading
from data_model.incidents import DailyRollUp, Return, SeriesCounts
from data_model.words import Nation
from tests.cast import Cast, own_platform_id, platform_id
from tests.conftest import StoppedClock
from tests.counts import (
    ALL,
    DOES_NOT_APPLY,
    HARM,
    MEDIAN,
    MONDAY,
    NOT_GIVEN,
    TRAFFICKING,
    VIOLENCE,
    a_count,
    a_sent_return,
    cells,
)

TUESDAY = MONDAY + timedelta(days=1)
WEEK = (MONDAY, MONDAY + timedelta(days=6))


def checked(engine: Engine, by: Viewer, sent: Cells) -> DryRun:
    with reading(engine) as session:
        return checking.dry_run(session, by, own_platform_id(engine, by), sent)


def number_of(engine: Engine, table: type) -> int:
    with reading(engine) as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def test_a_dry_run_says_what_would_be_added_and_stores_nothing(recorded: Engine, cast: Cast) -> None:
    run = checked(recorded, cast.facebook, cells(recorded, a_count(3), a_count(0, nation=Nation.WALES)))
    assert (run.added, run.changed, run.kept) == (2, 0, 0)
    assert (run.first_day, run.last_day) == (MONDAY, MONDAY)
    assert run.storable
    assert not run.needs_reason
    assert not run.needs_confirmation
    assert [number_of(recorded, table) for table in (Return, SeriesCounts, DailyRollUp)] == [0, 0, 0]


def test_a_return_is_stored_numbered_and_in_the_audit(recorded: Engine, cast: Cast) -> None:
    stored = a_sent_return(recorded, cast.facebook, a_count(3), a_count(NOT_GIVEN, nation=Nation.WALES))
    assert (stored.number, stored.added, stored.changed, stored.kept) == (1, 2, 0, 0)
    with reading(recorded) as session:
        said = session.scalars(select(AuditEntry).order_by(col(AuditEntry.position).desc())).first()
    assert said
    assert said.action == "return.store"
    assert said.sentence == ("Facebook representative sent return 1 of Facebook for 18 November 2019: 2 counts added, "
                             "0 left as they were.")


def test_the_same_file_again_changes_nothing_and_says_so(recorded: Engine, cast: Cast) -> None:
    a_sent_return(recorded, cast.facebook, a_count(3))
    run = checked(recorded, cast.facebook, cells(recorded, a_count(3)))
    assert (run.added, run.changed, run.kept, run.same_as) == (0, 0, 1, 1)
    assert not run.storable
    with pytest.raises(Invalid, match="All of it is on record already, so there is nothing to store"):
        a_sent_return(recorded, cast.facebook, a_count(3))
    assert number_of(recorded, Return) == 1


def test_a_restatement_needs_a_reason_and_leaves_the_original_readable(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    first = a_sent_return(recorded, cast.facebook, a_count(3), a_count(5, category=TRAFFICKING))
    with pytest.raises(Invalid, match="Say why earlier counts are restated"):
        a_sent_return(recorded, cast.facebook, a_count(4))
    stopped_clock.advance(hours=1)
    second = a_sent_return(recorded, cast.facebook, a_count(4), a_count(5, category=TRAFFICKING),
                           reason="One was missed.")
    assert (second.number, second.added, second.changed, second.kept) == (2, 0, 1, 1)
    with reading(recorded) as session:
        original = returns.counts(session, cast.official, first.id, as_at=stopped_clock.now)
        revised = returns.counts(session, cast.official, second.id, as_at=stopped_clock.now)
        listed = returns.listing(session, cast.official, as_at=stopped_clock.now)
    assert original[["category", "value"]].to_numpy().tolist() == [[HARM, 3.0], [TRAFFICKING, 5.0]]
    assert revised[["category", "value", "before_value"]].to_numpy().tolist() == [[HARM, 4.0, 3.0]]
    assert listed[["number", "reason"]].to_numpy().tolist() == [[2, "One was missed."], [1, ""]]


def test_a_dry_run_lists_what_a_restatement_changes(recorded: Engine, cast: Cast) -> None:
    a_sent_return(recorded, cast.facebook, a_count(3))
    run = checked(recorded, cast.facebook, cells(recorded, a_count(NOT_GIVEN), a_count(1, day=TUESDAY)))
    assert (run.added, run.changed, run.kept) == (1, 1, 0)
    assert run.needs_reason
    changes = run.changes[["row", "first_day", "nation", "category", "before_state", "before", "state"]]
    assert changes.to_numpy().tolist() == [[2, MONDAY, "england", HARM, "reported", 3.0, "not reported"]]


def test_a_week_beside_its_own_days_is_refused(recorded: Engine, cast: Cast) -> None:
    a_sent_return(recorded, cast.facebook, a_count(3))
    run = checked(recorded, cast.facebook, cells(recorded, a_count(21, day=WEEK)))
    assert run.faults.fatal == 1
    assert run.faults.listed[0].wrong == (
        "Counts of “Reports from candidates” are on record for 18 November 2019, which shares days with this.")
    with pytest.raises(Invalid, match="1 problem must be put right first"):
        a_sent_return(recorded, cast.facebook, a_count(21, day=WEEK))
    a_sent_return(recorded, cast.facebook, a_count(6, day=WEEK, measure=MEDIAN))  # another measure counts other things


def test_parts_that_do_not_add_up_are_asked_about(recorded: Engine, cast: Cast) -> None:
    sent = cells(recorded, a_count(10, category=VIOLENCE), a_count(3), a_count(4, category=TRAFFICKING))
    run = checked(recorded, cast.facebook, sent)
    assert (run.faults.fatal, run.faults.warnings) == (0, 1)
    fault = run.faults.listed[0]
    assert (fault.row, fault.value, fault.fatal) == (2, "10", False)
    assert fault.wrong == ("Violence (category 14), England, 18 November 2019: 10 is stated, and its parts come to 7.")
    with pytest.raises(Invalid, match="Confirm what is asked about, or correct it"):
        returns.store(recorded, cast.facebook, platform_id(recorded, "facebook"), sent)
    stored = returns.store(recorded, cast.facebook, platform_id(recorded, "facebook"), sent, confirmed=True)
    with reading(recorded) as session:
        assert session.get_one(Return, stored.id).confirmed == [fault.wrong]


def test_nations_that_come_to_more_than_the_uk_are_asked_about(recorded: Engine, cast: Cast) -> None:
    run = checked(recorded, cast.facebook, cells(recorded, a_count(10, nation=Nation.UK), a_count(11)))
    assert [fault.wrong for fault in run.faults.listed] == [
        "Coordinated harm (category 14a), UK, 18 November 2019: 10 is stated, and its nations come to 11."]
    less = checked(recorded, cast.facebook, cells(recorded, a_count(10, nation=Nation.UK), a_count(8)))
    assert less.faults.warnings == 0


def test_a_figure_five_times_its_usual_level_is_asked_about(recorded: Engine, cast: Cast) -> None:
    days = [a_count(10, day=MONDAY + timedelta(days=each)) for each in range(6)]
    a_sent_return(recorded, cast.facebook, *days)
    sunday = MONDAY + timedelta(days=6)
    run = checked(recorded, cast.facebook, cells(recorded, a_count(50, day=sunday)))
    assert [fault.wrong for fault in run.faults.listed] == [
        "Coordinated harm (category 14a), England, 24 November 2019: 50, where 10 is usual."]
    assert checked(recorded, cast.facebook, cells(recorded, a_count(49, day=sunday))).faults.warnings == 0


def test_missing_days_are_named(recorded: Engine, cast: Cast) -> None:
    a_sent_return(recorded, cast.facebook, a_count(1))
    run = checked(recorded, cast.facebook, cells(recorded, a_count(1, day=date(2019, 11, 21))))
    assert run.missing_days == (date(2019, 11, 19), date(2019, 11, 20))
    assert [fault.wrong for fault in run.faults.listed] == [
        "2 days without a count: 19 November 2019 and 20 November 2019."]


def test_a_weeks_median_says_nothing_of_its_single_days(recorded: Engine, cast: Cast) -> None:
    a_sent_return(recorded, cast.facebook, a_count(1),
                  a_count(9.5, (MONDAY, date(2019, 11, 24)), ALL, Nation.UK, MEDIAN))
    run = checked(recorded, cast.facebook, cells(recorded, a_count(1, day=date(2019, 11, 20))))
    assert run.missing_days == (date(2019, 11, 19),)
    week = (date(2019, 11, 25), date(2019, 12, 1))
    only = checked(recorded, cast.twitter, cells(recorded, a_count(9.5, week, ALL, Nation.UK, MEDIAN)))
    assert only.missing_days == ()


def test_what_was_confirmed_is_what_was_seen(recorded: Engine, cast: Cast) -> None:
    sent = cells(recorded, a_count(4))
    seen = checked(recorded, cast.facebook, sent).seen
    a_sent_return(recorded, cast.facebook, a_count(3))
    with pytest.raises(Changed, match="What is on record has changed since the check"):
        returns.store(recorded, cast.facebook, platform_id(recorded, "facebook"), sent, reason="x", confirmed=True,
                      seen=seen)


def test_a_cancelled_return_leaves_nothing(recorded: Engine, cast: Cast) -> None:
    class Cancelled(Exception):
        """The person chose to stop."""

    def cancel(done: int) -> None:
        raise Cancelled(done)

    with pytest.raises(Cancelled):
        returns.store(recorded, cast.facebook, platform_id(recorded, "facebook"), cells(recorded, a_count(3)),
                      progress=cancel)
    assert [number_of(recorded, table) for table in (Return, SeriesCounts, DailyRollUp)] == [0, 0, 0]


def test_only_a_platform_sends_returns_and_only_its_own(recorded: Engine, cast: Cast) -> None:
    sent = cells(recorded, a_count(3))
    with pytest.raises(NotFound, match="There is no such platform of yours"):
        returns.store(recorded, cast.twitter, platform_id(recorded, "facebook"), sent)
    with pytest.raises(NotAllowed, match="Officials cannot send returns"):
        returns.store(recorded, cast.official, platform_id(recorded, "facebook"), sent)
    with reading(recorded) as session, pytest.raises(NotFound):
        checking.dry_run(session, cast.twitter, platform_id(recorded, "facebook"), sent)
    assert number_of(recorded, Return) == 0


def test_a_return_is_its_own_platforms_and_governments(recorded: Engine, cast: Cast,
                                                      stopped_clock: StoppedClock) -> None:
    stored = a_sent_return(recorded, cast.facebook, a_count(3))
    with reading(recorded) as session:
        for viewer in (cast.twitter, cast.stranger, cast.administrator):
            assert returns.listing(session, viewer, as_at=stopped_clock.now).empty
            with pytest.raises(NotFound, match="There is no such return"):
                returns.counts(session, viewer, stored.id, as_at=stopped_clock.now)
        for viewer in (cast.facebook, cast.official, cast.analyst):
            assert len(returns.listing(session, viewer, as_at=stopped_clock.now)) == 1
        earlier = stopped_clock.now - timedelta(seconds=1)
        assert returns.listing(session, cast.official, as_at=earlier).empty


def test_roll_ups_are_exact_after_every_return(recorded: Engine, cast: Cast) -> None:
    a_sent_return(recorded, cast.facebook, a_count(3), a_count(5, category=TRAFFICKING, nation=Nation.SCOTLAND),
             a_count(DOES_NOT_APPLY, category=ALL, measure=MEDIAN))
    a_sent_return(recorded, cast.twitter, a_count(8))
    a_sent_return(recorded, cast.facebook, a_count(4), a_count(100, category=VIOLENCE), a_count(1, day=TUESDAY),
                  reason="x")
    verdict = verifying.verify(recorded)
    assert verdict.sound
    assert verdict.sentence == "The roll-ups are exact: 7 counts in 3 returns."


def test_a_roll_up_changed_behind_the_back_is_found_and_repaired(recorded: Engine, cast: Cast) -> None:
    a_sent_return(recorded, cast.facebook, a_count(3))
    with Session(recorded) as session:
        session.scalars(select(DailyRollUp).limit(1)).one().value = 99
        session.commit()
    assert verifying.verify(recorded).sentence == (
        "1 roll-up of Facebook differs from the counts (1 count in 1 return).")
    assert verifying.repair(recorded, "a test").wrong == {"Facebook": 1}
    assert verifying.verify(recorded).sound


def test_a_lost_count_is_found(recorded: Engine, cast: Cast) -> None:
    stored = a_sent_return(recorded, cast.facebook, a_count(3), a_count(4, nation=Nation.WALES))
    with Session(recorded) as session:
        session.delete(session.scalars(select(SeriesCounts).limit(1)).one())
        session.commit()
    verdict = verifying.verify(recorded)
    assert verdict.incomplete == (stored.id,)
    assert not verdict.sound


def test_a_count_changed_behind_the_back_into_one_that_cannot_be_is_found(recorded: Engine, cast: Cast) -> None:
    stored = a_sent_return(recorded, cast.facebook, a_count(3), a_count(4, nation=Nation.WALES))
    with Session(recorded) as session:
        session.scalars(select(SeriesCounts).limit(1)).one().states = bytes([ZERO])
        session.commit()
    verdict = verifying.verify(recorded)
    assert verdict.incomplete == (stored.id,)
