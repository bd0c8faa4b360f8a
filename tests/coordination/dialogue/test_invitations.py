"""Invitations become meetings: what a file would do, what it does, and what leaves everything as it is."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from api.calendar import _about, _entries
from coordination import accounts, audit
from coordination.dialogue import invitations, meetings, reading
from coordination.dialogue.calendars import entries
from coordination.dialogue.comparing import Fate
from coordination.dialogue.invitations import DryRun, Stored
from coordination.problems import Changed, Invalid, NotAllowed
from coordination.viewers import Viewer
from data_model.database import reading as reading_from
from data_model.dialogue import Attendee, Meeting, MeetingSeries, MeetingVersion
from data_model.words import MeetingKind, MeetingState
from exports import ics
from tests.cast import Cast, a_meeting, commitment_id, letter_id, meeting, organisation_id
from tests.conftest import StoppedClock
from tests.coordination.dialogue.calendar_texts import (
    GOOGLE_UID,
    OUTLOOK_UID,
    a_file,
    an_event,
    published,
    read,
)


def checked(engine: Engine, by: Viewer, content: bytes) -> DryRun:
    """The dry run of a file."""
    with reading_from(engine) as session:
        return invitations.dry_run(session, by, letter_id(engine), read(content))


def stored(engine: Engine, by: Viewer, content: bytes, **changed: object) -> Stored:
    """A file stored as it was checked."""
    run = checked(engine, by, content)
    given = {"uids": [line.uid for line in run.lines], "kind": MeetingKind.POLICING,
             "organisation_ids": [organisation_id(engine, "Facebook")],
             "commitment_ids": [commitment_id(engine, 4)]} | changed
    return invitations.store(engine, by, letter_id(engine), run.file, given, run.seen)


def fates(run: DryRun) -> list[tuple[str, str]]:
    """What would happen, and why."""
    return [(line.fate.value, line.why) for line in run.lines]


def on_record(engine: Engine, clock: StoppedClock, by: Viewer) -> list[tuple[str, str, str]]:
    """Title, time in UTC and state of every meeting."""
    with reading_from(engine) as session:
        found = reading.listing(session, by, letter_id(engine), as_at=clock.now)
    return [(row["title"], f"{row['starts_at']:%m-%d %H:%M}", row["state"].value) for _, row in found.iterrows()]


def test_an_invitation_becomes_a_meeting_with_what_the_official_chose(
        recorded: Engine, cast: Cast, session: Session, stopped_clock: StoppedClock) -> None:
    run = checked(recorded, cast.official, published("outlook_request"))
    assert fates(run) == [("add", "")]
    assert stored(recorded, cast.official, published("outlook_request")) == Stored(1, 0, 0)
    found = reading.in_view(session, cast.facebook, 1, as_at=stopped_clock.now)
    assert (found.uid, found.title, found.kind) == (
        OUTLOOK_UID, "Policing liaison: reports, weekly", MeetingKind.POLICING)
    assert found.starts_at == datetime(2019, 12, 10, 10, tzinfo=UTC)
    assert found.place == "Microsoft Teams Meeting; 70 Whitehall"
    assert found.agenda.startswith("Threats to candidates, and")
    assert [each.name for each in found.organisations] == ["Facebook"]
    assert found.commitments == (4,)
    sentence = audit.entries(session, cast.administrator)["sentence"][0]
    assert sentence == ("Cabinet Office official imported 1 meeting from an invitation: the policing meeting of "
                        "2019-12-10 at 10:00, with 1 organisation.")


def test_the_people_asked_suggest_their_organisations_and_are_kept_nowhere(
        recorded: Engine, cast: Cast, session: Session) -> None:
    run = checked(recorded, cast.official, published("outlook_request"))
    assert run.suggested == tuple(sorted((cast.official.organisation_id, cast.facebook.organisation_id)))
    accounts.set_active(recorded, cast.administrator, cast.facebook.account_id, active=False)
    assert checked(recorded, cast.official, published("outlook_request")).suggested == (cast.official.organisation_id,)
    stored(recorded, cast.official, published("outlook_request"))
    written = [repr(row) for table in (Meeting, MeetingVersion, Attendee) for row in session.scalars(select(table))]
    told = "".join(written) + audit.entries(session, cast.administrator).to_csv()
    assert OUTLOOK_UID in told
    assert "@example.com" not in told


def test_a_newer_version_amends_and_keeps_what_the_official_chose(recorded: Engine, cast: Cast, session: Session,
                                                                  stopped_clock: StoppedClock) -> None:
    stored(recorded, cast.official, published("outlook_request"))
    run = checked(recorded, cast.official, published("outlook_update"))
    assert fates(run) == [("amend", "It was on 10 December 2019 at 10:00.")]
    assert stored(recorded, cast.official, published("outlook_update"), kind=None, organisation_ids=[],
                  commitment_ids=[]) == Stored(0, 1, 0)
    found = reading.in_view(session, cast.facebook, 1, as_at=stopped_clock.now)
    assert (found.number, found.kind, found.reason) == (2, MeetingKind.POLICING, "The invitation was changed.")
    assert f"{found.starts_at:%d %H:%M}" == "11 14:30"
    assert (found.commitments, [each.name for each in found.organisations]) == ((4,), ["Facebook"])


def test_an_older_or_equal_version_changes_nothing_and_says_so(recorded: Engine, cast: Cast) -> None:
    for name in ("outlook_request", "outlook_update"):
        stored(recorded, cast.official, published(name))
    for name, why in (("outlook_request", "A newer version is on record (SEQUENCE 1; this file has 0)."),
                      ("outlook_update", "It is on record already (SEQUENCE 1).")):
        assert fates(checked(recorded, cast.official, published(name))) == [("leave", why)]
        with pytest.raises(Invalid, match=r"^Choose an invitation that changes something\.$"):
            stored(recorded, cast.official, published(name))


def test_a_change_that_officials_made_does_not_hide_a_newer_version(recorded: Engine, cast: Cast) -> None:
    stored(recorded, cast.official, published("outlook_request"))
    for number in (1, 2, 3):
        meetings.amend(recorded, cast.official, 1, number, meeting(recorded, title=f"Ours {number}"), "Ours.")
    assert fates(checked(recorded, cast.official, published("outlook_request")))[0][0] == "leave"
    assert fates(checked(recorded, cast.official, published("outlook_update")))[0][0] == "amend"


def test_a_cancellation_cancels_once(recorded: Engine, cast: Cast, session: Session,
                                     stopped_clock: StoppedClock) -> None:
    unknown = "It is cancelled, but no such meeting of this letter is on record (by its UID)."
    assert fates(checked(recorded, cast.official, published("outlook_cancel"))) == [("leave", unknown)]
    stored(recorded, cast.official, published("outlook_request"))
    assert stored(recorded, cast.official, published("outlook_cancel")) == Stored(0, 0, 1)
    found = reading.in_view(session, cast.facebook, 1, as_at=stopped_clock.now)
    assert (found.state, found.reason) == (MeetingState.CANCELLED, "The invitation was cancelled.")
    assert fates(checked(recorded, cast.official, published("outlook_cancel"))) == [
        ("leave", "It is cancelled already.")]
    assert fates(checked(recorded, cast.official, published("outlook_update"))) == [
        ("leave", "A newer version is on record (SEQUENCE 2; this file has 1).")]
    again = published("outlook_update").replace(b"\nSEQUENCE:1", b"\nSEQUENCE:3")
    assert fates(checked(recorded, cast.official, again)) == [("amend", "It was cancelled, and takes place after all.")]


WEEKLY = [("Platforms' weekly call", "11-05 10:00", "planned"), ("Platforms' weekly call", "11-12 10:00", "planned"),
          ("Platforms' weekly call", "11-26 10:00", "planned"),
          ("Platforms' weekly call, longer", "12-04 16:00", "planned"),
          ("Platforms' weekly call", "12-10 10:00", "planned")]


def test_a_series_becomes_meetings_of_one_series_until_polling_day(recorded: Engine, cast: Cast, session: Session,
                                                                   stopped_clock: StoppedClock) -> None:
    assert stored(recorded, cast.official, published("google_weekly")) == Stored(5, 0, 0)
    assert on_record(recorded, stopped_clock, cast.facebook) == WEEKLY
    series = session.scalars(select(MeetingSeries)).one()
    assert series.rule == "FREQ=WEEKLY;WKST=MO;UNTIL=20191231T235959Z;BYDAY=TU"
    assert set(session.scalars(select(col(Meeting.series_id)))) == {series.id}


def test_one_meeting_of_a_series_is_cancelled_and_the_others_stay(recorded: Engine, cast: Cast,
                                                                  stopped_clock: StoppedClock) -> None:
    stored(recorded, cast.official, published("google_weekly"))
    assert stored(recorded, cast.official, published("google_cancel_one")) == Stored(0, 0, 1)
    assert [state for _, _, state in on_record(recorded, stopped_clock, cast.facebook)] == [
        *["planned"] * 4, "cancelled"]


def test_a_series_that_is_cancelled_keeps_what_has_begun(recorded: Engine, cast: Cast,
                                                         stopped_clock: StoppedClock) -> None:
    stored(recorded, cast.official, published("google_weekly"))
    assert stored(recorded, cast.official, published("google_cancel_all")) == Stored(0, 0, 2)
    assert [state for _, _, state in on_record(recorded, stopped_clock, cast.facebook)] == [
        *["planned"] * 3, "cancelled", "cancelled"]


def test_a_series_that_moves_and_ends_earlier_amends_and_cancels(recorded: Engine, cast: Cast,
                                                                 stopped_clock: StoppedClock) -> None:
    stored(recorded, cast.official, published("google_weekly"))
    run = checked(recorded, cast.official, published("google_weekly_update"))
    assert fates(run)[-2:] == [("amend", "It was on 4 December 2019 at 16:00."),
                               ("cancel", "It is no longer part of the invitation.")]
    assert stored(recorded, cast.official, published("google_weekly_update")) == Stored(0, 4, 1)
    assert on_record(recorded, stopped_clock, cast.facebook) == [
        *(("Platforms' weekly call", f"{day} 11:30", "planned") for day in ("11-05", "11-12", "11-26", "12-03")),
        ("Platforms' weekly call", "12-10 10:00", "cancelled")]
    assert {line.fate for line in checked(recorded, cast.official, published("google_weekly_update")).lines} == {
        Fate.LEAVE}


def test_what_was_held_is_left_to_officials(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    stored(recorded, cast.official, published("outlook_request"))
    stopped_clock.set_to(2019, 12, 10, 12)
    meetings.hold(recorded, cast.official, 1, 1, {"organisation_ids": [cast.facebook.organisation_id], "note": "Yes."})
    assert [fates(checked(recorded, cast.official, published(name))) for name in ("outlook_update", "outlook_cancel")] \
        == [[("leave", "The meeting was held. Correct its record by hand.")],
            [("leave", "The meeting was held, and cannot be cancelled any more.")]]


def test_our_own_files_change_nothing(recorded: Engine, cast: Cast, session: Session,
                                      stopped_clock: StoppedClock) -> None:
    stored(recorded, cast.official, published("google_weekly"))
    ours = a_meeting(recorded, cast.official)
    meetings.amend(recorded, cast.official, ours, 1, meeting(recorded, title="Amended"), "Ours.")
    meetings.cancel(recorded, cast.official, a_meeting(recorded, cast.official), 1, "Not needed.")
    found = entries.listing(session, cast.official, as_at=stopped_clock.now)
    about = _about("https://parley.test", True)
    run = checked(recorded, cast.official, ics.feed(_entries(found, "https://parley.test"), about))
    assert len(run.lines) == 7
    assert {line.fate for line in run.lines} == {Fate.LEAVE}
    assert {line.known is not None for line in run.lines} == {True}
    for entry in _entries(found, "https://parley.test"):
        single = checked(recorded, cast.official, ics.single(entry, about))
        assert [line.fate for line in single.lines] == [Fate.LEAVE]


def test_what_is_far_from_the_letter_is_left_with_the_reason(recorded: Engine, cast: Cast) -> None:
    content = a_file(an_event(start="DTSTART:20191104T100000Z", end="DURATION:PT1H"),
                     an_event(uid="b", start="DTSTART:20210104T100000Z", end="DURATION:PT1H"))
    why = "It is not between 5 November 2019, when the letter was signed, and 11 December 2020."
    assert fates(checked(recorded, cast.official, content)) == [("leave", why)] * 2


def test_only_the_invitations_that_were_chosen_are_stored(recorded: Engine, cast: Cast,
                                                          stopped_clock: StoppedClock) -> None:
    content = a_file(an_event(uid="a", title="First"), an_event(uid="b", title="Second"))
    assert stored(recorded, cast.official, content, uids=["b"]) == Stored(1, 0, 0)
    assert on_record(recorded, stopped_clock, cast.official) == [("Second", "12-03 10:00", "planned")]


def test_everything_wrong_is_said_at_once_and_nothing_stored(recorded: Engine, cast: Cast, session: Session,
                                                             stopped_clock: StoppedClock) -> None:
    with pytest.raises(Invalid) as raised:
        stored(recorded, cast.official, published("outlook_request"), kind=None, organisation_ids=[],
               commitment_ids=[999])
    assert [fault.sentence for fault in raised.value.faults] == [
        "Choose the kind of dialogue.", "Choose at least one organisation.", "Choose commitments of this letter."]
    with pytest.raises(Invalid, match="Choose organisations that can be asked"):
        stored(recorded, cast.official, published("outlook_request"), organisation_ids=[cast.stranger.organisation_id])
    assert on_record(recorded, stopped_clock, cast.official) == []
    assert not audit.entries(session, cast.administrator)["sentence"].str.contains("import").any()


def test_whoever_was_faster_is_not_overwritten(recorded: Engine, cast: Cast) -> None:
    stored(recorded, cast.official, published("outlook_request"))
    run = checked(recorded, cast.official, published("outlook_update"))
    meetings.cancel(recorded, cast.second_official, 1, 1, "Not needed.")
    with pytest.raises(Changed, match="Check it again"):
        invitations.store(recorded, cast.official, letter_id(recorded), run.file, {"uids": [OUTLOOK_UID]}, run.seen)


def test_only_officials_import(recorded: Engine, cast: Cast) -> None:
    run = checked(recorded, cast.official, published("google_weekly"))
    for viewer in (cast.facebook, cast.analyst, cast.administrator, cast.stranger):
        with pytest.raises(NotAllowed, match="cannot import invitations"):
            checked(recorded, viewer, published("google_weekly"))
        with pytest.raises(NotAllowed, match="cannot import invitations"):
            invitations.store(recorded, viewer, letter_id(recorded), run.file, {"uids": [GOOGLE_UID]}, run.seen)


def test_hostile_text_is_stored_as_text_and_kept_out_of_the_audit(recorded: Engine, cast: Cast, session: Session,
                                                                  stopped_clock: StoppedClock) -> None:
    title = "<img src=x> ![x](/y)\\nBEGIN:VEVENT \u202egnp.exe"
    content = a_file(an_event("DESCRIPTION:=cmd()\\n\x0bEND:VCALENDAR", "LOCATION:a\\nb", title=title))
    stored(recorded, cast.official, content)
    found = reading.in_view(session, cast.official, 1, as_at=stopped_clock.now)
    assert found.title == "<img src=x> ![x](/y) BEGIN:VEVENT gnp.exe"
    assert (found.agenda, found.place) == ("=cmd()\nEND:VCALENDAR", "a b")
    assert "<img" not in audit.entries(session, cast.administrator).to_csv()
