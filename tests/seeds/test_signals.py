"""The exercise's signals: plausible, on names that are nobody's, and with a lag that falls."""

import re

import pandas as pd
import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import Session, col

from coordination import clock, letters
from coordination.signals import lag, reading
from coordination.viewers import Viewer
from data_model.accounts import Account
from data_model.database import reading as reading_from
from data_model.organisations import Organisation
from data_model.signals import Signal, SignalAnswer, SignalIndicator, SignalMatch
from data_model.words import IndicatorKind, Opinion, Tlp


def member(session: Session, name: str) -> Viewer:
    """One of the exercise's cast."""
    account, organisation = session.execute(
        select(Account, col(Organisation.name)).join(Organisation, col(Organisation.id) == Account.organisation_id)
        .where(col(Account.name) == name)).one()
    return Viewer(account.id, name, account.email, account.role, account.organisation_id, organisation)


def listing(session: Session, name: str) -> pd.DataFrame:
    letter = letters.in_view(session, member(session, name))
    return reading.listing(session, member(session, name), letter.id, as_at=clock.now(session))


def test_signals_of_every_marking_were_shared_through_the_campaign(exercised: Engine) -> None:
    with reading_from(exercised) as session:
        found = listing(session, "Cabinet Office official")
        opened = clock.now(session)
    assert 60 <= len(found) <= 120
    assert set(found["tlp"]) == set(Tlp)
    assert set(found["platform"]) == {"Facebook", "Google", "Twitter"}
    assert found["withdrawn"].sum() == 2
    assert {clock.day(moment).isoformat() for moment in found["shared_at"]} >= {"2019-11-07", "2019-12-02"}
    assert min(found["shared_at"]) > pd.Timestamp("2019-11-06", tz="UTC")
    assert max(found["shared_at"]) < opened
    assert found["readable"].any()
    assert not found["readable"].all()


def test_every_indicator_is_on_a_name_that_is_nobodys(exercised: Engine) -> None:
    with reading_from(exercised) as session:
        rows = session.execute(select(col(SignalIndicator.kind), col(SignalIndicator.value))).all()
    fits = {IndicatorKind.URL: r"https://example\.(com|org)/exercise/\w+",
            IndicatorKind.HANDLE: r"(facebook|google|twitter|youtube):@exercise_\w+",
            IndicatorKind.PDQ: "[0-9a-f]{64}", IndicatorKind.SHA256: "[0-9a-f]{64}"}
    assert [(kind, value) for kind, value in rows if not re.fullmatch(fits[kind], value)] == []
    assert {kind for kind, _ in rows} == fits.keys()


def test_the_lag_falls_from_about_a_day_to_a_few_hours(exercised: Engine) -> None:
    with reading_from(exercised) as session:
        viewer = member(session, "Analyst")
        letter, now = letters.in_view(session, viewer), clock.now(session)
        pairs = reading.pairs(session, viewer, letter.id, as_at=now)
        trend = lag.trend(pairs, letter, as_at=now)
    first, *_, last = list(trend.weeks["median"].dropna())
    assert first == pytest.approx(20, abs=4)
    assert last == pytest.approx(6, abs=2)
    assert trend.change is lag.Change.FELL
    assert trend.weeks["still_open"].sum() > 10


def test_the_picture_that_came_again_matches_and_nothing_else_does(exercised: Engine) -> None:
    with reading_from(exercised) as session:
        [match] = session.scalars(select(SignalMatch)).all()
        senders = session.scalars(select(col(Signal.platform_id)).where(
            col(Signal.id).in_([match.signal_id, match.earlier_id]))).all()
        assert sum(listing(session, "Google representative")["matches"]) == 2
    assert 0 < match.distance <= 31
    assert len(set(senders)) == 2


def test_some_signals_still_wait_when_the_exercise_opens(exercised: Engine) -> None:
    with reading_from(exercised) as session:
        now, waiting = clock.now(session), {}
        for name in ("Facebook", "Twitter", "Google"):
            viewer = member(session, f"{name} representative")
            letter = letters.in_view(session, viewer)
            waiting[name] = len(reading.unanswered(session, viewer, letter.id, as_at=now))
        opinions = session.execute(select(col(SignalAnswer.opinion), func.count()).where(
            col(SignalAnswer.opinion).is_not(None)).group_by(col(SignalAnswer.opinion))).all()
    assert all(1 <= count <= 8 for count in waiting.values()), waiting
    assert {opinion for opinion, _ in opinions} == set(Opinion)
