"""A calendar file turned into meetings, each repetition one, and into cancellations; with what a person should know
of how it was read, and what could not be."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from coordination.clock import end_of, start_of
from coordination.dialogue.calendars import events, lines, series
from coordination.dialogue.calendars.events import Event
from coordination.dialogue.calendars.lines import Component, refused
from coordination.dialogue.calendars.times import UNREADABLE, Moment, Times, Unreadable, utc
from coordination.wording import day_in_words

METHODS = frozenset({"", "REQUEST", "PUBLISH", "CANCEL"})
MOST_MEETINGS = 1_000
MOST_SERIES = 20


@dataclass(frozen=True)
class Occurrence:
    """One meeting in the file. `recurrence_id` says which one of a repeating invitation, in UTC, and is empty for one
    that does not repeat; moments are UTC; `addresses` are of the people asked, for suggestions, and kept nowhere."""

    uid: str
    recurrence_id: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    agenda: str
    addresses: frozenset[str]


@dataclass(frozen=True)
class Cancellation:
    """That a meeting will not take place: the one of a repeating invitation that `recurrence_id` names, or, where that
    is empty, all of it."""

    uid: str
    recurrence_id: str
    sequence: int
    title: str


@dataclass(frozen=True)
class CalendarFile:
    """What a file says. `whole` are the UIDs of which it has all meetings, with their SEQUENCE: what it has not is no
    longer part of them. `rules` are the RRULEs of those that repeat. `notes` say how something was read, `problems`
    what was not."""

    method: str
    occurrences: tuple[Occurrence, ...]
    cancellations: tuple[Cancellation, ...]
    whole: Mapping[str, int]
    rules: Mapping[str, str]
    notes: tuple[str, ...]
    problems: tuple[str, ...]


def read(content: bytes, first: date, last: date) -> CalendarFile:
    """What a calendar file says; of invitations that repeat, the meetings from the `first` to the `last` day.

    An event that cannot be read is a problem, and the others are read. Raises Invalid for a file that is no calendar,
    that is larger than any invitation, or whose METHOD asks for something else.
    """
    calendars = lines.read(content)
    if len(calendars) > 1:
        raise refused(f"This file holds {len(calendars)} calendars. Save the invitation by itself.")
    calendar = calendars[0]
    method = _method(calendar)
    times, problems = Times(calendar.inside("VTIMEZONE")), list[str]()
    by_uid = _events(calendar, times, problems, cancels=method == "CANCEL")
    if sum(any(event.repeats for event in group) for group in by_uid.values()) > MOST_SERIES:
        raise refused(f"This file has more than {MOST_SERIES} repeating meetings. Save the ones that you want by "
                      "themselves.")
    reading = _Reading(times, problems, first, last)
    for group in by_uid.values():
        reading.add(group)
    found = sorted(reading.occurrences, key=lambda each: (each.starts_at, each.uid))
    return CalendarFile(method, tuple(found), tuple(reading.cancellations), reading.whole, reading.rules,
                        tuple(times.notes), tuple(problems))


def _method(calendar: Component) -> str:
    given = calendar.first("METHOD")
    method = given.value.strip().upper() if given else ""
    if method not in METHODS:
        raise refused(f"This file is no invitation: its METHOD is {method[:40]}. Choose the file of an invitation "
                      "(REQUEST or PUBLISH) or of a cancellation (CANCEL).")
    scale = calendar.first("CALSCALE")
    if scale and scale.value.strip().upper() != "GREGORIAN":
        raise refused("This file does not count days by the Gregorian calendar, which is the only one that is read.")
    return method


def _events(calendar: Component, times: Times, problems: list[str], *, cancels: bool) -> dict[str, list[Event]]:
    """The events that can be read, by UID in the order of the file."""
    found: dict[str, list[Event]] = defaultdict(list)
    for component in calendar.inside("VEVENT"):
        try:
            event = events.read(component, times, cancels=cancels)
        except UNREADABLE as error:
            why = str(error) if isinstance(error, Unreadable) else "it is written in no known way."
            problems.append(f"The event that begins in line {component.line} was left out: {why}")
        else:
            found[event.uid].append(event)
    return found


class _Reading:
    """What is gathered of a file, invitation by invitation."""

    def __init__(self, times: Times, problems: list[str], first: date, last: date) -> None:
        self.times, self.problems = times, problems
        self.first, self.last = start_of(first), end_of(last)
        self.days = first, last
        self.occurrences: list[Occurrence] = []
        self.cancellations: list[Cancellation] = []
        self.whole: dict[str, int] = {}
        self.rules: dict[str, str] = {}

    def add(self, group: Sequence[Event]) -> None:
        """All events of one UID: the invitation itself, and changes of single meetings of it."""
        master = max((event for event in group if event.which is None), key=lambda event: event.sequence, default=None)
        changes = [event for event in group if event.which is not None]
        if master and master.cancelled:
            self._cancel(master)
        elif master and master.repeats:
            self._add_series(master, changes)
        else:
            for event in [master, *changes] if master else changes:
                self._add(event, event.recurrence_id)
            if master:
                self.whole[master.uid] = master.sequence
        if len(self.occurrences) > MOST_MEETINGS:
            raise refused(f"This file has more than {MOST_MEETINGS:,} meetings until {day_in_words(self.days[1])}. "
                          "Save the ones that you want by themselves.")

    def _add(self, event: Event, recurrence_id: str, start: Moment | None = None, end: Moment | None = None) -> None:
        if event.cancelled:
            self.cancellations.append(Cancellation(event.uid, recurrence_id, event.sequence, event.title))
            return
        begins, ends = start or event.start, end or event.end
        assert begins  # only cancellations come without
        assert ends
        self.occurrences.append(Occurrence(
            event.uid, recurrence_id, event.sequence, event.title, utc(begins), utc(ends), event.place, event.agenda,
            event.addresses))

    def _cancel(self, event: Event) -> None:
        self._add(event, "")

    def _add_series(self, master: Event, changes: list[Event]) -> None:
        assert master.start
        try:
            meetings = series.expanded(master, changes, self.first, self.last)
        except Unreadable as error:
            self.problems.append(f"The repeating event “{master.title}” was left out: {error}")
            return
        for each in meetings:
            self._add(each.event, each.recurrence_id, each.start, each.end)
        self.whole[master.uid] = master.sequence
        self.rules[master.uid] = ";".join(f"{name}={value}" for name, value in master.rule.items())
        if series.goes_on(master, self.last):
            self.times.notes[f"Repeating meetings were read until {day_in_words(self.days[1])}, polling day."] = None
        if utc(master.start) < self.first:
            self.times.notes[f"Repeating meetings were read from {day_in_words(self.days[0])} on, when the letter was "
                             "signed."] = None
