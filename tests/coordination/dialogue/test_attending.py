"""What organisations answer, and who comes for them."""

from datetime import date, time, timedelta

import pandas as pd
import pytest
from sqlalchemy import Engine

from coordination.dialogue import attending, meetings
from coordination.dialogue import reading as meetings_read
from coordination.problems import Changed, Invalid, NotAllowed, NotFound
from coordination.viewers import Viewer
from data_model.database import reading
from data_model.dialogue import Attendee, MeetingAnswer
from data_model.words import Attendance
from tests import cast as casting
from tests.cast import POLICE, Cast, a_held_meeting, a_meeting, meeting, organisation_id
from tests.conftest import StoppedClock
from tests.coordination.dialogue.asking import count, in_view, last_sentence

SECOND = timedelta(seconds=1)
CONFIRMED, CANNOT = Attendance.CONFIRMED, Attendance.CANNOT_ATTEND


def listed(engine: Engine, viewer: Viewer, at: object) -> pd.Series:  # type: ignore[type-arg]
    """The only meeting, as this viewer's list has it."""
    with reading(engine) as session:
        found = meetings_read.listing(session, viewer, casting.letter_id(engine), as_at=at)  # type: ignore[arg-type]
    assert len(found) == 1
    return found.iloc[0]


def test_an_answer_is_seen_by_all_who_see_the_meeting(recorded: Engine, cast: Cast,
                                                      stopped_clock: StoppedClock) -> None:
    id_ = a_meeting(recorded, cast.official, "Facebook", "Twitter", POLICE)
    now = stopped_clock.advance(hours=1)
    attending.answer(recorded, cast.facebook, id_, 1, CONFIRMED)
    attending.answer(recorded, cast.twitter, id_, 1, CANNOT)
    assert last_sentence(recorded) == ("Twitter representative answered for Twitter to the policing meeting of "
                                       "2019-12-02 at 16:00: cannot attend.")
    for viewer, own in ((cast.official, None), (cast.analyst, None), (cast.facebook, CONFIRMED),
                        (cast.twitter, CANNOT)):
        row = listed(recorded, viewer, now)
        assert (row["answers"], row["own_answer"]) == ((1, 1), own)
        assert listed(recorded, viewer, now - SECOND)["answers"] == (0, 0)
        assert [each.answer for each in in_view(recorded, viewer, id_, now).organisations] == [CONFIRMED, None, CANNOT]


