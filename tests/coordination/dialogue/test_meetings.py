"""Planning, amending, holding, correcting and cancelling meetings: by whom, by which rules, as which versions."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination.dialogue import meetings
from coordination.dialogue import reading as meetings_read
from coordination.problems import Changed, Invalid, NotAllowed, NotFound
from coordination.viewers import Viewer
from data_model.database import reading
from data_model.dialogue import (
    Meeting,
    MeetingCommitment,
    MeetingOrganisation,
    MeetingSeries,
    MeetingVersion,
)
from data_model.words import MeetingKind, MeetingState
from tests import cast as casting
from tests.cast import OPENING, POLICE, Cast, a_held_meeting, a_meeting, an_action, meeting, organisation_id
from tests.conftest import StoppedClock
from tests.coordination.dialogue.asking import count, in_view, last_sentence

SECOND = timedelta(seconds=1)
TABLES = (Meeting, MeetingVersion, MeetingOrganisation, MeetingCommitment, MeetingSeries)
Act = Callable[[Engine, Viewer, int], object]
# Every write on a meeting, by what it is called in the sentence of whoever may not do it.
ACTS: dict[str, Act] = {
    "plan meetings": lambda engine, who, _: meetings.plan(engine, who, meeting(engine)),
    "change meetings": lambda engine, who, id_: meetings.amend(engine, who, id_, 1, meeting(engine), "Why."),
    "say that meetings were held": lambda engine, who, id_: meetings.hold(engine, who, id_, 1, {}),
    "correct the record of meetings":
        lambda engine, who, id_: meetings.correct(engine, who, id_, 1, meeting(engine), "Why."),
    "cancel meetings": lambda engine, who, id_: meetings.cancel(engine, who, id_, 1, "Why."),
}


def held(engine: Engine, *organisations: str, **changed: object) -> dict[str, object]:
    """What an official says of a meeting that was held."""
    names = organisations or ("Facebook", POLICE)
    return {"organisation_ids": [organisation_id(engine, name) for name in names], "note": "Agreed."} | changed


def faults(act: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        act()
    return [(fault.where, fault.sentence) for fault in refused.value.faults]


def test_a_planned_meeting_is_what_was_said_of_it(recorded: Engine, cast: Cast) -> None:
    id_ = a_meeting(recorded, cast.official, "Twitter", "Facebook", POLICE, commitments=(4, 3),
                    title=" Weekly \x00 call ")
    seen = in_view(recorded, cast.second_official, id_, OPENING)
    assert (seen.letter_id, seen.series_id, seen.number, seen.kind, seen.state, seen.title) == (
        casting.letter_id(recorded), None, 1, MeetingKind.POLICING, MeetingState.PLANNED, "Weekly call")
    assert (seen.starts_at, seen.ends_at) == (datetime(2019, 12, 2, 16, tzinfo=UTC),
                                              datetime(2019, 12, 2, 17, tzinfo=UTC))
    assert (seen.place, seen.agenda, seen.note, seen.reason) == (
        "By telephone", "Threats\nContacts for polling day", "", "")
    assert [(each.name, each.answer) for each in seen.organisations] == [
        ("Facebook", None), ("Metropolitan Police Service", None), ("Twitter", None)]
    assert (seen.commitments, seen.attendees, seen.recorded_by) == ((3, 4), (), "Cabinet Office official")
    assert seen.uid.endswith("@parley")
    assert last_sentence(recorded) == (
        "Cabinet Office official planned the policing meeting of 2019-12-02 at 16:00, with 3 organisations.")


def test_every_meeting_has_a_uid_of_its_own(recorded: Engine, cast: Cast) -> None:
    ids = [a_meeting(recorded, cast.official) for _ in range(3)]
    assert len({in_view(recorded, cast.official, id_, OPENING).uid for id_ in ids}) == 3


@pytest.mark.parametrize(("changed", "told"), [
    ({"organisation_ids": []}, [("organisation_ids", "Choose at least one organisation.")]),
    ({"organisation_ids": [10_000]},
     [("organisation_ids", "Choose organisations that can be asked to a meeting about this letter.")]),
    ({"commitment_ids": [10_000]}, [("commitment_ids", "Choose commitments of this letter.")]),
    ({"letter_id": 10_000, "commitment_ids": [], "organisation_ids": [1]}, [("letter_id", "There is no such letter.")]),
    ({"day": date(2019, 11, 4)},
     [("day", "Choose a day from 5 November 2019, when the letter was signed, to 11 December 2020, a year after "
              "polling day.")]),
    ({"day": date(2020, 12, 12)},
     [("day", "Choose a day from 5 November 2019, when the letter was signed, to 11 December 2020, a year after "
              "polling day.")]),
    ({"ends": time(16)}, [("ends", "The meeting must end after it starts, on the same day.")]),
    ({"day": date(2020, 3, 29), "starts": time(1, 15), "ends": time(2, 15)},
     [("starts", "01:15 does not exist on Sunday 29 March 2020, when the clocks go forward. Choose another time.")]),
    ({"title": " \x00"}, [("title", "Title: this is needed.")]),
    ({"title": "x" * 201}, [("title", "Title: use at most 200 characters.")]),
    ({"place": "x" * 301}, [("place", "Place: use at most 300 characters.")]),
    ({"agenda": "x" * 10_001}, [("agenda", "Agenda: use at most 10,000 characters.")]),
    ({"kind": "lunch"}, [("kind", "Kind: choose one of these: 'between platforms', 'with officials', 'with parties', "
                                  "'security', 'policing' or 'electoral'.")]),
    ({"starts": "soon"}, [("starts", "Starts: enter a time of day, like 14:30.")]),
    ({"starts": "14:30Z"}, [("starts", "Enter the time that the clock shows in London, like 14:30.")]),
    ({"day": "soon"}, [("day", "Day: enter a real date, like 2019-12-02.")]),
    ({"note": "x"}, [("note", "Note: this cannot be set here.")]),
    ({"organisation_ids": [], "commitment_ids": [10_000], "ends": time(15), "day": date(2019, 1, 1)}, [
        ("organisation_ids", "Choose at least one organisation."),
        ("commitment_ids", "Choose commitments of this letter."),
        ("day", "Choose a day from 5 November 2019, when the letter was signed, to 11 December 2020, a year after "
                "polling day."),
        ("ends", "The meeting must end after it starts, on the same day.")]),
])
def test_a_meeting_that_cannot_be_is_refused_with_every_fault(recorded: Engine, cast: Cast, changed: dict[str, object],
                                                              told: list[tuple[str, str]]) -> None:
    assert faults(lambda: a_meeting(recorded, cast.official, **changed)) == told
    assert count(recorded, *TABLES) == [0] * 5


def test_a_company_that_the_letter_is_not_addressed_to_cannot_be_asked(recorded: Engine, cast: Cast) -> None:
    sentence = "Choose organisations that can be asked to a meeting about this letter."
    assert faults(lambda: a_meeting(recorded, cast.official, "Facebook", cast.stranger.organisation)) == [
        ("organisation_ids", sentence)]


@pytest.mark.parametrize("doing", ACTS)
def test_nobody_but_officials_writes_of_meetings(recorded: Engine, cast: Cast, doing: str) -> None:
    id_ = a_meeting(recorded, cast.official)
    before = count(recorded, *TABLES)
    for viewer in (cast.facebook, cast.twitter, cast.analyst, cast.administrator, cast.stranger):
        with pytest.raises(NotAllowed, match=f"cannot {doing}"):
            ACTS[doing](recorded, viewer, id_)
        with pytest.raises(NotAllowed, match="cannot plan meetings"):
            meetings.plan_series(recorded, viewer, meeting(recorded), {"until": date(2019, 12, 12)})
        with pytest.raises(NotAllowed, match="cannot cancel meetings"):
            meetings.cancel_series(recorded, viewer, 1, "Why.")
    assert count(recorded, *TABLES) == before


@pytest.mark.parametrize("doing", [doing for doing in ACTS if doing != "plan meetings"])
def test_whoever_was_slower_is_told_what_there_is_now(recorded: Engine, cast: Cast, stopped_clock: StoppedClock,
                                                      doing: str) -> None:
    id_ = a_meeting(recorded, cast.official)
    stopped_clock.advance(minutes=5)
    meetings.amend(recorded, cast.second_official, id_, 1, meeting(recorded, day=date(2019, 12, 3)), "They asked.")
    before = count(recorded, *TABLES)
    with pytest.raises(Changed, match=(
            r"^Home Office official changed this meeting on 2 December 2019 at 09:05: it is now planned, for "
            r"3 December 2019 at 16:00\. Nothing was stored; what you wrote is still on your screen\.$")):
        ACTS[doing](recorded, cast.official, id_)
    with pytest.raises(NotFound, match=r"^There is no such meeting\.$"):
        ACTS[doing](recorded, cast.official, 10_000)
    assert count(recorded, *TABLES) == before


def test_an_amended_meeting_keeps_what_it_was(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    id_ = a_meeting(recorded, cast.official, "Facebook", POLICE)
    planned = stopped_clock.now
    amended = stopped_clock.advance(hours=1)
    given = meeting(recorded, "Facebook", "Twitter", commitments=(3,), day=date(2019, 12, 4), kind=MeetingKind.SECURITY)
    meetings.amend(recorded, cast.second_official, id_, 1, given, " They asked. ")
    before, after = (in_view(recorded, cast.official, id_, at) for at in (amended - SECOND, amended))
    assert before.starts_at == datetime(2019, 12, 2, 16, tzinfo=UTC)
    assert (after.number, after.kind, after.starts_at, after.reason, after.commitments, after.uid) == (
        2, MeetingKind.SECURITY, datetime(2019, 12, 4, 16, tzinfo=UTC), "They asked.", (3,), before.uid)
    assert [each.name for each in after.organisations] == ["Facebook", "Twitter"]
    assert list(after.versions["number"]) == [2, 1]
    assert list(after.versions["reason"]) == ["They asked.", ""]
    assert list(after.versions["recorded_by"]) == ["Home Office official", "Cabinet Office official"]
    assert list(after.versions["recorded_at"]) == [amended, planned]
    assert last_sentence(recorded) == (
        "Home Office official changed the policing meeting of 2019-12-02 at 16:00: now the security meeting of "
        "2019-12-04 at 16:00, with 2 organisations.")
    with pytest.raises(NotFound):
        in_view(recorded, cast.official, id_, planned - SECOND)


def test_every_change_needs_its_reason(recorded: Engine, cast: Cast) -> None:
    planned = a_meeting(recorded, cast.official)
    was_held = a_held_meeting(recorded, cast.official)
    for nothing in ("", " \n", "\x00"):
        assert faults(lambda: meetings.amend(recorded, cast.official, planned, 1, meeting(recorded), nothing)) == [  # noqa: B023
            ("reason", "Say why you change the meeting; those who are asked to it will read it.")]
        assert faults(lambda: meetings.cancel(recorded, cast.official, planned, 1, nothing)) == [  # noqa: B023
            ("reason", "Say why you cancel the meeting; those who are asked to it will read it.")]
        assert faults(lambda: meetings.correct(recorded, cast.official, was_held, 2, meeting(recorded), nothing)) == [  # noqa: B023
            ("reason", "Say why you correct the record; those who were there will read it.")]
    assert faults(lambda: meetings.cancel(recorded, cast.official, planned, 1, "x" * 10_001)) == [
        ("reason", "Shorten this to 10,000 characters.")]


def test_a_meeting_stays_with_its_letter(recorded: Engine, cast: Cast) -> None:
    id_ = a_meeting(recorded, cast.official)
    given = meeting(recorded, letter_id=10_000)
    assert ("letter_id", "A meeting stays with its letter.") in faults(
        lambda: meetings.amend(recorded, cast.official, id_, 1, given, "Why."))


def test_a_meeting_is_held_once_it_has_begun(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    id_ = a_meeting(recorded, cast.official)
    stopped_clock.set_to(2019, 12, 2, 15, 59)
    assert faults(lambda: meetings.hold(recorded, cast.official, id_, 1, held(recorded))) == [
        ("starts", "The meeting begins on 2 December 2019 at 16:00. Say that it was held once it has begun.")]
    now = stopped_clock.set_to(2019, 12, 2, 16)
    meetings.hold(recorded, cast.official, id_, 1, held(recorded))
    seen = in_view(recorded, cast.facebook, id_, now)
    assert (seen.number, seen.state, seen.note, seen.reason) == (2, MeetingState.HELD, "Agreed.", "")
    assert last_sentence(recorded) == ("Cabinet Office official put on record that the policing meeting of 2019-12-02 "
                                       "at 16:00, with 2 organisations, was held.")


def test_what_is_held_says_who_was_there_and_from_when_to_when(recorded: Engine, cast: Cast,
                                                               stopped_clock: StoppedClock) -> None:
    id_ = a_meeting(recorded, cast.official, "Facebook", "Twitter", POLICE)
    now = stopped_clock.advance(days=1)
    given = held(recorded, "Facebook", POLICE, starts=time(16, 20), ends=time(17, 45))
    meetings.hold(recorded, cast.official, id_, 1, given)
    seen = in_view(recorded, cast.official, id_, now)
    assert (seen.starts_at, seen.ends_at) == (datetime(2019, 12, 2, 16, 20, tzinfo=UTC),
                                              datetime(2019, 12, 2, 17, 45, tzinfo=UTC))
    assert [each.name for each in seen.organisations] == ["Facebook", "Metropolitan Police Service"]
    assert (seen.commitments, seen.agenda) == ((4,), "Threats\nContacts for polling day")


@pytest.mark.parametrize(("changed", "told"), [
    ({"organisation_ids": []}, [("organisation_ids", "Choose at least one organisation that was there.")]),
    ({"organisation_ids": [10_000]},
     [("organisation_ids", "Choose organisations that can be asked to a meeting about this letter.")]),
    ({"starts": time(17)}, [("ends", "The meeting must end after it starts, on the same day.")]),
    ({"starts": time(18), "ends": time(17, 30)}, [("ends", "The meeting must end after it starts, on the same day.")]),
    ({"note": "x" * 10_001}, [("note", "Note: use at most 10,000 characters.")]),
])
def test_a_record_that_cannot_be_is_refused(recorded: Engine, cast: Cast, stopped_clock: StoppedClock,
                                            changed: dict[str, object], told: list[tuple[str, str]]) -> None:
    id_ = a_meeting(recorded, cast.official)
    stopped_clock.advance(days=1)
    assert faults(lambda: meetings.hold(recorded, cast.official, id_, 1, held(recorded, **changed))) == told


def test_what_a_meeting_has_become_says_what_can_still_be_done(recorded: Engine, cast: Cast) -> None:
    was_held, cancelled = a_held_meeting(recorded, cast.official), a_meeting(recorded, cast.official)
    meetings.cancel(recorded, cast.official, cancelled, 1, "No need.")
    for id_, sentence in ((was_held, "This meeting was held. Correct its record instead."),
                          (cancelled, "This meeting was cancelled. Plan a new one instead.")):
        for act in (lambda: meetings.amend(recorded, cast.official, id_, 2, meeting(recorded), "Why."),  # noqa: B023
                    lambda: meetings.hold(recorded, cast.official, id_, 2, held(recorded)),  # noqa: B023
                    lambda: meetings.cancel(recorded, cast.official, id_, 2, "Why.")):  # noqa: B023
            assert faults(act) == [("state", sentence)]
    assert faults(lambda: meetings.correct(recorded, cast.official, cancelled, 2, meeting(recorded), "Why.")) == [
        ("state", "Only the record of a meeting that was held can be corrected.")]


def test_the_record_of_a_meeting_is_corrected_as_another_version(recorded: Engine, cast: Cast,
                                                                 stopped_clock: StoppedClock) -> None:
    id_ = a_held_meeting(recorded, cast.official, "Facebook", POLICE)
    now = stopped_clock.advance(hours=1)
    given = meeting(recorded, "Facebook", "Twitter", POLICE, day=date(2019, 12, 1), starts=time(9), ends=time(11))
    meetings.correct(recorded, cast.official, id_, 2, given | {"note": "Agreed, by all."}, "Twitter was there too.")
    seen = in_view(recorded, cast.twitter, id_, now)
    assert (seen.number, seen.state, seen.note, seen.reason, len(seen.organisations)) == (
        3, MeetingState.HELD, "Agreed, by all.", "Twitter was there too.", 3)
    assert last_sentence(recorded) == (
        "Cabinet Office official corrected the record of the policing meeting of 2019-12-01 at 09:00: now the policing "
        "meeting of 2019-12-01 at 09:00, with 3 organisations.")
    assert faults(lambda: meetings.correct(recorded, cast.official, id_, 3, meeting(recorded), "Why.")) == [
        ("starts", "A meeting that was held cannot have begun later than now.")]


def test_an_organisation_stays_while_it_has_actions_to_do(recorded: Engine, cast: Cast) -> None:
    id_ = a_held_meeting(recorded, cast.official, "Facebook", "Twitter", POLICE)
    an_action(recorded, cast.official, id_, "Facebook")
    an_action(recorded, cast.official, id_, "Twitter")
    given = meeting(recorded, POLICE, day=date(2019, 12, 1), starts=time(9), ends=time(10))
    assert faults(lambda: meetings.correct(recorded, cast.official, id_, 2, given, "Why.")) == [
        ("organisation_ids", "Facebook and Twitter still have actions of this meeting to do. Close them, or give them "
                             "to an organisation that was there, first.")]


def test_a_cancelled_meeting_stays_on_record(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    id_ = a_meeting(recorded, cast.official)
    now = stopped_clock.advance(hours=1)
    meetings.cancel(recorded, cast.official, id_, 1, " The police asked. ")
    before, after = (in_view(recorded, cast.facebook, id_, at) for at in (now - SECOND, now))
    assert (before.state, before.reason) == (MeetingState.PLANNED, "")
    assert (after.state, after.reason, after.title) == (
        MeetingState.CANCELLED, "The police asked.", "Weekly policing call")
    assert last_sentence(recorded) == (
        "Cabinet Office official cancelled the policing meeting of 2019-12-02 at 16:00.")


def test_a_series_keeps_londons_time_as_the_clocks_change(recorded: Engine, cast: Cast, session: Session) -> None:
    given = meeting(recorded, day=date(2020, 3, 17), starts=time(9, 30), ends=time(10, 15))
    ids = meetings.plan_series(recorded, cast.official, given, {"every_weeks": 1, "until": date(2020, 4, 7)})
    found = meetings_read.listing(session, cast.official, casting.letter_id(recorded), as_at=OPENING)
    assert list(found["id"]) == ids
    assert [f"{starts:%Y-%m-%d %H:%M} to {ends:%H:%M}" for starts, ends in zip(found["starts_at"], found["ends_at"],
                                                                              strict=True)] == [
        "2020-03-17 09:30 to 10:15", "2020-03-24 09:30 to 10:15", "2020-03-31 08:30 to 09:15",
        "2020-04-07 08:30 to 09:15"]
    assert len(set(found["series_id"])) == 1
    assert session.scalars(select(col(MeetingSeries.rule))).all() == [
        "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;UNTIL=20200407T225959Z"]
    assert len(set(session.scalars(select(col(Meeting.uid))))) == 4
    assert last_sentence(recorded) == (
        "Cabinet Office official planned 4 meetings, every 1 week from the policing meeting of 2020-03-17 at 09:30, "
        "with 2 organisations.")


def test_a_series_of_which_one_cannot_be_is_refused_whole(recorded: Engine, cast: Cast) -> None:
    sunday = meeting(recorded, day=date(2020, 3, 15), starts=time(1, 30), ends=time(3))
    assert faults(lambda: meetings.plan_series(recorded, cast.official, sunday, {"until": date(2020, 4, 5)})) == [
        ("starts", "01:30 does not exist on Sunday 29 March 2020, when the clocks go forward. Choose another time.")]
    late = meeting(recorded, day=date(2020, 12, 1))
    assert faults(lambda: meetings.plan_series(recorded, cast.official, late, {"until": date(2020, 12, 31)})) == [
        ("until", "Choose a day from 5 November 2019, when the letter was signed, to 11 December 2020, a year after "
                  "polling day.")]
    seldom = {"every_weeks": 5, "until": date.max}
    assert faults(lambda: meetings.plan_series(recorded, cast.official, late, seldom)) == [
        ("every_weeks", "Every weeks: this is not a number that can be chosen.")]
    assert count(recorded, *TABLES) == [0] * 5


def test_one_meeting_of_a_series_is_a_meeting_of_its_own(recorded: Engine, cast: Cast,
                                                         stopped_clock: StoppedClock) -> None:
    ids = meetings.plan_series(recorded, cast.official, meeting(recorded), {"until": date(2019, 12, 16)})
    meetings.amend(recorded, cast.official, ids[1], 1, meeting(recorded, day=date(2019, 12, 10)), "A day later.")
    seen = [in_view(recorded, cast.official, id_, stopped_clock.now) for id_ in ids]
    assert [each.starts_at.day for each in seen] == [2, 10, 16]


def test_a_series_is_cancelled_from_now_on(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    ids = meetings.plan_series(recorded, cast.official, meeting(recorded), {"until": date(2019, 12, 23)})
    alone = a_meeting(recorded, cast.official, day=date(2019, 12, 9))
    series = in_view(recorded, cast.official, ids[0], stopped_clock.now).series_id
    assert series is not None
    meetings.cancel(recorded, cast.official, ids[2], 1, "Polling day is over.")
    stopped_clock.set_to(2019, 12, 2, 16, 30)
    assert meetings.cancel_series(recorded, cast.second_official, series, "No longer needed.") == 2
    now = stopped_clock.now
    assert [(seen.number, seen.state, seen.reason) for seen in (in_view(recorded, cast.official, id_, now)
                                                                for id_ in [*ids, alone])] == [
        (1, MeetingState.PLANNED, ""), (2, MeetingState.CANCELLED, "No longer needed."),
        (2, MeetingState.CANCELLED, "Polling day is over."), (2, MeetingState.CANCELLED, "No longer needed."),
        (1, MeetingState.PLANNED, "")]
    assert last_sentence(recorded) == ("Home Office official cancelled 2 meetings of a series, the first of them the "
                                       "policing meeting of 2019-12-09 at 16:00.")
    assert faults(lambda: meetings.cancel_series(recorded, cast.official, series, "Again.")) == [
        ("series", "No meeting of this series is still to come.")]
    with pytest.raises(NotFound, match=r"^There is no such series of meetings\.$"):
        meetings.cancel_series(recorded, cast.official, 10_000, "Why.")


def test_the_newest_version_counts_for_a_write_also_where_a_clock_was_ahead(recorded: Engine, cast: Cast,
                                                                            stopped_clock: StoppedClock) -> None:
    stopped_clock.advance(hours=2)
    id_ = a_meeting(recorded, cast.official)
    stopped_clock.advance(hours=-2)
    meetings.amend(recorded, cast.official, id_, 1, meeting(recorded, title="Another"), "Why.")
    with reading(recorded) as session:
        assert sorted(session.scalars(select(col(MeetingVersion.number)))) == [1, 2]
