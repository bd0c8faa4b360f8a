"""Reporting periods: what became of each, and which one to write for next."""

from datetime import date

import pytest
from sqlalchemy import Engine

from coordination import letters
from coordination.schedule import Cadence, Timeliness
from coordination.updates import drafts, owing, periods
from coordination.updates.owing import Owing
from coordination.updates.periods import Period, State
from coordination.viewers import Viewer
from data_model.database import reading
from tests.cast import OPENING, Cast, a_draft, a_request, a_return, a_version, an_acceptance, letter_id
from tests.conftest import StoppedClock

FIRST, SECOND, THIRD, FOURTH = (date(2019, 11, 15), date(2019, 11, 22), date(2019, 11, 29), date(2019, 12, 6))
WEEKLY = Cadence(FIRST, 7, date(2019, 11, 5), date(2019, 12, 12))
TODAY = date(2019, 12, 2)


def owed(engine: Engine, viewer: Viewer, commitment: int = 1) -> Owing:
    """What the viewer's platform owes on a commitment, as known when the exercise opens."""
    with reading(engine) as session:
        letter = letters.in_view(session, viewer)
        every = owing.listing(session, viewer, letter, as_at=OPENING)
    (found,) = [each for each in every if each.commitment == commitment]
    return found


def a_period(due_on: date, state: State) -> Period:
    return Period(*WEEKLY.period_of(due_on), state, version=0 if state is State.NOT_SENT else 1)


@pytest.mark.parametrize(("states", "to_write"), [
    ((State.NOT_SENT, State.NOT_SENT, State.NOT_SENT, State.NOT_SENT), THIRD),
    ((State.ACCEPTED, State.ACCEPTED, State.WAITING, State.NOT_SENT), FOURTH),
    ((State.ACCEPTED, State.ACCEPTED, State.RETURNED, State.NOT_SENT), THIRD),
    ((State.ACCEPTED, State.RETURNED, State.NOT_SENT, State.NOT_SENT), SECOND),
    ((State.ACCEPTED, State.RETURNED, State.WAITING, State.NOT_SENT), FOURTH),
    ((State.ACCEPTED, State.ACCEPTED, State.ACCEPTED, State.RETURNED), FOURTH),
    ((State.NOT_SENT, State.NOT_SENT, State.NOT_SENT, State.ACCEPTED), FOURTH),
])
def test_the_period_to_write_is_the_one_returned_or_overdue_else_the_current_one(
    states: tuple[State, ...], to_write: date
) -> None:
    every = [a_period(due, state) for due, state in zip((FIRST, SECOND, THIRD, FOURTH), states, strict=True)]
    assert periods.to_write(every[::-1], WEEKLY, TODAY).due_on == to_write


def test_before_the_first_day_on_which_anything_is_due_there_is_the_first_period() -> None:
    every = [a_period(FIRST, State.NOT_SENT)]
    found = periods.to_write(every, WEEKLY, date(2019, 11, 6))
    assert (found.start, found.due_on) == (date(2019, 11, 5), FIRST)


def test_what_is_owed_names_each_period_and_what_became_of_it(recorded: Engine, cast: Cast,
                                                              stopped_clock: StoppedClock) -> None:
    stopped_clock.set_to(2019, 11, 20)
    an_acceptance(recorded, cast.official, a_version(recorded, cast.facebook, due_on=SECOND))
    stopped_clock.set_to(2019, 11, 28)
    a_return(recorded, cast.official, a_version(recorded, cast.facebook, due_on=THIRD), "Say more.")
    stopped_clock.set_to(2019, 12, 1)
    found = owed(recorded, cast.facebook)
    assert [(each.due_on, each.state) for each in found.periods] == [
        (FOURTH, State.NOT_SENT), (THIRD, State.RETURNED), (SECOND, State.ACCEPTED), (FIRST, State.NOT_SENT)]
    assert (found.period.due_on, found.period.reason, found.period.decided_by, found.period.version) == (
        THIRD, "Say more.", "Cabinet Office official", 1)
    assert found.returned
    assert found.open
    assert (found.timeliness, found.due_on) == (Timeliness.OVERDUE, THIRD)


def test_an_open_request_is_owed_until_it_is_answered(recorded: Engine, cast: Cast,
                                                      stopped_clock: StoppedClock) -> None:
    stopped_clock.set_to(2019, 11, 28)
    a_version(recorded, cast.facebook, due_on=THIRD)
    stopped_clock.set_to(2019, 12, 1)
    assert not owed(recorded, cast.facebook).open
    asked = a_request(recorded, cast.official, message="And since?", due_on=date(2019, 12, 11))
    found = owed(recorded, cast.facebook)
    assert found.open
    assert [(each.id, each.message, each.due_on) for each in found.asked] == [(asked, "And since?",
                                                                              date(2019, 12, 11))]
    a_version(recorded, cast.facebook, due_on=FOURTH)
    assert owed(recorded, cast.facebook).asked == ()


def test_a_company_lists_its_own_drafts_and_nobody_elses(recorded: Engine, cast: Cast) -> None:
    a_draft(recorded, cast.facebook, commitment=2, due_on=THIRD)
    a_draft(recorded, cast.twitter, commitment=3)
    with reading(recorded) as session:
        mine = drafts.listing(session, cast.facebook, letter_id(recorded))
        for other in (cast.official, cast.analyst, cast.administrator, cast.stranger):
            assert drafts.listing(session, other, letter_id(recorded)).empty
    assert list(mine.columns) == drafts.LISTED
    (row,) = mine.to_dict("records")
    assert (row["slug"], row["commitment"], row["due_on"], row["saved_by"]) == ("facebook", 2, THIRD,
                                                                                "Facebook representative")
