"""Calendar files for tests: those in the shape that Outlook and Google publish, and some written here."""

from datetime import date
from pathlib import Path

from coordination.dialogue.calendars import files
from coordination.dialogue.calendars.files import CalendarFile, Occurrence

FOLDER = Path(__file__).parent / "calendars"
SIGNED_ON, POLLING_DAY = date(2019, 11, 5), date(2019, 12, 12)
OUTLOOK_UID = ("040000008200E00074C5B7101A82E00800000000706B8C3F9A94D501000000000000000010000000A1B2C3D4E5F60718293A4B5"
               "C6D7E8F90")
GOOGLE_UID = "4k2s0v6p7qjcd5m8l1r3t9u0ab@google.com"


def published(name: str) -> bytes:
    """A file as Outlook or Google writes it, with roles in place of people."""
    return (FOLDER / f"{name}.ics").read_bytes()


def an_event(*lines: str, uid: str = "an-event@example.com", start: str = "DTSTART:20191203T100000Z",
             end: str = "DTEND:20191203T110000Z", title: str = "A meeting") -> list[str]:
    """The lines of an event, with more of them."""
    return ["BEGIN:VEVENT", f"UID:{uid}", start, end, f"SUMMARY:{title}", *lines, "END:VEVENT"]


def a_file(*parts: list[str], method: str = "REQUEST") -> bytes:
    """A calendar file with these events and time zones."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", *([f"METHOD:{method}"] if method else []),
             *(line for part in parts for line in part), "END:VCALENDAR"]
    return "".join(f"{line}\r\n" for line in lines if line).encode()


def read(content: bytes, first: date = SIGNED_ON, last: date = POLLING_DAY) -> CalendarFile:
    """What a file says of the campaign of 2019."""
    return files.read(content, first, last)


def times(occurrences: tuple[Occurrence, ...]) -> list[str]:
    """When meetings begin, in UTC."""
    return [f"{each.starts_at:%Y-%m-%d %H:%M}" for each in occurrences]
