"""Which meetings each viewer sees, and what of them, at which moment."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from coordination.dialogue import actions, meetings
from coordination.dialogue import reading as meetings_read
from coordination.problems import NotFound
from coordination.viewers import Viewer
from data_model.database import reading
from data_model.words import ActionState, MeetingKind, MeetingState
from tests import cast as casting
from tests.cast import OPENING, POLICE, Cast, a_held_meeting, a_meeting, an_action, meeting
from tests.conftest import StoppedClock
from tests.coordination.dialogue.asking import in_view

SECOND = timedelta(seconds=1)


def ids(engine: Engine, viewer: Viewer, at: datetime) -> list[int]:
    with reading(engine) as session:
        return list(meetings_read.listing(session, viewer, casting.letter_id(engine), as_at=at)["id"])


def test_officials_and_analysts_see_all_and_platforms_their_own(recorded: Engine, cast: Cast) -> None:
    facebooks = a_meeting(recorded, cast.official, "Facebook", POLICE)
    twitters = a_held_meeting(recorded, cast.official, "Twitter", POLICE)
    both = a_meeting(recorded, cast.official, "Facebook", "Twitter", day=date(2019, 12, 5))
    seen = {member: ids(recorded, viewer, OPENING) for member, viewer in vars(cast).items()}
    everything = [twitters, facebooks, both]
    assert seen == {"official": everything, "second_official": everything, "analyst": everything,
                    "facebook": [facebooks, both], "twitter": [twitters, both], "administrator": [], "stranger": []}
    for member, viewer in vars(cast).items():
        for id_ in everything:
            if id_ in seen[member]:
                assert in_view(recorded, viewer, id_, OPENING).id == id_
            else:
                with pytest.raises(NotFound, match=r"^There is no such meeting\.$"):
                    in_view(recorded, viewer, id_, OPENING)


def test_who_is_no_longer_asked_sees_what_it_was_told_then_and_nothing_since(recorded: Engine, cast: Cast,
                                                                             stopped_clock: StoppedClock) -> None:
    id_ = a_meeting(recorded, cast.official, "Facebook", "Twitter")
    asked = stopped_clock.now
    amended = stopped_clock.advance(hours=1)
    meetings.amend(recorded, cast.official, id_, 1, meeting(recorded, "Facebook", title="Without them"), "Why.")
    assert ids(recorded, cast.twitter, amended - SECOND) == [id_]
    assert ids(recorded, cast.twitter, amended) == []
    with pytest.raises(NotFound):
        in_view(recorded, cast.twitter, id_, amended)
    assert in_view(recorded, cast.twitter, id_, asked).title == "Weekly policing call"


def test_who_was_asked_later_does_not_see_what_was_before(recorded: Engine, cast: Cast,
                                                          stopped_clock: StoppedClock) -> None:
    id_ = a_meeting(recorded, cast.official, "Facebook", title="Between us")
    asked = stopped_clock.advance(hours=1)
    meetings.amend(recorded, cast.official, id_, 1, meeting(recorded, "Facebook", "Twitter"), "With Twitter.")
    seen = in_view(recorded, cast.twitter, id_, asked)
    assert list(seen.versions["number"]) == [2]
    assert "Between us" not in seen.versions.to_csv()
    assert list(in_view(recorded, cast.facebook, id_, asked).versions["number"]) == [2, 1]
    assert ids(recorded, cast.twitter, asked - SECOND) == []


def test_whoever_was_asked_and_not_there_does_not_read_the_note(recorded: Engine, cast: Cast,
                                                                stopped_clock: StoppedClock) -> None:
    id_ = a_meeting(recorded, cast.official, "Facebook", "Twitter", day=date(2019, 12, 1), starts=time(9),
                    ends=time(10))
    held = stopped_clock.advance(hours=1)
    meetings.hold(recorded, cast.official, id_, 1, {
        "organisation_ids": [cast.facebook.organisation_id], "note": "Agreed."})
    assert in_view(recorded, cast.facebook, id_, held).note == "Agreed."
    with pytest.raises(NotFound):
        in_view(recorded, cast.twitter, id_, held)


def test_the_list_has_each_meeting_as_it_counts(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    later = a_meeting(recorded, cast.official, "Twitter", "Facebook", POLICE, commitments=(4, 2, 3))
    earlier = a_held_meeting(recorded, cast.official, commitments=())
    an_action(recorded, cast.official, earlier)
    closed = an_action(recorded, cast.official, earlier)
    actions.close(recorded, cast.official, closed, 1, ActionState.DONE, "x")
    with reading(recorded) as session:
        found = meetings_read.listing(session, cast.analyst, casting.letter_id(recorded), as_at=OPENING)
        other = meetings_read.listing(session, cast.analyst, 10_000, as_at=OPENING)
    assert list(found.columns) == list(other.columns) == meetings_read.COLUMNS
    assert other.empty
    first, second = found.to_dict("records")
    assert (first["id"], first["number"], first["state"], first["kind"], first["starts_at"], first["open_actions"],
            first["commitments"]) == (
        earlier, 2, MeetingState.HELD, MeetingKind.POLICING, datetime(2019, 12, 1, 9, tzinfo=UTC), 1, ())
    assert (second["id"], second["number"], second["organisations"], second["commitments"], second["open_actions"],
            second["answers"], second["own_answer"], second["needs_record"]) == (
        later, 1, ("Facebook", "Metropolitan Police Service", "Twitter"), (2, 3, 4), 0, (0, 0), None, False)
    assert second["organisation_ids"] == (
        cast.facebook.organisation_id, casting.organisation_id(recorded, POLICE), cast.twitter.organisation_id)


def test_a_planned_meeting_that_is_over_needs_its_record(recorded: Engine, cast: Cast, session: Session) -> None:
    planned = a_meeting(recorded, cast.official)
    cancelled = a_meeting(recorded, cast.official)
    meetings.cancel(recorded, cast.official, cancelled, 1, "No need.")
    end = datetime(2019, 12, 2, 17, tzinfo=UTC)
    for at, needs in ((end - SECOND, []), (end, [planned])):
        found = meetings_read.listing(session, cast.official, casting.letter_id(recorded), as_at=at)
        assert list(found[found["needs_record"].astype(bool)]["id"]) == needs
