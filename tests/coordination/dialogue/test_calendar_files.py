"""Calendar files from elsewhere: what is read of them, and that nothing in them does harm or takes long."""

import random
from contextlib import suppress
from datetime import date, timedelta
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from coordination.dialogue.calendars import lines
from coordination.dialogue.calendars.files import Cancellation
from coordination.problems import Invalid
from tests.coordination.dialogue.calendar_texts import (
    GOOGLE_UID,
    OUTLOOK_UID,
    a_file,
    an_event,
    published,
    read,
    times,
)

NAMES = ("outlook_request", "outlook_update", "outlook_cancel", "google_weekly", "google_weekly_update",
         "google_cancel_one", "google_cancel_all", "google_published")
SECONDS = 3.0


def a_zone(name: str, *, rule: str = "FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3", summer: str = "+0100") -> list[str]:
    """A time zone as Exchange describes it."""
    return ["BEGIN:VTIMEZONE", f"TZID:{name}", "BEGIN:STANDARD", "DTSTART:16010101T020000", f"TZOFFSETFROM:{summer}",
            "TZOFFSETTO:+0000", "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10", "END:STANDARD", "BEGIN:DAYLIGHT",
            "DTSTART:16010101T010000", "TZOFFSETFROM:+0000", f"TZOFFSETTO:{summer}", f"RRULE:{rule}", "END:DAYLIGHT",
            "END:VTIMEZONE"]


def refusal(content: bytes) -> str:
    with pytest.raises(Invalid) as raised:
        read(content)
    return str(raised.value)


def test_an_invitation_from_outlook_is_read_whole() -> None:
    found = read(published("outlook_request"))
    said, = found.occurrences
    assert (found.method, found.notes, found.problems) == ("REQUEST", (), ())
    assert (said.uid, said.recurrence_id, said.sequence) == (OUTLOOK_UID, "", 0)
    assert said.title == "Policing liaison: reports, weekly"
    assert said.place == "Microsoft Teams Meeting; 70 Whitehall"
    assert said.agenda == ("Threats to candidates, and how they are passed on to forces\n\n"
                           "Reports since the last meeting")
    assert times(found.occurrences) == ["2019-12-10 10:00"]
    assert said.ends_at - said.starts_at == timedelta(hours=1)
    assert said.addresses == {"cabinet.office.official@example.com", "facebook.representative@example.com",
                              "police.liaison@example.com"}


def test_an_update_and_a_cancellation_from_outlook_carry_their_sequence() -> None:
    said, = read(published("outlook_update")).occurrences
    assert (said.sequence, f"{said.starts_at:%d %H:%M}") == (1, "11 14:30")
    found = read(published("outlook_cancel"))
    assert (found.method, found.occurrences) == ("CANCEL", ())
    assert found.cancellations == (
        Cancellation(OUTLOOK_UID, "", 2, "Canceled: Policing liaison: reports, weekly"),)


def test_a_weekly_meeting_keeps_its_time_of_day_as_the_clocks_change() -> None:
    found = read(published("google_weekly"), first=date(2019, 10, 1))
    assert times(found.occurrences) == [
        "2019-10-15 09:00", "2019-10-22 09:00", "2019-10-29 10:00", "2019-11-05 10:00", "2019-11-12 10:00",
        "2019-11-26 10:00", "2019-12-04 16:00", "2019-12-10 10:00"]  # the 19th left out, the 3rd moved to the 4th
    moved = found.occurrences[6]
    assert (moved.recurrence_id, moved.sequence, moved.title) == (
        "20191203T100000Z", 1, "Platforms' weekly call, longer")
    assert found.occurrences[0].recurrence_id == "20191015T090000Z"
    assert found.rules == {GOOGLE_UID: "FREQ=WEEKLY;WKST=MO;UNTIL=20191231T235959Z;BYDAY=TU"}
    assert found.notes == ("Repeating meetings were read until 12 December 2019, polling day.",)


def test_meetings_before_the_letter_are_not_read() -> None:
    found = read(published("google_weekly"))
    assert times(found.occurrences)[0] == "2019-11-05 10:00"
    assert "Repeating meetings were read from 5 November 2019 on, when the letter was signed." in found.notes


