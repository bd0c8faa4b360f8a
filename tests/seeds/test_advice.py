"""The exercise's advice: it stands as its story has it when the exercise opens, and anybody might have sent it."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination import clock, letters
from coordination.advice import editions, inputs, readability, reading
from coordination.advice.editions import Change, What
from coordination.viewers import Viewer
from data_model.accounts import Account
from data_model.database import reading as reading_from
from data_model.words import AdviceTopic
from seeds import advice
from seeds.exercise import FOLDER


def official(session: Session) -> Viewer:
    """The exercise's Cabinet Office official."""
    account = session.scalars(select(Account).where(col(Account.name) == "Cabinet Office official")).one()
    return Viewer(account.id or 0, account.name, account.email, account.role, account.organisation_id, "")


def test_when_the_exercise_opens_one_section_waits_one_is_returned_and_one_is_stale(exercised: Engine) -> None:
    with reading_from(exercised) as session:
        viewer = official(session)
        found = reading.sections(session, viewer, letters.in_view(session, viewer), as_at=clock.now(session))
    place = found["platform"] + ": " + found["topic"]
    assert list(place[found["state"] == "waits to be agreed"]) == ["Twitter: what response to expect"]
    assert list(place[found["state"] == "returned"]) == ["Google: what response to expect"]
    assert list(place[found["stale"].astype(bool)]) == ["Twitter: what breaches"]
    assert reading.gaps(found) == ["Google: no Welsh on what breaches", "Google: no response time stated"]


def test_everything_was_agreed_once_when_the_first_edition_could_be_published(exercised: Engine) -> None:
    with reading_from(exercised) as session:
        viewer = official(session)
        letter = letters.in_view(session, viewer)
        on_the_day = reading.sections(session, viewer, letter, as_at=clock.end_of(
            clock.day(letter.close_of_nominations).replace(day=21)))
        before = reading.sections(session, viewer, letter, as_at=clock.end_of(
            clock.day(letter.close_of_nominations).replace(day=12)))
    assert on_the_day["agreed_version_id"].notna().all()
    assert before["version_id"].isna().all()


def test_two_editions_are_published_the_second_an_urgent_correction(exercised: Engine) -> None:
    with reading_from(exercised) as session:
        letter = letters.in_view(session, official(session))
        found = editions.listing(session, letter.id, as_at=clock.now(session))
        newest = editions.published(session, as_at=clock.now(session))
    told = found.assign(day=[clock.day(at).isoformat() for at in found["published_at"]])
    assert told[["number", "day", "urgent", "sections", "changed"]].values.tolist() == [
        [2, "2019-11-27", True, 9, 1], [1, "2019-11-22", False, 9, 9]]
    assert newest is not None
    assert newest.changes == (Change("Twitter", AdviceTopic.REPORTING, What.CHANGED),)
    assert newest.note_welsh


PARTS = [(f"{part.platform} {part.topic} {number}", part.topic, version)
         for part in advice.read(Path(FOLDER)).sections for number, version in enumerate(part.versions, 1)]


@pytest.mark.parametrize(("topic", "version"), [part[1:] for part in PARTS], ids=[part[0] for part in PARTS])
def test_what_was_sent_may_be_sent(topic: AdviceTopic, version: advice.SectionVersionPart) -> None:
    given = inputs.checked(version.model_dump(include={"english", "welsh", "report_address", "responds_in_hours"}))
    assert inputs.faults(topic, given) == []
    if not version.reason:
        assert not readability.measured(given.english).hard