def test_the_last_answer_counts(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    id_ = a_meeting(recorded, cast.official)
    attending.answer(recorded, cast.facebook, id_, 1, CONFIRMED)
    attending.answer(recorded, cast.facebook, id_, 1, CANNOT)  # within the same moment
    assert listed(recorded, cast.facebook, stopped_clock.now)["own_answer"] is CANNOT
    stopped_clock.advance(hours=1)
    attending.answer(recorded, cast.facebook, id_, 1, CONFIRMED)
    assert listed(recorded, cast.facebook, stopped_clock.now)["answers"] == (1, 0)
    assert count(recorded, MeetingAnswer) == [3]


def test_an_answer_holds_while_the_time_stays_the_same(recorded: Engine, cast: Cast,
                                                       stopped_clock: StoppedClock) -> None:
    id_ = a_meeting(recorded, cast.official)
    attending.answer(recorded, cast.facebook, id_, 1, CONFIRMED)
    meetings.amend(recorded, cast.official, id_, 1, meeting(recorded, place="Scotland Yard"), "Another place.")
    assert listed(recorded, cast.facebook, stopped_clock.now)["own_answer"] is CONFIRMED
    meetings.amend(recorded, cast.official, id_, 2, meeting(recorded, starts=time(15)), "An hour more.")
    row = listed(recorded, cast.facebook, stopped_clock.now)
    assert (row["answers"], row["own_answer"]) == ((0, 0), None)


def test_whoever_is_no_longer_asked_has_no_answer(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    id_ = a_meeting(recorded, cast.official, "Facebook", "Twitter")
    attending.answer(recorded, cast.twitter, id_, 1, CONFIRMED)
    meetings.amend(recorded, cast.official, id_, 1, meeting(recorded, "Facebook"), "Without Twitter.")
    assert listed(recorded, cast.official, stopped_clock.now)["answers"] == (0, 0)


def test_an_answer_is_to_the_meeting_as_it_was_read(recorded: Engine, cast: Cast) -> None:
    id_ = a_meeting(recorded, cast.official)
    meetings.amend(recorded, cast.official, id_, 1, meeting(recorded, starts=time(15)), "An hour more.")
    with pytest.raises(Changed, match=r"it is now planned, for 2 December 2019 at 15:00\."):
        attending.answer(recorded, cast.facebook, id_, 1, CONFIRMED)
    assert count(recorded, MeetingAnswer) == [0]


def test_who_can_answer(recorded: Engine, cast: Cast) -> None:
    id_ = a_meeting(recorded, cast.official, "Facebook", "Home Office")
    attending.answer(recorded, cast.second_official, id_, 1, CONFIRMED)  # for their own department
    with pytest.raises(Invalid, match=r"^Cabinet Office is not among those of this meeting\.$"):
        attending.answer(recorded, cast.official, id_, 1, CONFIRMED)
    for viewer in (cast.twitter, cast.stranger):
        with pytest.raises(NotFound, match=r"^There is no such meeting\.$"):
            attending.answer(recorded, viewer, id_, 1, CONFIRMED)
    for viewer in (cast.analyst, cast.administrator):
        with pytest.raises(NotAllowed, match="cannot answer for an organisation"):
            attending.answer(recorded, viewer, id_, 1, CONFIRMED)
    assert count(recorded, MeetingAnswer) == [1]


def test_what_is_over_or_cancelled_is_not_answered(recorded: Engine, cast: Cast) -> None:
    was_held, cancelled = a_held_meeting(recorded, cast.official), a_meeting(recorded, cast.official)
    meetings.cancel(recorded, cast.official, cancelled, 1, "No need.")
    for id_, word in ((was_held, "held"), (cancelled, "cancelled")):
        with pytest.raises(Invalid, match=f"^This meeting was {word}. There is nothing to answer.$"):
            attending.answer(recorded, cast.facebook, id_, 2, CONFIRMED)


def test_people_come_for_an_organisation_until_they_are_taken_off(recorded: Engine, cast: Cast,
                                                                  stopped_clock: StoppedClock) -> None:
    id_ = a_meeting(recorded, cast.official)
    police, before = organisation_id(recorded, POLICE), stopped_clock.now
    added = stopped_clock.advance(hours=1)
    jo = attending.add(recorded, cast.facebook, id_, cast.facebook.organisation_id, " Jo \x00 Adair ")
    attending.add(recorded, cast.official, id_, police, "The inspector on duty")
    assert last_sentence(recorded) == (
        "Cabinet Office official added a person to the policing meeting of 2019-12-02 at 16:00.")
    removed = stopped_clock.advance(hours=1)
    attending.remove(recorded, cast.facebook, jo)
    assert last_sentence(recorded) == (
        "Facebook representative took a person off the policing meeting of 2019-12-02 at 16:00.")
    people = [[(each.organisation, each.name) for each in in_view(recorded, cast.facebook, id_, at).attendees]
              for at in (before, added, removed)]
    inspector = ("Metropolitan Police Service", "The inspector on duty")
    assert people == [[], [("Facebook", "Jo Adair"), inspector], [inspector]]


def test_people_of_whoever_is_no_longer_asked_are_not_shown(recorded: Engine, cast: Cast,
                                                            stopped_clock: StoppedClock) -> None:
    id_ = a_meeting(recorded, cast.official, "Facebook", "Twitter")
    attending.add(recorded, cast.twitter, id_, cast.twitter.organisation_id, "Jo")
    meetings.amend(recorded, cast.official, id_, 1, meeting(recorded, "Facebook"), "Without Twitter.")
    assert in_view(recorded, cast.facebook, id_, stopped_clock.now).attendees == ()


def test_a_platform_adds_and_takes_off_its_own_people_alone(recorded: Engine, cast: Cast) -> None:
    id_ = a_meeting(recorded, cast.official, "Facebook", "Twitter")
    theirs = attending.add(recorded, cast.twitter, id_, cast.twitter.organisation_id, "Jo")
    with pytest.raises(Invalid, match=r"^You can add people of your own company alone\.$"):
        attending.add(recorded, cast.facebook, id_, cast.twitter.organisation_id, "Sam")
    for viewer in (cast.facebook, cast.stranger):
        with pytest.raises(NotFound, match=r"^There is no such person on a meeting\.$"):
            attending.remove(recorded, viewer, theirs)
    for viewer in (cast.analyst, cast.administrator):
        with pytest.raises(NotAllowed, match="cannot add people to a meeting"):
            attending.add(recorded, viewer, id_, cast.twitter.organisation_id, "Sam")
        with pytest.raises(NotAllowed, match="cannot take people off a meeting"):
            attending.remove(recorded, viewer, theirs)
    with pytest.raises(NotFound, match=r"^There is no such meeting\.$"):
        attending.add(recorded, cast.stranger, id_, cast.stranger.organisation_id, "Sam")
    assert count(recorded, Attendee) == [1]
    attending.remove(recorded, cast.official, theirs)
    with pytest.raises(NotFound):
        attending.remove(recorded, cast.official, theirs)


def test_a_person_that_cannot_be_added_is_refused(recorded: Engine, cast: Cast) -> None:
    id_, facebook = a_meeting(recorded, cast.official), cast.facebook.organisation_id
    attending.add(recorded, cast.facebook, id_, facebook, "Jo Adair")
    for name, sentence in (("", "Enter the person's name, of at most 200 characters."),
                           ("x" * 201, "Enter the person's name, of at most 200 characters."),
                           ("jo  adair", "There is already somebody of this name for this organisation.")):
        with pytest.raises(Invalid) as refused:
            attending.add(recorded, cast.facebook, id_, facebook, name)
        assert str(refused.value) == sentence
    with pytest.raises(Invalid, match=r"^Twitter is not among those of this meeting\.$"):
        attending.add(recorded, cast.official, id_, cast.twitter.organisation_id, "Sam")
    with pytest.raises(Invalid, match=r"^This organisation is not among those of this meeting\.$"):
        attending.add(recorded, cast.official, id_, 10_000, "Sam")
    meetings.cancel(recorded, cast.official, id_, 1, "No need.")
    with pytest.raises(Invalid, match=r"^This meeting was cancelled\. Nobody can be added to it\.$"):
        attending.add(recorded, cast.official, id_, facebook, "Sam")


def test_people_can_be_added_to_what_was_held(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    id_ = a_held_meeting(recorded, cast.official, day=date(2019, 12, 1))
    attending.add(recorded, cast.facebook, id_, cast.facebook.organisation_id, "Jo")
    assert [each.name for each in in_view(recorded, cast.analyst, id_, stopped_clock.now).attendees] == ["Jo"]