def test_one_meeting_of_a_series_or_all_of_it_is_cancelled() -> None:
    assert read(published("google_cancel_one")).cancellations[0].recurrence_id == "20191210T100000Z"
    assert read(published("google_cancel_all")).cancellations[0].recurrence_id == ""


def test_a_published_calendar_may_say_times_in_utc_and_whole_days() -> None:
    found = read(published("google_published"))
    assert times(found.occurrences) == ["2019-12-05 14:00", "2019-12-06 00:00"]
    assert found.occurrences[1].ends_at - found.occurrences[1].starts_at == timedelta(days=1)
    assert found.notes == ("A meeting without a time of day was read as from midnight to midnight, London time.",)


@pytest.mark.parametrize(("zone", "utc"), [
    ("GMT Standard Time", "09:00"), ("Europe/London", "09:00"), ('"Romance Standard Time"', "08:00"),
    ("/mozilla.org/20050126_1/Europe/London", "09:00"), ("Greenwich Standard Time", "10:00"), ("UTC", "10:00"),
    ("Eastern Standard Time", "14:00"),
])
def test_time_zones_are_known_by_their_names_and_by_outlooks(zone: str, utc: str) -> None:
    event = an_event(start=f"DTSTART;TZID={zone}:20200707T100000", end=f"DTEND;TZID={zone}:20200707T110000")
    found = read(a_file(event))
    assert (times(found.occurrences), found.problems) == ([f"2020-07-07 {utc}"], ())


def test_a_time_zone_that_the_file_describes_is_read_by_its_description_alone() -> None:
    """Outlook calls every one of its own “Customized Time Zone”: none may be taken for that of an earlier file."""
    def begins(summer: str) -> list[str]:
        name = "Customized Time Zone"
        event = an_event(start=f"DTSTART;TZID={name}:20200707T100000", end=f"DTEND;TZID={name}:20200707T110000")
        return times(read(a_file(a_zone(name, summer=summer), event)).occurrences)

    assert begins("+0100") == ["2020-07-07 09:00"]
    assert begins("+0300") == ["2020-07-07 07:00"]
    assert begins("+0100") == ["2020-07-07 09:00"]


def test_a_description_that_differs_from_what_is_known_is_followed_and_said() -> None:
    event = an_event(start="DTSTART;TZID=Europe/London:20200707T100000", end="DTEND:20200707T110000Z")
    found = read(a_file(a_zone("Europe/London", summer="+0300"), event))
    assert times(found.occurrences) == ["2020-07-07 07:00"]
    assert found.notes == ("The file describes the time zone “Europe/London” otherwise than it is known. Its own "
                           "description was followed: check the times.",)
    assert read(a_file(a_zone("Europe/London"), event)).notes == ()


def test_times_without_a_zone_are_londons_and_that_is_said() -> None:
    event = an_event(start="DTSTART:20200707T100000", end="DTEND:20200707T110000")
    found = read(a_file(event, method=""))
    assert (times(found.occurrences), found.method) == (["2020-07-07 09:00"], "")
    assert found.notes == ("Times without a time zone were read as London time.",)


@pytest.mark.parametrize(("lines_", "starts"), [
    (["RRULE:FREQ=DAILY;COUNT=3"], ["03", "04", "05"]),
    (["RRULE:FREQ=DAILY;COUNT=999"], [f"{day:02}" for day in range(3, 13)]),
    (["RRULE:FREQ=WEEKLY;UNTIL=20191210"], ["03", "10"]),
    (["RRULE:FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20191210T095959Z"], ["03", "05"]),
    (["RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=2"], ["03"]),
    (["RRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=3"], ["03"]),
    (["RRULE:FREQ=DAILY", "EXDATE;VALUE=DATE:20191204", "EXDATE:20191205T100000Z,20191206T100000Z"],
     ["03", "07", "08", "09", "10", "11", "12"]),
    (["RDATE:20191205T090000Z", "RDATE;VALUE=PERIOD:20191211T100000Z/PT1H"], ["03", "05", "11"]),
])
def test_meetings_repeat_as_people_make_them_repeat(lines_: list[str], starts: list[str]) -> None:
    found = read(a_file(an_event(*lines_)))
    assert ([f"{each.starts_at:%d}" for each in found.occurrences], found.problems) == (starts, ())


