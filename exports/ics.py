"""Meetings as iCalendar (RFC 5545): one as a file, or a person's own as the feed that their calendar reads.

Nothing is in them but what a calendar needs, and the same meetings always give the same bytes: no clock is asked, so
that a calendar that asks again can be told that nothing has changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vDuration

from coordination.wording import EXERCISE, listed, london, marked
from data_model.words import MeetingState
from exports.cells import holdable

PRODUCT = "-//Parley//Parley//EN"
ZONE = "Europe/London"
END = b"END:VCALENDAR\r\n"
ASK_AGAIN = timedelta(hours=1)
STATUS = {MeetingState.PLANNED: "CONFIRMED", MeetingState.HELD: "CONFIRMED", MeetingState.CANCELLED: "CANCELLED"}
# Last Sundays of March and October, as the United Kingdom has it since 1996: name, from, to, at, in the month.
CHANGES = (
    (TimezoneDaylight, "BST", timedelta(0), timedelta(hours=1), datetime(1996, 3, 31, 1), 3),  # noqa: DTZ001
    (TimezoneStandard, "GMT", timedelta(hours=1), timedelta(0), datetime(1996, 10, 27, 2), 10),  # noqa: DTZ001
)


@dataclass(frozen=True)
class Entry:
    """A meeting as calendars hold it. `recurrence_id` says which one of a recurring invitation it is, as
    20191203T100000Z, or is empty; `address` is its page; moments are aware."""

    uid: str
    recurrence_id: str
    sequence: int
    state: MeetingState
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    agenda: str
    organisations: tuple[str, ...]
    address: str
    recorded_at: datetime


@dataclass(frozen=True)
class About:
    """What every entry of a file says: who publishes it (an address), its marking, and whether it is an exercise."""

    publisher: str
    marking: str
    exercise: bool


def feed(entries: Iterable[Entry], about: About) -> bytes:
    """All of a person's meetings, the cancelled ones as such, for a calendar that reads them again and again."""
    calendar = _calendar("PUBLISH", about)
    calendar.add("REFRESH-INTERVAL", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(ASK_AGAIN))  # what Outlook reads in its stead
    return _filled(calendar, entries, about)


def single(entry: Entry, about: About) -> bytes:
    """One meeting, to be added to a calendar; or, where it is cancelled, to be taken out of one.

    RFC 5546 cancels what was published by METHOD:CANCEL from the same ORGANIZER with a higher SEQUENCE (its section
    4.1.3). It names no ATTENDEE, whom a published event must not have: nobody was invited by Parley.
    """
    method = "CANCEL" if entry.state is MeetingState.CANCELLED else "PUBLISH"
    return _filled(_calendar(method, about), [entry], about)


def _calendar(method: str, about: About) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    calendar.add("X-WR-CALNAME", f"Parley: {EXERCISE}" if about.exercise else "Parley")
    calendar.add("X-WR-TIMEZONE", ZONE)
    return calendar


def _filled(calendar: Calendar, entries: Iterable[Entry], about: About) -> bytes:
    calendar.add_component(_london())
    around: bytes = calendar.to_ical()
    return around.removesuffix(END) + b"".join(_written(entry, about) for entry in entries) + END


@lru_cache(20_000)
def _written(entry: Entry, about: About) -> bytes:
    """One meeting, kept: calendars ask again and again for what seldom changes, and writing takes half a millisecond
    each."""
    written: bytes = _event(entry, about).to_ical()
    return written


def _london() -> Timezone:
    """London's time by its rule. The library would list every change until 2038 instead, of which Outlook, which knows
    rules only, reads the first."""
    zone = Timezone()
    zone.add("TZID", ZONE)
    for kind, name, before, after, first, month in CHANGES:
        change = kind()
        change.add("DTSTART", first)
        change.add("TZOFFSETFROM", before)
        change.add("TZOFFSETTO", after)
        change.add("TZNAME", name)
        change.add("RRULE", {"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"})
        zone.add_component(change)
    return zone


def _event(entry: Entry, about: About) -> Event:
    event = Event()
    event.add("UID", _plain(entry.uid))
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTAMP", entry.recorded_at.astimezone(UTC))
    event.add("LAST-MODIFIED", entry.recorded_at.astimezone(UTC))
    event.add("DTSTART", london(entry.starts_at))
    event.add("DTEND", london(entry.ends_at))
    if entry.recurrence_id:
        event.add("RECURRENCE-ID", london(datetime.strptime(entry.recurrence_id, "%Y%m%dT%H%M%S%z")))
    event.add("STATUS", STATUS[entry.state])
    event.add("CLASS", "CONFIDENTIAL")
    event.add("ORGANIZER", about.publisher, parameters={"CN": "Parley"})
    event.add("SUMMARY", _plain(f"EXERCISE: {entry.title}" if about.exercise else entry.title))
    if entry.place:
        event.add("LOCATION", _plain(entry.place))
    event.add("DESCRIPTION", _plain(_description(entry, about)))
    return event


def _description(entry: Entry, about: About) -> str:
    parts = [marked(about.marking, about.exercise), f"Agenda:\n{entry.agenda}" if entry.agenda else "",
             f"Organisations: {listed(entry.organisations)}", entry.address]
    return "\n\n".join(part for part in parts if part)


def _plain(text: str) -> str:
    """Text with one kind of line end, which the library escapes: no other parser may see a further line in it."""
    return "\n".join(holdable(text).splitlines())
