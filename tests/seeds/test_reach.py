"""The exercise's distributions: they come to what its story says, and anybody might have recorded them."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination import clock, letters
from coordination.reach import known, reading, rules, words
from coordination.viewers import Viewer
from data_model.accounts import Account
from data_model.database import reading as reading_from
from data_model.words import Audience
from seeds import reach
from seeds.exercise import FOLDER


def member(session: Session, name: str) -> Viewer:
    """Somebody of the exercise's cast."""
    account = session.scalars(select(Account).where(col(Account.name) == name)).one()
    return Viewer(account.id or 0, account.name, account.email, account.role, account.organisation_id, "")


def test_it_has_reached_most_candidates_when_it_opens_and_few_electoral_staff(exercised: Engine) -> None:
    with reading_from(exercised) as session:
        viewer = member(session, "Cabinet Office official")
        found = reading.reached(session, viewer, letters.in_view(session, viewer), as_at=clock.now(session))
    assert {str(each): words.at_least(found.in_all[each]) for each in Audience} == {
        "candidates": "At least 2,303 and at most 3,327 of 3,327 (69% to 100%)", "agents": "Exactly 864",
        "electoral staff": "At least 3,480 and at most 6,210 of 12,400 (28% to 51%)"}
    assert found.distributions == 30  # and one was taken back
    assert "exercise" in found.sizes[Audience.ELECTORAL_STAFF].source


@pytest.mark.parametrize("part", reach.read(Path(FOLDER)).distributions,
                         ids=lambda part: f"{part.sender} {part.edition} {part.audience}")
def test_what_was_recorded_might_have_been_by_whoever_did(part: reach.SentPart, exercised: Engine) -> None:
    with reading_from(exercised) as session:
        viewer = member(session, part.by)
        letter = letters.in_view(session, viewer)
        there_is = known.known(session, viewer, letter.id, as_at=part.recorded)
    assert rules.settled(part.said, there_is) == part.said
    assert rules.faults(part.said, there_is) == []
    assert not rules.question(part.said, there_is)
    assert all(part.recorded < again.at for again in part.restated)