@pytest.mark.parametrize(("event", "sentence"), [
    (an_event(start=""), "it does not say when it begins (DTSTART)."),
    (an_event(start="DTSTART:tomorrow"), "DTSTART in line 7, “tomorrow”, is not a day or time."),
    (an_event(start="DTSTART:20191303T100000Z"), "DTSTART in line 7, “20191303T100000Z”, is not a day or time."),
    (an_event(start="DTSTART:00010101T100000"), "DTSTART in line 7 is not in the years 2000 to 2099."),
    (an_event(start="DTSTART;TZID=Nowhere/At all:20191203T100000"),
     "DTSTART in line 7 is in the time zone “Nowhere/At all”, which is not known and which the file does not "
     "describe."),
    (an_event(end="DTEND:20191203T100000Z"), "it does not end after it begins."),
    (an_event(end="DTEND:20200203T100000Z"), "it lasts for more than a month."),
    (an_event(end="DURATION:PT0S"), "it does not end after it begins."),
    (an_event(uid=""), "it has no UID, by which a later change of it could be recognised."),
    (an_event(uid="a" * 256), "its UID is longer than 255 characters."),
    (an_event("SEQUENCE:first"), "its SEQUENCE is not a number."),
    (an_event("RRULE:FREQ=SECONDLY"),
     "its rule in line 10 is not one by which meetings repeat: every so many days, weeks, months or years. Ask for "
     "single invitations."),
    (an_event("RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"),
     "it repeats by several rules at once. Ask for it with one rule, or for single invitations."),
    (an_event("RECURRENCE-ID;RANGE=THISANDFUTURE:20191203T100000Z"),
     "it changes one meeting and all later ones at once (RANGE=THISANDFUTURE). Ask for the whole series again."),
    (an_event(f"RDATE:{','.join(['20191205T100000Z'] * 501)}"), "it has more than 500 dates of RDATE."),
])
def test_an_event_that_cannot_be_read_is_named_and_the_others_are_read(event: list[str], sentence: str) -> None:
    found = read(a_file(event, an_event(uid="another@example.com")))
    assert found.problems == (f"The event that begins in line 5 was left out: {sentence}",)
    assert [each.uid for each in found.occurrences] == ["another@example.com"]


def test_what_is_missing_or_too_long_is_made_good_and_said() -> None:
    found = read(a_file(an_event(end="", title="a" * 201), an_event(uid="b", title=" ")))
    assert [len(each.title) for each in found.occurrences] == [200, len("Meeting without a title")]
    assert found.occurrences[0].ends_at - found.occurrences[0].starts_at == timedelta(hours=1)
    assert found.notes == ("A meeting without an end was read as one hour.", "Summary was shortened to 200 characters.")


