"""Agreeing, returning and checking: bound to one version, once, by who may."""

import pytest
from sqlalchemy import Engine, func, select

from coordination import audit
from coordination.advice import agreeing
from coordination.problems import Changed, Invalid, NotAllowed, NotFound
from data_model.advice import AdviceCheck, AdviceDecision
from data_model.database import reading as reading_from
from tests.advice import a_returned_section, a_sent_section, an_agreed_section
from tests.cast import Cast
from tests.conftest import StoppedClock


def count(engine: Engine, table: type[AdviceDecision] | type[AdviceCheck]) -> int:
    with reading_from(engine) as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def test_the_audit_says_what_was_decided_and_quotes_nobody(recorded: Engine, cast: Cast) -> None:
    a_returned_section(recorded, cast, reason="SECRET")
    id_ = an_agreed_section(recorded, cast, english="SECRET")
    agreeing.check(recorded, cast.second_official, id_)
    with reading_from(recorded) as session:
        entries = audit.entries(session, cast.administrator)
    assert list(zip(entries["action"], entries["sentence"], strict=True))[:2] == [
        ("advice.check", "Home Office official found version 2 of Facebook's advice on what breaches still right."),
        ("advice.agree", "Cabinet Office official agreed version 2 of Facebook's advice on what breaches.")]
    assert "Cabinet Office official returned version 1 of Facebook's advice on what breaches." in set(
        entries["sentence"])
    assert "SECRET" not in entries.to_csv()


@pytest.mark.parametrize("reason", ["", " \n\x00"])
def test_returning_needs_a_reason(recorded: Engine, cast: Cast, reason: str) -> None:
    id_ = a_sent_section(recorded, cast.facebook)
    with pytest.raises(Invalid, match="Say why you return it and what the platform should do"):
        agreeing.give_back(recorded, cast.official, id_, reason)
    with pytest.raises(Invalid, match="Shorten the reason to 2,000 characters"):
        agreeing.give_back(recorded, cast.official, id_, "x" * 2_001)
    assert count(recorded, AdviceDecision) == 0


def test_a_version_is_decided_once(recorded: Engine, cast: Cast) -> None:
    id_ = an_agreed_section(recorded, cast)
    already = ("Cabinet Office official already agreed this version on 2 December 2019 at 09:00. Your decision was not "
               "stored.")
    with pytest.raises(Changed) as refused:
        agreeing.agree(recorded, cast.second_official, id_)
    assert str(refused.value) == already
    with pytest.raises(Changed):
        agreeing.give_back(recorded, cast.second_official, id_, "No.")


def test_only_the_newest_version_can_be_decided(recorded: Engine, cast: Cast) -> None:
    first = a_sent_section(recorded, cast.facebook)
    second = a_sent_section(recorded, cast.facebook, english="Newer.")
    for decide in (lambda: agreeing.agree(recorded, cast.official, first),
                   lambda: agreeing.give_back(recorded, cast.official, first, "No.")):
        with pytest.raises(Changed) as refused:
            decide()
        assert str(refused.value) == (
            "Version 2 was sent on 2 December 2019 at 09:00, after the version 1 that you were reading. Your decision "
            "was not stored. Open version 2 to decide on it.")
    agreeing.agree(recorded, cast.official, second)


def test_what_is_agreed_is_found_still_right_by_officials_and_its_own_platform(
    recorded: Engine, cast: Cast, stopped_clock: StoppedClock
) -> None:
    id_ = an_agreed_section(recorded, cast)
    for viewer in (cast.official, cast.facebook):
        stopped_clock.advance(days=1)
        agreeing.check(recorded, viewer, id_)
    assert count(recorded, AdviceCheck) == 2
    with pytest.raises(NotFound):
        agreeing.check(recorded, cast.twitter, id_)
    for viewer in (cast.analyst, cast.administrator):
        with pytest.raises(NotAllowed):
            agreeing.check(recorded, viewer, id_)


def test_only_the_version_that_is_agreed_can_be_still_right(recorded: Engine, cast: Cast) -> None:
    waiting = a_sent_section(recorded, cast.facebook)
    with pytest.raises(Changed, match="No version of this section is agreed yet"):
        agreeing.check(recorded, cast.official, waiting)
    agreeing.agree(recorded, cast.official, waiting)
    newer = a_sent_section(recorded, cast.facebook, english="Newer.")
    with pytest.raises(Changed, match="Version 1 is the one that is agreed now"):
        agreeing.check(recorded, cast.official, newer)
    agreeing.check(recorded, cast.official, waiting)
    agreeing.agree(recorded, cast.official, newer)
    with pytest.raises(Changed, match="Version 2 is the one that is agreed now"):
        agreeing.check(recorded, cast.official, waiting)


@pytest.mark.parametrize("who", ["facebook", "twitter", "analyst", "administrator", "stranger"])
def test_only_officials_decide(recorded: Engine, cast: Cast, who: str) -> None:
    id_, viewer = a_sent_section(recorded, cast.facebook), getattr(cast, who)
    with pytest.raises(NotAllowed, match="cannot agree advice"):
        agreeing.agree(recorded, viewer, id_)
    with pytest.raises(NotAllowed, match="cannot return advice"):
        agreeing.give_back(recorded, viewer, id_, "No.")
    assert count(recorded, AdviceDecision) == 0


def test_a_version_that_there_is_not_is_not_found(recorded: Engine, cast: Cast) -> None:
    for act in (lambda: agreeing.agree(recorded, cast.official, 99),
                lambda: agreeing.give_back(recorded, cast.official, 99, "No."),
                lambda: agreeing.check(recorded, cast.official, 99)):
        with pytest.raises(NotFound, match="There is no such advice"):
            act()
