"""An invitation beside the meetings on record: what it would add, amend, cancel and leave. Pure.

SEQUENCE decides (RFC 5546, section 2.1.4): a newer one amends; an older or equal one changes nothing. A cancellation
counts with an equal one too, because to miss it would be worse.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from coordination.clock import day
from coordination.dialogue.calendars.entries import sequence
from coordination.dialogue.calendars.files import CalendarFile, Cancellation, Occurrence
from coordination.dialogue.checking import MOST_DAYS_AFTER_POLLING
from coordination.wording import day_in_words, moment_in_words
from data_model.dialogue import Meeting, MeetingVersion
from data_model.words import MeetingState

LAST = datetime.max.replace(tzinfo=UTC)
Seen = tuple[tuple[str, str, str, int], ...]


class Fate(StrEnum):
    """What would become of one meeting."""

    ADD = "add"
    AMEND = "amend"
    CANCEL = "cancel"
    LEAVE = "leave"


@dataclass(frozen=True)
class Known:
    """A meeting on record with the version that counts."""

    meeting: Meeting
    version: MeetingVersion

    @property
    def sequence(self) -> int:
        """Its SEQUENCE, as our own calendars say it."""
        return sequence(self.version.number, self.version.source_sequence)

    @property
    def day(self) -> date:
        """The day of London on which its invitation first put it."""
        which = self.meeting.recurrence_id
        return day(datetime.strptime(which, "%Y%m%dT%H%M%S%z") if which else self.version.starts_at)


@dataclass(frozen=True)
class Line:
    """One line of the dry run. `said` is what the file says of the meeting, where it says anything; `known` is the
    meeting on record, where there is one; `why` is a sentence."""

    fate: Fate
    uid: str
    title: str
    why: str
    sequence: int
    said: Occurrence | None = None
    known: Known | None = None

    @property
    def seen(self) -> tuple[str, str, str, int]:
        """What a person who stores it has seen: what happens to which version of what."""
        which = self.known.meeting.recurrence_id if self.known else self.said.recurrence_id if self.said else ""
        return self.fate, self.uid, which, self.known.version.number if self.known else 0


def compared(file: CalendarFile, known: Sequence[Known], signed_on: date, polling_day: date,
             now: datetime) -> list[Line]:
    """What storing the file would do, in the order of time. `known` are the meetings of its UIDs on record."""
    found = list[Line]()
    left = {each.meeting.id: each for each in known}
    for cancellation in file.cancellations:
        for each in _cancelled(cancellation, list(left.values()), now):
            found.append(each)
            if each.known:
                left.pop(each.known.meeting.id)
    for said, match in _matched(file.occurrences, left):
        found.append(_line(said, match, signed_on, polling_day))
    found += _dropped(file, list(left.values()), now)
    return sorted(found, key=_in_time)


def _in_time(line: Line) -> tuple[datetime, str]:
    at = line.said.starts_at if line.said else line.known.version.starts_at if line.known else LAST
    return at, line.uid


def _matched(occurrences: Sequence[Occurrence],
             left: dict[int | None, Known]) -> list[tuple[Occurrence, Known | None]]:
    """Each meeting in the file with the one on record that it is: the same one of its invitation or, where its time was
    changed as a whole, the one of the same day. What is matched is taken from `left`."""
    found = list[tuple[Occurrence, Known | None]]()
    exact = {(each.meeting.uid, each.meeting.recurrence_id): id_ for id_, each in left.items()}
    waiting = list[Occurrence]()
    for said in occurrences:
        id_ = exact.get((said.uid, said.recurrence_id))
        if id_ is not None and id_ in left:
            found.append((said, left.pop(id_)))
        else:
            waiting.append(said)
    by_day = {(each.meeting.uid, each.day): id_ for id_, each in left.items()}
    for said in waiting:
        id_ = by_day.get((said.uid, _day_of(said)))
        found.append((said, left.pop(id_, None)))
    return found


def _day_of(said: Occurrence) -> date:
    which = said.recurrence_id
    return day(datetime.strptime(which, "%Y%m%dT%H%M%S%z") if which else said.starts_at)


def _line(said: Occurrence, known: Known | None, signed_on: date, polling_day: date) -> Line:
    def line(fate: Fate, why: str) -> Line:
        return Line(fate, said.uid, said.title, why, said.sequence, said, known)

    last = polling_day + timedelta(days=MOST_DAYS_AFTER_POLLING)
    if known and said.sequence <= known.sequence:
        return line(Fate.LEAVE, _not_newer(said.sequence, known))
    if known and known.version.state is MeetingState.HELD:
        return line(Fate.LEAVE, "The meeting was held. Correct its record by hand.")
    if not signed_on <= day(said.starts_at) <= last:
        return line(Fate.LEAVE, f"It is not between {day_in_words(signed_on)}, when the letter was signed, and "
                                f"{day_in_words(last)}.")
    if known is None:
        return line(Fate.ADD, "")
    if known.version.state is MeetingState.CANCELLED:
        return line(Fate.AMEND, "It was cancelled, and takes place after all.")
    moved = said.starts_at != known.version.starts_at
    return line(Fate.AMEND, f"It was on {moment_in_words(known.version.starts_at)}." if moved else "")


def _not_newer(given: int, known: Known) -> str:
    if given == known.sequence:
        return f"It is on record already (SEQUENCE {given})."
    return f"A newer version is on record (SEQUENCE {known.sequence}; this file has {given})."


def _cancelled(cancellation: Cancellation, known: Sequence[Known], now: datetime) -> list[Line]:
    """What a cancellation does to each meeting that it is about; or that there is none."""
    mine = [each for each in known if each.meeting.uid == cancellation.uid]
    which = cancellation.recurrence_id
    if which:
        exact = [each for each in mine if each.meeting.recurrence_id == which]
        on = day(datetime.strptime(which, "%Y%m%dT%H%M%S%z"))
        mine = exact or [each for each in mine if each.day == on]
    if not mine:
        return [Line(Fate.LEAVE, cancellation.uid, cancellation.title,
                     "It is cancelled, but no such meeting of this letter is on record (by its UID).",
                     cancellation.sequence)]
    return [_cancelling(cancellation, each, len(mine) > 1, now) for each in mine]


def _cancelling(cancellation: Cancellation, known: Known, many: bool, now: datetime) -> Line:
    """Of many that are cancelled at once, those that have begun stay."""
    version = known.version
    why, fate = "", Fate.LEAVE
    if version.state is MeetingState.CANCELLED:
        why = "It is cancelled already."
    elif cancellation.sequence < known.sequence:
        why = _not_newer(cancellation.sequence, known)
    elif version.state is MeetingState.HELD:
        why = "The meeting was held, and cannot be cancelled any more."
    elif many and version.starts_at <= now:
        why = "It has begun before the rest was cancelled."
    else:
        fate = Fate.CANCEL
    return Line(fate, cancellation.uid, version.title, why, cancellation.sequence, None, known)


def _dropped(file: CalendarFile, left: Sequence[Known], now: datetime) -> list[Line]:
    """Meetings to come that a newer version of their invitation no longer has."""
    return [
        Line(Fate.CANCEL, each.meeting.uid, each.version.title, "It is no longer part of the invitation.",
             file.whole[each.meeting.uid], None, each)
        for each in left
        if file.whole.get(each.meeting.uid, -1) > each.sequence and each.version.starts_at > now
        and each.version.state is MeetingState.PLANNED
    ]