@pytest.mark.parametrize(("content", "sentence"), [
    (b"", "This file has no event in it."),
    (b"Dear all,", "Line 1 stands outside of a calendar"),
    (b"PK\x03\x04" + b"\x00" * 100, "Line 1 stands outside of a calendar"),
    (b"BEGIN:VCALENDAR\r\nSUMMARY:\xff\xfe\r\n", "Line 2 is not text in UTF-8"),
    (a_file(an_event()).decode().encode("utf-16"), "Line 1 is not text in UTF-8"),
    (a_file(an_event())[:-15], "The file ends within the VCALENDAR that begins in line 1"),
    (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR", "Line 3 ends “VCALENDAR”, but the VEVENT that begins in line 2"),
    (b"BEGIN:VCARD\nEND:VCARD", "Line 1 begins with “VCARD”, and a calendar file with VCALENDAR."),
    (a_file(an_event('ATTENDEE;CN="x:mailto:a@example.com')), "Line 10 is not a calendar's line"),
    (a_file(an_event(), method="REPLY"), "This file is no invitation: its METHOD is REPLY."),
    (a_file(an_event()) * 2, "This file holds 2 calendars."),
    (a_file(["CALSCALE:HEBREW"], an_event()), "This file does not count days by the Gregorian calendar"),
    (a_file(*[an_event()] * 501), "This file has 501 events, and 500 are read at most."),
    (a_file(*[an_event("RRULE:FREQ=DAILY", uid=f"{number}") for number in range(21)]),
     "This file has more than 20 repeating meetings."),
])
def test_a_file_that_is_no_invitation_is_refused_in_a_sentence(content: bytes, sentence: str) -> None:
    assert refusal(content).startswith(sentence)


NEVER = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
BOMBS = {
    "ten megabytes": b"x" * 10_000_000,
    "every second": a_file(*[an_event("RRULE:FREQ=SECONDLY", uid=f"{number}") for number in range(500)]),
    "never": a_file(*[an_event(NEVER, uid=f"{number}") for number in range(20)]),
    "not once in ages": a_file(*[an_event("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", uid=f"{number}",
                                          start="DTSTART:20010203T100000Z", end="DURATION:PT1H")
                                 for number in range(20)]),
    "interval of nothing": a_file(an_event("RRULE:FREQ=DAILY;INTERVAL=0")),
    "many times a day": a_file(an_event("RRULE:FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))))),
    "daily for ages": a_file(*[an_event("RRULE:FREQ=DAILY", uid=f"{number}", start="DTSTART:20000203T100000Z",
                                        end="DURATION:PT1H") for number in range(20)]),
    "a zone that changes every second": a_file(
        a_zone("Mine", rule="FREQ=SECONDLY"),
        an_event(start="DTSTART;TZID=Mine:20191203T100000", end="DTEND;TZID=Mine:20191203T110000")),
    "a zone that never changes": a_file(
        a_zone("Mine", rule="FREQ=YEARLY;BYMONTH=2;BYDAY=-1SU;BYMONTHDAY=1"),
        an_event(start="DTSTART;TZID=Mine:20191203T100000", end="DTEND;TZID=Mine:20191203T110000")),
    "nested": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 100_000,
    "empty lines": b"\r\n" * 1_000_000,
    "folded for ever": a_file(an_event())[:-60] + b" a\r\n" * 500_000,
    "one line": a_file(an_event(f"SUMMARY;X={'a' * 2_000_000}")),
    "a zone of slashes": a_file(an_event(start=f"DTSTART;TZID={'a/' * 40_000}:20191203T100000")),
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_file_takes_long(name: str) -> None:
    began = process_time()
    with suppress(Invalid):
        assert len(read(BOMBS[name]).occurrences) <= 1_000
    assert process_time() - began < SECONDS


@settings(max_examples=150)
@given(name=some.sampled_from(NAMES), seed=some.integers(0, 2**32))
def test_no_damage_to_a_file_lets_an_error_escape(name: str, seed: int) -> None:
    chance, content = random.Random(seed), bytearray(published(name))
    for _ in range(chance.randint(1, 6)):
        at, many = chance.randrange(len(content)), chance.randint(1, 30)
        kind = chance.randrange(3)
        if kind == 0:
            content[at:at + many] = bytes(chance.choices(b"0129:;,=\r\n ZTP-/\"\\AX\xff\x00", k=many))
        elif kind == 1:
            del content[at:at + many]
        else:
            content[at:at] = content[chance.randrange(len(content)):][:many]
    with suppress(Invalid):
        read(bytes(content))


@settings(max_examples=150)
@given(some.lists(some.tuples(some.sampled_from(sorted(lines.READ["VEVENT"])), some.one_of(
    some.text(max_size=40), some.from_regex(r"[0-9]{8}T[0-9]{6}Z?|-?P[0-9]{1,12}[DW]|FREQ=[A-Z]+;[A-Z]+=[-0-9A-Z,]+",
                                            fullmatch=True))), max_size=6))
def test_no_property_lets_an_error_escape(given_: list[tuple[str, str]]) -> None:
    with suppress(Invalid):
        read(a_file(an_event(*(f"{name}:{value}" for name, value in given_), start="", end="")))
