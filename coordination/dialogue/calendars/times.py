"""Days and times as calendar files write them, each in its time zone: by name, by Outlook's names, or as the file
itself describes it."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vDDDTypes, vRecur, vUTCOffset
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from coordination.clock import LONDON, start_of
from coordination.dialogue.calendars.lines import Component, Property

EARLIEST, LATEST = 2000, 2099  # years
MOST_ZONES = 10
Changes = TimezoneStandard | TimezoneDaylight
KINDS: dict[str, type[Changes]] = {"STANDARD": TimezoneStandard, "DAYLIGHT": TimezoneDaylight}
# A change of the clocks comes once in every year. Anything else could be computed for ever.
YEARLY = re.compile(r"FREQ=YEARLY|INTERVAL=1|WKST=\w\w|UNTIL=\w{8,16}|BYMONTH=([1-9]|1[0-2])"
                    r"|BYDAY=(-1|[1-4])?(MO|TU|WE|TH|FR|SA|SU)|BYMONTHDAY=([1-9]|1\d|2[0-8])(,\d+)*")
LONGEST_NAME = 200
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
Moment = date | datetime


class Unreadable(ValueError):
    """One event cannot be read. The message is a sentence that says why."""


class Times:
    """What the times of one calendar mean. `notes` gathers what a person should know of how they were read."""

    def __init__(self, zones: Iterable[Component]) -> None:
        self.notes: dict[str, None] = {}
        self.described: dict[str, Component] = {}
        for zone in zones:
            name = zone.first("TZID")
            if name:
                self.described.setdefault(name.value, zone)
        self.zones: dict[str, tzinfo] = {}

    def moments(self, given: Property) -> list[Moment]:
        """All moments of a property: days as dates, and times with their zone. Raises Unreadable."""
        return [self._moment(given, text) for text in given.value.split(",")]

    def moment(self, given: Property) -> Moment:
        """The one moment of a property. Raises Unreadable."""
        return self._moment(given, given.value)

    def _moment(self, given: Property, text: str) -> Moment:
        value = _value(given, text)
        if not isinstance(value, date):
            raise Unreadable(f"{given.name} in line {given.line} is not a day or time.")
        if not EARLIEST <= value.year <= LATEST:
            raise Unreadable(f"{given.name} in line {given.line} is not in the years {EARLIEST} to {LATEST}.")
        if not isinstance(value, datetime) or value.tzinfo is not None:
            return value
        name = given.params.get("TZID", "")
        if name:
            return value.replace(tzinfo=self._zone(name, given, value))
        self.notes["Times without a time zone were read as London time."] = None
        return value.replace(tzinfo=LONDON)

    def _zone(self, name: str, given: Property, at: datetime) -> tzinfo:
        """The zone of this name. The file's own description counts (RFC 5545, section 3.2.19), if it can be read."""
        known = named(name)
        if name in self.described and name not in self.zones:
            found = self._described(name)
            if found:
                self.zones[name] = found
        zone = self.zones.get(name, known)
        if zone is None:
            raise Unreadable(f"{given.name} in line {given.line} is in the time zone “{name[:80]}”, which is not known "
                             "and which the file does not describe.")
        if known and at.replace(tzinfo=zone).utcoffset() != at.replace(tzinfo=known).utcoffset():
            self.notes[f"The file describes the time zone “{name[:80]}” otherwise than it is known. Its own "
                       "description was followed: check the times."] = None
        return zone

    def _described(self, name: str) -> tzinfo | None:
        if len(self.zones) >= MOST_ZONES:
            return None
        try:
            zone = _built(self.described[name])
            # Asked here, because the library reads it only then.
            return zone if zone.utcoffset(datetime(EARLIEST, 7, 1)) is not None else None  # noqa: DTZ001
        except UNREADABLE:
            return None


def utc(moment: Moment) -> datetime:
    """A moment in UTC; a day begins at midnight in London."""
    return moment.astimezone(ZoneInfo("UTC")) if isinstance(moment, datetime) else start_of(moment)


def lasting(given: Property) -> timedelta:
    """The length that a property says. Raises Unreadable."""
    value = _value(given, given.value)
    if not isinstance(value, timedelta):
        raise Unreadable(f"{given.name} in line {given.line} is not a length of time.")
    return value


def named(name: str) -> ZoneInfo | None:
    """The zone that a name means: Europe/London, GMT Standard Time, /mozilla.org/20050126_1/Europe/London."""
    if len(name) > LONGEST_NAME:
        return None
    cleaned = name.strip('"/')
    parts = cleaned.split("/")
    tried = (cleaned, WINDOWS_TO_OLSON.get(cleaned, ""), *("/".join(parts[start:]) for start in range(1, len(parts))))
    return next((ZoneInfo(each) for each in tried if each in _known()), None)


@lru_cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


def _value(given: Property, text: str) -> object:
    try:
        value: object = vDDDTypes.from_ical(text.strip())  # type: ignore[no-untyped-call]
    except UNREADABLE as error:
        raise Unreadable(f"{given.name} in line {given.line}, “{text.strip()[:40]}”, is not a day or time.") from error
    return value


def _built(described: Component) -> tzinfo:
    """The zone as the file describes it. Built here, because the library would keep it under its name, for every
    later file in which the name means something else. Raises one of UNREADABLE."""
    zone = Timezone()
    zone.add("TZID", "described")
    for part in described.parts:
        if part.name in KINDS:
            zone.add_component(_change(part))
    built: tzinfo = zone.to_tz(lookup_tzid=False)
    return built


def _change(part: Component) -> Changes:
    change: Changes = KINDS[part.name]()
    for given in part.properties:
        if given.name in {"TZOFFSETFROM", "TZOFFSETTO"}:
            change.add(given.name, vUTCOffset.from_ical(given.value))  # type: ignore[no-untyped-call]
        elif given.name == "RRULE":
            change.add(given.name, _yearly(given.value.upper()))
        else:
            moments = [vDDDTypes.from_ical(text) for text in given.value.split(",")]  # type: ignore[no-untyped-call]
            change.add(given.name, moments if given.name == "RDATE" else moments[0])
    return change


def _yearly(rule: str) -> vRecur:
    parts = rule.strip(";").split(";")
    on_days = "BYMONTHDAY=" in rule and re.search(r"BYDAY=[-\d]", rule)
    if on_days or not all(YEARLY.fullmatch(part) for part in parts):
        raise ValueError(rule)
    read: vRecur = vRecur.from_ical(rule)
    return read
