"""The lines of a calendar file: unfolded, numbered and put into components, before any of it is understood.

The file comes from anywhere. It is refused where it is larger or deeper than any invitation; and of its properties
only those are kept that make a meeting, so that nothing else in it can do harm.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from icalendar.parser import Contentline

from coordination.problems import Fault, Invalid

LARGEST_FILE = 2 * 1024 * 1024  # bytes
MOST_EVENTS = 500
LONGEST_LINE = 100_000  # characters, unfolded
DEEPEST = 4
# By component, the properties that are read.
READ: Mapping[str, frozenset[str]] = {
    "VCALENDAR": frozenset({"METHOD", "CALSCALE"}),
    "VEVENT": frozenset({"UID", "SEQUENCE", "RECURRENCE-ID", "DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE",
                         "EXDATE", "STATUS", "SUMMARY", "LOCATION", "DESCRIPTION", "ORGANIZER",
                         "ATTENDEE"}),
    "VTIMEZONE": frozenset({"TZID"}),
    **dict.fromkeys(("STANDARD", "DAYLIGHT"), frozenset({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"})),
}
LINE_ENDS = re.compile(rb"\r\n|\n|\r")
NAME = re.compile(r"\s*([A-Za-z0-9-]+)")


@dataclass(frozen=True)
class Property:
    """One property with the number of its line in the file, its parameters, and its value without escapes."""

    line: int
    name: str
    params: Mapping[str, str]
    value: str


@dataclass
class Component:
    """A part of the file from BEGIN, in line `line`, to END."""

    name: str
    line: int
    properties: list[Property] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        """The first property of this name."""
        return next((each for each in self.properties if each.name == name), None)

    def all(self, name: str) -> list[Property]:
        """Every property of this name."""
        return [each for each in self.properties if each.name == name]

    def inside(self, name: str) -> list["Component"]:
        """Its parts of this name."""
        return [each for each in self.parts if each.name == name]


def read(content: bytes) -> list[Component]:
    """The calendars in a file, usually one. Raises Invalid for a file that is none, naming the line."""
    if len(content) > LARGEST_FILE:
        raise refused(f"This file is larger than {LARGEST_FILE // 1024 // 1024} MB. Save the invitation by itself, "
                      "without attachments, and choose that file.")
    calendars = _components(_unfolded(content.removeprefix(BOM_UTF8)))
    events = sum(len(calendar.inside("VEVENT")) for calendar in calendars)
    if not events:
        raise refused("This file has no event in it. Choose the .ics file that came with the invitation.")
    if events > MOST_EVENTS:
        raise refused(f"This file has {events:,} events, and {MOST_EVENTS} are read at most. Save the meetings that "
                      "you want by themselves, rather than the whole calendar.")
    return calendars


def refused(sentence: str) -> Invalid:
    """The file as a whole cannot be read."""
    return Invalid(Fault("file", sentence))


def _unfolded(content: bytes) -> Iterator[tuple[int, str]]:
    """Each content line with the number of the line that it begins in. What is folded is put together before it is
    decoded: some programs fold within a character."""
    number, parts = 0, list[bytes]()
    for position, line in enumerate(LINE_ENDS.split(content), start=1):
        if line[:1] in {b" ", b"\t"} and parts:
            parts.append(line[1:])
        elif line.strip():
            if parts:
                yield number, _decoded(number, b"".join(parts))
            number, parts = position, [line]
    if parts:
        yield number, _decoded(number, b"".join(parts))


def _decoded(number: int, line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise refused(f"Line {number} is not text in UTF-8, which calendar files are. Choose the .ics file as it came "
                      "with the invitation.") from error


def _components(lines: Iterator[tuple[int, str]]) -> list[Component]:
    """The outermost components, each closed by its own END."""
    done, stack = list[Component](), list[Component]()
    for number, line in lines:
        matched = NAME.match(line)
        name = matched[1].upper() if matched else ""
        if name == "BEGIN":
            _begin(stack, Component(_component_name(line), number))
        elif name == "END":
            _end(stack, done, number, _component_name(line))
        elif not stack:
            raise refused(f"Line {number} stands outside of a calendar: this is not a calendar file, or not all of it. "
                          "Choose the .ics file as it came with the invitation.")
        elif name in READ.get(stack[-1].name, ()):
            stack[-1].properties.append(_property(number, line))
    if stack:
        raise refused(f"The file ends within the {stack[-1].name} that begins in line {stack[-1].line}: a part of it "
                      "is missing. Save it again and choose that file.")
    return done


def _begin(stack: list[Component], begun: Component) -> None:
    if len(stack) == DEEPEST:
        raise refused(f"Line {begun.line} begins a part within {DEEPEST} others, which no invitation has.")
    if not stack and begun.name != "VCALENDAR":
        raise refused(f"Line {begun.line} begins with “{begun.name[:40]}”, and a calendar file with VCALENDAR. Choose "
                      "the .ics file as it came with the invitation.")
    if stack:
        stack[-1].parts.append(begun)
    stack.append(begun)


def _end(stack: list[Component], done: list[Component], number: int, name: str) -> None:
    if not stack or stack[-1].name != name:
        open_ = f"the {stack[-1].name} that begins in line {stack[-1].line} is open" if stack else "nothing is open"
        raise refused(f"Line {number} ends “{name[:40]}”, but {open_}. The file is damaged; save it again.")
    ended = stack.pop()
    if not stack:
        done.append(ended)


def _component_name(line: str) -> str:
    return line.partition(":")[2].strip().upper()


def _property(number: int, line: str) -> Property:
    if len(line) > LONGEST_LINE:
        raise refused(f"Line {number} is longer than {LONGEST_LINE:,} characters. Save the invitation without what is "
                      "attached to it.")
    try:
        name, params, value = Contentline(line).parts()  # type: ignore[no-untyped-call]
    except ValueError as error:
        raise refused(f"Line {number} is not a calendar's line: it has no value, or a parameter that is not closed. "
                      "The file is damaged; save it again.") from error
    said = {str(key).upper(): each if isinstance(each, str) else ",".join(each) for key, each in params.items()}
    return Property(number, name.upper(), said, value)
