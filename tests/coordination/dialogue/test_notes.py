"""Private notes: officials' own, and nobody else's."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from coordination.dialogue import notes
from coordination.problems import Invalid, NotAllowed, NotFound
from data_model.dialogue import PrivateNote
from tests.cast import Cast, a_held_meeting
from tests.conftest import StoppedClock
from tests.coordination.dialogue.asking import count, last_sentence


def test_every_official_reads_what_any_of_them_wrote(recorded: Engine, cast: Cast, session: Session,
                                                     stopped_clock: StoppedClock) -> None:
    id_ = a_held_meeting(recorded, cast.official)
    first = stopped_clock.advance(hours=1)
    notes.write(recorded, cast.official, id_, " They were late.\x00 ")
    assert last_sentence(recorded) == (
        "Cabinet Office official wrote a private note on the policing meeting of 2019-12-01 at 09:00.")
    second = stopped_clock.advance(hours=1)
    notes.write(recorded, cast.second_official, id_, "Again.")
    found = notes.listing(session, cast.second_official, id_, as_at=second)
    assert list(found.columns) == notes.COLUMNS
    assert [tuple(row)[1:] for row in found.itertuples(index=False)] == [
        (second, "Home Office official", "Home Office", "Again."),
        (first, "Cabinet Office official", "Cabinet Office", "They were late.")]
    assert list(notes.listing(session, cast.official, id_, as_at=first)["text"]) == ["They were late."]
    assert notes.listing(session, cast.official, id_, as_at=first - timedelta(seconds=1)).empty


def test_nobody_else_writes_or_reads_them(recorded: Engine, cast: Cast, session: Session,
                                          stopped_clock: StoppedClock) -> None:
    id_ = a_held_meeting(recorded, cast.official)
    for viewer in (cast.facebook, cast.twitter, cast.analyst, cast.administrator, cast.stranger):
        with pytest.raises(NotAllowed, match="cannot write private notes"):
            notes.write(recorded, viewer, id_, "x")
        with pytest.raises(NotAllowed, match="cannot read private notes"):
            notes.listing(session, viewer, id_, as_at=stopped_clock.now)
    assert count(recorded, PrivateNote) == [0]


def test_a_note_that_cannot_be_is_refused(recorded: Engine, cast: Cast) -> None:
    id_ = a_held_meeting(recorded, cast.official)
    with pytest.raises(Invalid, match=r"^Write the note\.$"):
        notes.write(recorded, cast.official, id_, " \x00")
    with pytest.raises(Invalid, match=r"^Shorten this to 10,000 characters\.$"):
        notes.write(recorded, cast.official, id_, "x" * 10_001)
    with pytest.raises(NotFound, match=r"^There is no such meeting\.$"):
        notes.write(recorded, cast.official, 10_000, "x")
