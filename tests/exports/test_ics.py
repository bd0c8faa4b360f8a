"""Meetings as iCalendar: read back by an independent parser, with the right clock in summer and winter, whatever people
wrote in them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject

from data_model.words import MeetingState
from exports import ics
from exports.ics import About, Entry

ABOUT = About("https://parley.test", "OFFICIAL-SENSITIVE", exercise=False)
ENTRY = Entry(
    uid="a-meeting@parley", recurrence_id="", sequence=2, state=MeetingState.PLANNED, title="Policing, weekly; part 1",
    starts_at=datetime(2019, 12, 3, 10, tzinfo=UTC), ends_at=datetime(2019, 12, 3, 11, 30, tzinfo=UTC),
    place="Room 1\\2, 70 Whitehall", agenda="First\nSecond, and third; fourth", organisations=("Facebook", "Twitter"),
    address="https://parley.test/dialogue?meeting=7", recorded_at=datetime(2019, 11, 20, 9, 5, 3, 250, tzinfo=UTC))
HOSTILE = ("BEGIN:VEVENT\r\nUID:other\r\nEND:VEVENT", "a\rEND:VCALENDAR\rb", "line\nDTSTART:20200101T000000Z",
           "\x85DTSTART:1", "\u2028END:VEVENT\u2029x", "\x0bX:1\x0cX:2\x1cX:3\x00", "\\n\\;\\,\\", '";:,\\N', "é" * 300,
           "\ud800half", "=cmd|' /C calc'!A0", "👩‍👩‍👧" * 40)


def events(content: bytes) -> list[vobject.base.Component]:
    """The events in a file, as vobject reads them."""
    calendar = vobject.readOne(content.decode())
    calendar.validate()
    return list(calendar.vevent_list)


def well_formed(content: bytes) -> bool:
    """Whether every line ends with CRLF, is at most 75 octets long, and is whole characters."""
    lines = content.split(b"\r\n")
    return (lines[-1] == b"" and not any(b"\n" in line or b"\r" in line for line in lines)
            and max(map(len, lines)) <= 75 and all(line.decode() is not None for line in lines))


def properties(content: bytes) -> list[str]:
    """The name of every property and component in the file, in order."""
    unfolded = content.replace(b"\r\n ", b"").decode()
    return [line.split(":")[0].split(";")[0] for line in unfolded.split("\r\n")]


def test_a_meeting_is_read_back_by_another_library() -> None:
    content = ics.single(ENTRY, ABOUT)
    event, = events(content)
    assert event.uid.value == "a-meeting@parley"
    assert event.summary.value == "Policing, weekly; part 1"
    assert event.location.value == "Room 1\\2, 70 Whitehall"
    assert event.description.value == ("OFFICIAL-SENSITIVE\n\nAgenda:\nFirst\nSecond, and third; fourth\n\n"
                                       "Organisations: Facebook and Twitter\n\nhttps://parley.test/dialogue?meeting=7")
    assert (event.sequence.value, event.status.value, event.contents["class"][0].value) == (
        "2", "CONFIRMED", "CONFIDENTIAL")
    assert (event.dtstart.value, event.dtend.value) == (ENTRY.starts_at, ENTRY.ends_at)
    assert event.dtstamp.value == event.last_modified.value == datetime(2019, 11, 20, 9, 5, 3, tzinfo=UTC)
    assert well_formed(content)
    assert b"METHOD:PUBLISH\r\n" in content
    assert b"ATTENDEE" not in content


@pytest.mark.parametrize(("starts_at", "shown"), [
    (datetime(2019, 7, 2, 9, tzinfo=UTC), "20190702T100000"),
    (datetime(2019, 12, 3, 10, tzinfo=UTC), "20191203T100000"),
    (datetime(2019, 10, 27, 0, 30, tzinfo=UTC), "20191027T013000"),
    (datetime(2019, 10, 27, 1, 30, tzinfo=UTC), "20191027T013000"),
])
def test_the_clock_on_the_wall_is_londons(starts_at: datetime, shown: str) -> None:
    content = ics.single(replace(ENTRY, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)), ABOUT)
    assert f"DTSTART;TZID=Europe/London:{shown}\r\n".encode() in content
    event, = events(content)
    assert f"{event.dtstart.value:%Y%m%dT%H%M%S}" == shown


def test_the_zone_in_the_file_is_londons_at_every_hour() -> None:
    zone = events(ics.single(ENTRY, ABOUT))[0].dtstart.value.tzinfo
    london = ZoneInfo("Europe/London")
    hour = datetime(2018, 1, 1, 0, 30)  # noqa: DTZ001
    while hour.year < 2031:
        if hour.replace(tzinfo=london).astimezone(UTC).astimezone(london).replace(tzinfo=None) == hour:  # it exists
            assert zone.utcoffset(hour) == hour.replace(tzinfo=london).utcoffset(), hour
        hour += timedelta(hours=1)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_people_write_breaks_out(text: str) -> None:
    usual = ics.feed([ENTRY, ENTRY], ABOUT)
    hostile = replace(ENTRY, title=text, place=text, agenda=text, organisations=(text, "Facebook"), uid=text)
    content = ics.feed([hostile, ENTRY], ABOUT)
    assert properties(content) == properties(usual)
    assert well_formed(content)
    assert [event.dtstart.value for event in events(content)] == [ENTRY.starts_at, ENTRY.starts_at]


def test_a_cancelled_meeting_is_taken_out_of_the_calendar_that_it_was_saved_in() -> None:
    cancelled = replace(ENTRY, state=MeetingState.CANCELLED, sequence=3)
    content = ics.single(cancelled, ABOUT)
    assert b"METHOD:CANCEL\r\n" in content
    event, = events(content)
    assert (event.uid.value, event.status.value, event.sequence.value) == ("a-meeting@parley", "CANCELLED", "3")
    assert event.organizer.value == "https://parley.test"


def test_a_feed_publishes_all_meetings_and_says_how_often_to_ask() -> None:
    states = (MeetingState.PLANNED, MeetingState.HELD, MeetingState.CANCELLED)
    content = ics.feed([replace(ENTRY, uid=state, state=state) for state in states], ABOUT)
    assert [(event.uid.value, event.status.value) for event in events(content)] == [
        ("planned", "CONFIRMED"), ("held", "CONFIRMED"), ("cancelled", "CANCELLED")]
    for line in (b"METHOD:PUBLISH", b"REFRESH-INTERVAL;VALUE=DURATION:PT1H", b"X-PUBLISHED-TTL:PT1H",
                 b"X-WR-CALNAME:Parley"):
        assert line + b"\r\n" in content
    assert content == ics.feed([replace(ENTRY, uid=state, state=state) for state in states], ABOUT)


def test_an_empty_feed_is_a_calendar_all_the_same() -> None:
    content = ics.feed([], ABOUT)
    assert vobject.readOne(content.decode()).name == "VCALENDAR"
    assert well_formed(content)


def test_one_of_a_repeating_invitation_keeps_its_place_in_it() -> None:
    content = ics.single(replace(ENTRY, recurrence_id="20190702T090000Z"), ABOUT)
    assert b"RECURRENCE-ID;TZID=Europe/London:20190702T100000\r\n" in content
    assert events(content)[0].recurrence_id.value == datetime(2019, 7, 2, 9, tzinfo=UTC)


def test_an_exercise_says_so_where_calendars_show_it() -> None:
    event, = events(ics.single(ENTRY, replace(ABOUT, exercise=True)))
    assert event.summary.value == "EXERCISE: Policing, weekly; part 1"
    assert event.description.value.startswith("OFFICIAL-SENSITIVE · EXERCISE – invented for practice\n")
