"""The server's own job of reminding: it composes when anything has changed, and sends what waits."""

from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import Engine

from api import reminders
from api.background import JOBS
from api.doors import Installation
from coordination.reminders import reminding
from coordination.reminders.reminding import Post
from tests.cast import Cast, a_return, a_version
from tests.conftest import StoppedClock
from tests.reminders import URL, Box

OFF = Event()


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def installation(recorded: Engine, box: Box) -> Installation:
    return Installation(recorded, timedelta(hours=1), secure=True, public_url=URL, post=Post(box, URL, 8))


def test_the_server_reminds() -> None:
    assert [job.do for job in JOBS if job.name == "reminders"] == [reminders.remind]


def test_where_reminders_are_off_nothing_is_done(installation: Installation, cast: Cast) -> None:
    reminders.remind(replace(installation, post=None), OFF)


def test_it_composes_again_only_when_something_has_changed(
    installation: Installation, box: Box, cast: Cast, stopped_clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    composed, compose = [], reminding.compose
    monkeypatch.setattr(reminding, "compose", lambda engine, post: composed.append(compose(engine, post)))
    stopped_clock.set_to(2019, 12, 2, 7)
    for _ in range(3):
        reminders.remind(installation, OFF)
    assert composed == [0]
    version = a_version(installation.engine, cast.facebook, commitment=1)
    a_return(installation.engine, cast.official, version)
    for _ in range(3):
        reminders.remind(installation, OFF)
    assert composed == [0, 1]
    for hours in (1, 1, 23):
        stopped_clock.advance(hours=hours)
        reminders.remind(installation, OFF)
    assert composed == [0, 1, 4, 4]
    assert len(box.got) == 9


def test_it_leaves_off_when_the_server_stops(installation: Installation, box: Box, cast: Cast) -> None:
    stopping = Event()
    stopping.set()
    reminders.remind(installation, stopping)
    assert box.got == []
