"""Where a signal stands: as each viewer is told, at every moment of its course."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlmodel import col

from coordination.signals import answering, sharing
from coordination.signals.states import State, stands
from coordination.viewers import Viewer
from data_model.database import reading
from data_model.signals import Signal
from data_model.words import Opinion, Tlp
from tests import cast as casting
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.signals import a_signal, an_act, an_audience

WAITING, OPEN, DONE, WITHDRAWN = State
# For Facebook and Google, marked TLP:AMBER+STRICT: the official reads nothing of it, so what they think of it does not
# count for that official. The moments stand in the order of the columns of TOLD.
COURSE = ("shared", "Facebook acknowledges", "Facebook finds that it does not breach", "Google acts",
          "Facebook finds that it breaches", "Facebook acts", "Twitter withdraws it")
TOLD = {
    "twitter": ({WAITING}, {WAITING, OPEN}, {WAITING}, {DONE}, {OPEN}, {DONE}, {WITHDRAWN}),
    "facebook": ({WAITING}, {OPEN}, {DONE}, {DONE}, {OPEN}, {DONE}, {WITHDRAWN}),
    "google": ({WAITING}, {WAITING}, {WAITING}, {DONE}, {DONE}, {DONE}, {WITHDRAWN}),
    "official": ({WAITING}, {WAITING, OPEN}, {WAITING, OPEN}, {OPEN}, {OPEN}, {DONE}, {WITHDRAWN}),
    "analyst": ({WAITING}, {WAITING, OPEN}, {WAITING, OPEN}, {OPEN}, {OPEN}, {DONE}, {WITHDRAWN}),
}


@pytest.fixture
def audience(recorded: Engine, cast: Cast) -> dict[str, Viewer]:
    return an_audience(recorded, cast)


def states(engine: Engine, viewer: Viewer, signal_id: int, as_at: datetime, *, mine: bool = False) -> set[State]:
    """All states in which a signal is, for a viewer at a moment."""
    with reading(engine) as session:
        return {state for state in State if session.scalars(select(col(Signal.id)).where(
            col(Signal.id) == signal_id, stands(viewer, state, as_at, mine=mine))).first()}


def course(engine: Engine, audience: dict[str, Viewer], stopped_clock: StoppedClock) -> tuple[int, list[datetime]]:
    """A signal that went through COURSE, an hour each: its id, and the moments."""
    twitter, facebook, google = (audience[name] for name in ("twitter", "facebook", "google"))
    moments = [stopped_clock.now]
    id_ = a_signal(engine, twitter, tlp=Tlp.AMBER_STRICT,
                   platform_ids=[casting.platform_id(engine, name) for name in ("facebook", "google")])
    for step in (lambda: answering.acknowledge(engine, facebook, id_),
                 lambda: answering.give_opinion(engine, facebook, id_, Opinion.DOES_NOT_BREACH),
                 lambda: an_act(engine, google, id_),
                 lambda: answering.give_opinion(engine, facebook, id_, Opinion.BREACHES),
                 lambda: an_act(engine, facebook, id_),
                 lambda: sharing.withdraw(engine, twitter, id_, "A mistake.")):
        moments.append(stopped_clock.advance(hours=1))
        step()
    return id_, moments


def test_everybody_is_told_where_a_signal_stands_at_every_moment_of_its_course(
        recorded: Engine, audience: dict[str, Viewer], stopped_clock: StoppedClock) -> None:
    id_, moments = course(recorded, audience, stopped_clock)
    assert len(moments) == len(COURSE)
    found = {who: tuple(states(recorded, audience[who], id_, at) for at in moments) for who in TOLD}
    assert found == TOLD


def test_a_platforms_own_part_is_what_it_is_asked_itself(recorded: Engine, audience: dict[str, Viewer],
                                                         stopped_clock: StoppedClock) -> None:
    id_, moments = course(recorded, audience, stopped_clock)
    for who in ("facebook", "google"):
        assert tuple(states(recorded, audience[who], id_, at, mine=True) for at in moments) == TOLD[who]
    assert [states(recorded, audience["twitter"], id_, at, mine=True) for at in moments] == [set()] * 6 + [{WITHDRAWN}]


def test_a_state_changes_at_the_moment_itself_and_not_a_microsecond_before(
        recorded: Engine, audience: dict[str, Viewer], stopped_clock: StoppedClock) -> None:
    id_, moments = course(recorded, audience, stopped_clock)
    before = [states(recorded, audience["twitter"], id_, at - timedelta(microseconds=1)) for at in moments[1:]]
    assert before == list(TOLD["twitter"][:-1])


def test_a_signal_for_a_department_waits_for_no_platform(recorded: Engine, audience: dict[str, Viewer],
                                                         stopped_clock: StoppedClock) -> None:
    department = audience["official"].organisation_id
    id_ = a_signal(recorded, audience["twitter"], tlp=Tlp.AMBER, organisation_ids=[department])
    for who in ("twitter", "official", "analyst"):
        assert states(recorded, audience[who], id_, stopped_clock.now) == set()


def test_a_signal_for_a_person_waits_for_that_person_and_not_for_a_colleague(
        recorded: Engine, audience: dict[str, Viewer], stopped_clock: StoppedClock) -> None:
    id_ = a_signal(recorded, audience["twitter"], tlp=Tlp.RED, account_ids=[audience["facebook"].account_id])
    now = stopped_clock.now
    assert states(recorded, audience["facebook"], id_, now, mine=True) == {WAITING}
    assert states(recorded, audience["facebook_colleague"], id_, now, mine=True) == set()
    an_act(recorded, audience["facebook"], id_)
    assert states(recorded, audience["twitter"], id_, now) == {DONE}
