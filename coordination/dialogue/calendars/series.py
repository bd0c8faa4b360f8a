"""The meetings that a repeating event stands for, worked out by recurring-ical-events within bounds."""

from dataclasses import dataclass
from datetime import datetime

import icalendar
import recurring_ical_events
from icalendar.prop import vDDDLists, vDDDTypes, vRecur

from coordination.clock import LONDON, end_of
from coordination.dialogue.calendars.events import Event, as_recurrence_id
from coordination.dialogue.calendars.times import UNREADABLE, Moment, Unreadable, utc

LONGEST_SERIES = 20  # years from its beginning
CANNOT_EXPAND = (*UNREADABLE, icalendar.InvalidCalendar, recurring_ical_events.InvalidCalendar)


@dataclass(frozen=True)
class Repetition:
    """One meeting: the event that says what it is, which one it is, in UTC, and when."""

    event: Event
    recurrence_id: str
    start: Moment
    end: Moment


def expanded(master: Event, changes: list[Event], first: datetime, last: datetime) -> list[Repetition]:
    """The meetings of a series that begin from `first` to `last`, with its changes of single ones. Raises Unreadable
    with a sentence."""
    if last.year - _start(master).year > LONGEST_SERIES:
        raise Unreadable(f"it began more than {LONGEST_SERIES} years before.")
    try:
        return _expanded([master, *changes], first, last)
    except CANNOT_EXPAND as error:
        raise Unreadable("its rule cannot be worked out.") from error


def goes_on(master: Event, last: datetime) -> bool:
    """Whether its own rule goes on after `last`."""
    return bool(master.rule) and "COUNT" not in master.rule and _until(master, last) == last


def _expanded(events: list[Event], first: datetime, last: datetime) -> list[Repetition]:
    calendar = icalendar.Calendar()
    for position, event in enumerate(events):
        calendar.add_component(_component(event, position, last))
    found = recurring_ical_events.of(calendar).between(first, last)
    meetings = (Repetition(events[int(each["X-POSITION"])], as_recurrence_id(each["RECURRENCE-ID"].dt),
                           each["DTSTART"].dt, each["DTEND"].dt) for each in found)
    return [each for each in meetings if first <= utc(each.start) <= last]


def _component(event: Event, position: int, last: datetime) -> icalendar.Event:
    """What the library needs of an event to find its meetings."""
    component = icalendar.Event()
    component.add("UID", event.uid)
    component.add("SEQUENCE", event.sequence)
    component.add("X-POSITION", str(position))
    component["DTSTART"], component["DTEND"] = vDDDTypes(_start(event)), vDDDTypes(event.end or _start(event))
    if event.which is not None:
        component["RECURRENCE-ID"] = vDDDTypes(event.which)
        return component
    if event.rule:
        component["RRULE"] = vRecur.from_ical(_bounded(event, last))
    if event.more:
        component["RDATE"] = vDDDLists(event.more)
    if event.less:
        component["EXDATE"] = vDDDLists(event.less)
    return component


def _bounded(event: Event, last: datetime) -> str:
    """Its rule with an end, so that nothing is looked for beyond the last day in view. One that counts has its own."""
    if "COUNT" in event.rule:
        return ";".join(f"{name}={value}" for name, value in event.rule.items())
    until = _until(event, last)
    timed = isinstance(event.start, datetime)
    written = f"{until:%Y%m%dT%H%M%SZ}" if timed else f"{until.astimezone(LONDON):%Y%m%d}"
    return ";".join([*(f"{name}={value}" for name, value in event.rule.items() if name != "UNTIL"), f"UNTIL={written}"])


def _until(event: Event, last: datetime) -> datetime:
    """The last day in view, or the end that the rule says where that comes first. A day counts to its end; a time
    without a zone is in that of the start."""
    if "UNTIL" not in event.rule:
        return last
    said = vDDDTypes.from_ical(event.rule["UNTIL"])  # type: ignore[no-untyped-call]
    if not isinstance(said, datetime):
        return min(last, end_of(said))
    start = event.start
    zoned = said if said.tzinfo or not isinstance(start, datetime) else said.replace(tzinfo=start.tzinfo)
    return min(last, utc(zoned))


def _start(event: Event) -> Moment:
    assert event.start  # only cancellations come without, and they are not worked out
    return event.start
