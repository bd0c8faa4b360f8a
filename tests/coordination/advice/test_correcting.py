"""The urgent correction: a new version, agreed, in a new edition that differs in nothing else, or nothing at all."""

from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import SQLModel, col

from coordination.advice import correcting, editions
from coordination.advice.editions import Change, Edition, What
from coordination.problems import Changed, Invalid, NotAllowed, NotFound
from data_model.advice import AdviceDecision, AdviceEdition, AdviceVersion
from data_model.audit import AuditEntry
from data_model.database import reading
from data_model.words import AdviceTopic, Agreement
from tests.advice import a_sent_section, an_agreed_section, an_edition, content
from tests.cast import OPENING, Cast
from tests.conftest import StoppedClock
from tests.faults.crowd import at_once

BREACHES, REPORTING, RESPONSE = AdviceTopic
NOTE, NOTE_WELSH = "The address was wrong.", "Roedd y cyfeiriad yn anghywir."
RIGHT = content(REPORTING, report_address="https://example.com/right")


def published(engine: Engine, number: int | None = None) -> Edition:
    with reading(engine) as session:
        found = editions.published(session, number, as_at=OPENING.replace(year=2020))
    assert found is not None
    return found


def count(engine: Engine, table: type[SQLModel]) -> int:
    with reading(engine) as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def correct(engine: Engine, cast: Cast, version_id: int, note: str = NOTE, **changed: object) -> int:
    return correcting.correct(engine, cast.official, version_id, RIGHT | changed, note, NOTE_WELSH)


def test_a_correction_is_the_last_edition_with_one_section_replaced(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    wrong = an_agreed_section(recorded, cast, "facebook", REPORTING)
    an_agreed_section(recorded, cast, "twitter", RESPONSE)
    an_edition(recorded, cast.official)
    first = published(recorded)
    an_agreed_section(recorded, cast, "twitter", BREACHES)  # agreed, but nobody has published it
    at = stopped_clock.advance(days=2)
    assert correct(recorded, cast, wrong) == 2
    second = published(recorded)
    assert (second.number, second.urgent, second.note, second.note_welsh, second.published_at, second.previous) == (
        2, True, NOTE, NOTE_WELSH, at, 1)
    assert second.changes == (Change("Facebook", REPORTING, What.CHANGED),)
    section = second.platforms[0].on(REPORTING)
    assert section is not None
    assert (section.report_address, section.last_checked) == ("https://example.com/right", at.date())
    assert second.platforms[1:] == first.platforms[1:]
    assert replace(published(recorded, 1), changes=()) == replace(first, changes=())


def test_the_corrected_version_is_agreed_by_whoever_corrected_it(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    wrong = an_agreed_section(recorded, cast, "facebook", REPORTING)
    an_edition(recorded, cast.official)
    a_sent_section(recorded, cast.facebook, REPORTING, english="Waiting.")
    correct(recorded, cast, wrong)
    with reading(recorded) as session:
        newest = session.scalars(select(AdviceVersion).order_by(col(AdviceVersion.id).desc())).first()
        assert newest is not None
        decision = session.get_one(AdviceDecision, newest.id)
        told = session.scalars(select(col(AuditEntry.sentence)).order_by(col(AuditEntry.position).desc())).all()[:3]
    assert (newest.number, newest.submitted_by, decision.decision, decision.decided_by) == (
        3, cast.official.account_id, Agreement.AGREED, cast.official.account_id)
    assert told[::-1] == [
        "Cabinet Office official corrected a published section with version 3 of Facebook's advice on where to report.",
        "Cabinet Office official agreed version 3 of Facebook's advice on where to report.",
        "Cabinet Office official published edition 2 of the advice, an urgent correction."]


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"english": ""}, "Write the advice in English."),
    ({"report_address": "javascript:alert(1)"}, "The address for reports begins with https:// or mailto:."),
    ({"english": "Look: ![x](https://example.com/x.png)"}, "Line 1: pictures are not shown."),
    ({"note": ""}, "Say what was wrong: readers will see it."),
    ({"note": "x" * 2001}, "Note: use at most 2,000 characters."),
    ({"report_address": "https://example.com/report"}, "This says what edition 1 says already."),
])
def test_what_breaks_a_rule_publishes_nothing(changed: dict[str, str], sentence: str, recorded: Engine,
                                              cast: Cast) -> None:
    wrong = an_agreed_section(recorded, cast, "facebook", REPORTING)
    an_edition(recorded, cast.official)
    before = [count(recorded, table) for table in (AdviceVersion, AdviceDecision, AdviceEdition, AuditEntry)]
    with pytest.raises(Invalid) as refused:
        correct(recorded, cast, wrong, **changed)
    assert str(refused.value).startswith(sentence)
    assert [count(recorded, table) for table in (AdviceVersion, AdviceDecision, AdviceEdition, AuditEntry)] == before


def test_only_what_is_published_now_can_be_corrected(recorded: Engine, cast: Cast) -> None:
    wrong = an_agreed_section(recorded, cast, "facebook", REPORTING)
    for version_id in (wrong, 999):
        with pytest.raises(NotFound):
            correct(recorded, cast, version_id)
    an_edition(recorded, cast.official)
    waiting = a_sent_section(recorded, cast.facebook, REPORTING, english="Waiting.")
    with pytest.raises(NotFound):
        correct(recorded, cast, waiting)
    correct(recorded, cast, wrong)
    with pytest.raises(Changed, match=r"Cabinet Office official published edition 2 on 2 December 2019 at 09:00"):
        correct(recorded, cast, wrong, english="Later.")


@pytest.mark.parametrize("who", ["facebook", "analyst", "administrator"])
def test_only_officials_correct(who: str, recorded: Engine, cast: Cast) -> None:
    wrong = an_agreed_section(recorded, cast, "facebook", REPORTING)
    an_edition(recorded, cast.official)
    with pytest.raises(NotAllowed):
        correcting.correct(recorded, getattr(cast, who), wrong, RIGHT, NOTE)
    assert count(recorded, AdviceEdition) == 1


def test_of_twenty_corrections_at_once_one_is_published(recorded: Engine, cast: Cast) -> None:
    wrong = an_agreed_section(recorded, cast, "facebook", REPORTING)
    an_edition(recorded, cast.official)

    def one(english: str, engine: Engine) -> int:
        return correct(engine, cast, wrong, english=english)

    answers = at_once(recorded, [partial(one, f"Text {number}.") for number in range(20)])
    assert sorted(type(answer).__name__ for answer in answers) == ["Changed"] * 19 + ["int"]
    assert (count(recorded, AdviceEdition), count(recorded, AdviceVersion)) == (2, 2)
