"""One event of a calendar file: what it says, or why it cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from coordination.dialogue.calendars import rules
from coordination.dialogue.calendars.lines import Component
from coordination.dialogue.calendars.times import Moment, Times, Unreadable, lasting, utc
from coordination.texts import LONGEST_LINE, LONGEST_TEXT, on_one_line, storable

LONGEST_UID, LONGEST_PLACE = 255, 300
MOST_DATES = 500  # of RDATE and EXDATE
USUAL_LENGTH, LONGEST_MEETING = timedelta(hours=1), timedelta(days=31)
NO_TITLE = "Meeting without a title"


@dataclass(frozen=True)
class Event:
    """What one VEVENT says. `rule` has the parts of its RRULE; `which` is its RECURRENCE-ID; `addresses` are those of
    organiser and attendees, in lower case. `start` and `end` are None only where a cancellation does not say them."""

    uid: str
    sequence: int
    cancelled: bool
    title: str
    place: str
    agenda: str
    addresses: frozenset[str]
    start: Moment | None
    end: Moment | None
    which: Moment | None
    rule: Mapping[str, str]
    more: tuple[Moment, ...]
    less: tuple[Moment, ...]

    @property
    def repeats(self) -> bool:
        """Whether it stands for more than one meeting."""
        return bool(self.rule or self.more)

    @property
    def recurrence_id(self) -> str:
        """Which one of a repeating invitation it is, in UTC, as 20191203T100000Z; empty for one that is not."""
        return "" if self.which is None else as_recurrence_id(self.which)


def read(component: Component, times: Times, *, cancels: bool) -> Event:
    """The event in a VEVENT; `cancels` where the file's METHOD is CANCEL. Raises Unreadable with a sentence."""
    if component.all("EXRULE") or len(component.all("RRULE")) > 1:
        raise Unreadable("it repeats by several rules at once. Ask for it with one rule, or for single invitations.")
    which = component.first("RECURRENCE-ID")
    if which and "RANGE" in which.params:
        raise Unreadable("it changes one meeting and all later ones at once (RANGE=THISANDFUTURE). Ask for the whole "
                         "series again.")
    status = component.first("STATUS")
    start, end = _span(component, times, cancels=cancels)
    return Event(
        uid=_uid(component), sequence=_sequence(component), start=start, end=end,
        cancelled=cancels or (status is not None and status.value.strip().upper() == "CANCELLED"),
        title=_text(component, "SUMMARY", LONGEST_LINE, times, line=True) or NO_TITLE,
        place=_text(component, "LOCATION", LONGEST_PLACE, times, line=True),
        agenda=_text(component, "DESCRIPTION", LONGEST_TEXT, times), addresses=_addresses(component),
        which=times.moment(which) if which else None, rule=rules.parts(component.first("RRULE")),
        more=_moments(component, "RDATE", times), less=_moments(component, "EXDATE", times))


def as_recurrence_id(moment: Moment) -> str:
    """20191203T100000Z"""
    return f"{utc(moment):%Y%m%dT%H%M%SZ}"


def _uid(component: Component) -> str:
    given = component.first("UID")
    uid = on_one_line(given.value) if given else ""
    if not uid:
        raise Unreadable("it has no UID, by which a later change of it could be recognised.")
    if len(uid) > LONGEST_UID:
        raise Unreadable(f"its UID is longer than {LONGEST_UID} characters.")
    return uid


def _sequence(component: Component) -> int:
    given = component.first("SEQUENCE")
    said = given.value.strip() if given else "0"
    if not (said.isascii() and said.isdecimal() and len(said) <= 9):
        raise Unreadable("its SEQUENCE is not a number.")
    return int(said)


def _span(component: Component, times: Times, *, cancels: bool) -> tuple[Moment | None, Moment | None]:
    """When it begins and ends. A day alone lasts until the next one."""
    begins, ends, length = (component.first(name) for name in ("DTSTART", "DTEND", "DURATION"))
    if begins is None:
        if cancels:
            return None, None
        raise Unreadable("it does not say when it begins (DTSTART).")
    start = times.moment(begins)
    if ends:
        end = times.moment(ends)
    elif length:
        end = _later(start, lasting(length))
    else:
        end = _later(start, USUAL_LENGTH if isinstance(start, datetime) else timedelta(days=1))
        if isinstance(start, datetime):
            times.notes["A meeting without an end was read as one hour."] = None
    if utc(end) <= utc(start):
        raise Unreadable("it does not end after it begins.")
    if utc(end) - utc(start) > LONGEST_MEETING:
        raise Unreadable("it lasts for more than a month.")
    if not isinstance(start, datetime):
        times.notes["A meeting without a time of day was read as from midnight to midnight, London time."] = None
    return start, end


def _later(start: Moment, length: timedelta) -> Moment:
    try:
        if isinstance(start, datetime) or not length % timedelta(days=1):
            return start + length
        return utc(start) + length
    except OverflowError as error:
        raise Unreadable("it is longer than any meeting.") from error


def _text(component: Component, name: str, longest: int, times: Times, *, line: bool = False) -> str:
    given = component.first(name)
    text = "" if given is None else on_one_line(given.value) if line else storable(given.value)
    if len(text) <= longest:
        return text
    times.notes[f"{name.capitalize()} was shortened to {longest:,} characters."] = None
    return text[:longest - 1].rstrip() + "…"


def _addresses(component: Component) -> frozenset[str]:
    people = component.all("ATTENDEE") + component.all("ORGANIZER")
    named = (each.value.strip().lower() for each in people)
    return frozenset(each.removeprefix("mailto:") for each in named if each.startswith("mailto:"))


def _moments(component: Component, name: str, times: Times) -> tuple[Moment, ...]:
    given = component.all(name)
    if sum(each.value.count(",") + 1 for each in given) > MOST_DATES:
        raise Unreadable(f"it has more than {MOST_DATES} dates of {name}.")
    # A period (start/end) stands for its start: its own length is not read.
    return tuple(moment for each in given if each.value
                 for moment in times.moments(replace(each, value=",".join(part.partition("/")[0] for part in
                                                                          each.value.split(",")))))
