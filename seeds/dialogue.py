"""The exercise's dialogue: the plan of who met whom, and its acts, written as versions like anybody's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from pathlib import Path
from random import Random
from uuid import UUID

from pydantic import Field
from sqlalchemy import select
from sqlmodel import Session, col

from coordination.dialogue import actions, times, versions
from coordination.dialogue.inputs import RepeatInput
from coordination.dialogue.versions import Said, described, with_organisations
from coordination.wording import counted
from data_model.accounts import Account
from data_model.dialogue import Action, Attendee, Meeting, MeetingAnswer, MeetingSeries, PrivateNote
from data_model.organisations import Organisation
from data_model.words import ActionState, Attendance, MeetingKind, MeetingState
from seeds import documents
from seeds.acts import Act, moved
from seeds.documents import Part, Words
from seeds.plan import LondonTime

Record = Callable[[datetime, Account, str, str], None]


class AnswerPart(Part):
    """What an organisation answered, and whom it named."""

    of: Words
    at: LondonTime
    answer: Attendance
    people: list[Words] = Field(default_factory=list)


class AmendedPart(Part):
    """What was changed of a meeting, and why."""

    at: LondonTime
    day: date
    starts: time
    ends: time
    reason: Words


class HeldPart(Part):
    """Who was there, and what they agreed on."""

    at: LondonTime
    present: list[Words]
    note: Words


class CancelledPart(Part):
    """Why there was no meeting."""

    at: LondonTime
    reason: Words


class NotePart(Part):
    """What an official wrote down for officials."""

    at: LondonTime
    by: Words
    text: Words


class ClosedPart(Part):
    """What came of an action."""

    at: LondonTime
    by: Words
    state: ActionState
    outcome: Words


class ActionPart(Part):
    """What somebody was to do, as put on record with the meeting."""

    text: Words
    of: Words
    person: str = ""
    due_on: date
    closed: ClosedPart | None = None


class BecamePart(Part):
    """What became of a meeting that was planned."""

    answers: list[AnswerPart] = Field(default_factory=list)
    amended: AmendedPart | None = None
    held: HeldPart | None = None
    cancelled: CancelledPart | None = None
    notes: list[NotePart] = Field(default_factory=list)
    actions: list[ActionPart] = Field(default_factory=list)


class RepeatPart(Part):
    """A series."""

    every_weeks: int
    until: date


class MeetingPart(Part):
    """A meeting or a series as it was planned, and what became of each by its day."""

    kind: MeetingKind
    title: Words
    day: date
    starts: time
    ends: time
    place: str = ""
    agenda: list[Words] = Field(default_factory=list)
    asked: list[Words]
    commitments: list[int]
    planned: LondonTime
    by: Words
    repeat: RepeatPart | None = None
    became: dict[date, BecamePart] = Field(default_factory=dict)


class DialoguePart(Part):
    """All of dialogue.yaml."""

    meetings: list[MeetingPart]


@cache
def read(folder: Path) -> DialoguePart:
    """The plan of dialogue in `folder`. Raises Invalid."""
    return documents.read(folder / "dialogue.yaml", DialoguePart)


@dataclass
class Made:
    """A meeting in the making: what its newest version says, once there is one."""

    said: Said
    by: Account
    uid: str
    id: int = 0
    number: int = 0
    version_id: int = 0


@dataclass(frozen=True)
class Dialogue:
    """The plan with the rows that it speaks of. `commitments` has ids by numbers, `cast` accounts by names."""

    session: Session
    plan: DialoguePart
    letter_id: int
    commitments: Mapping[int, int]
    cast: Mapping[str, Account]
    record: Record
    chance: Callable[..., Random]

    def acts(self) -> list[Act]:
        """Everything that happened, in no order."""
        return [act for part in self.plan.meetings for act in self._acts_of(part)]

    def _acts_of(self, part: MeetingPart) -> list[Act]:
        repeat = RepeatInput(**part.repeat.model_dump()) if part.repeat else None
        made = {day: self._to_make(part, day) for day in (times.days(part.day, repeat) if repeat else [part.day])}
        at = moved(part.planned, self.chance("meeting", part.title, part.day))
        found: list[Act] = [(at, partial(self._plan, list(made.values()), part.day, repeat, at))]
        for day, became in part.became.items():
            found += self._acts_that_follow(made[day], became, self.chance("became", part.title, day))
        return found

    def _to_make(self, part: MeetingPart, day: date) -> Made:
        said = Said(part.kind, part.title, times.moment(day, part.starts), times.moment(day, part.ends), part.place,
                    "\n".join(part.agenda), self._organisations(part.asked),
                    frozenset(self.commitments[number] for number in part.commitments))
        bits = self.chance("uid", part.title, day).getrandbits(128)
        return Made(said, self.cast[part.by], f"{UUID(int=bits, version=4)}@{versions.UID_HOST}")

    def _acts_that_follow(self, made: Made, became: BecamePart, chance: Random) -> list[Act]:
        found: list[Act] = []
        for answer in became.answers:
            at = moved(answer.at, chance)
            found.append((at, partial(self._answer, made, answer, at)))
        if became.amended:
            at = moved(became.amended.at, chance)
            found.append((at, partial(self._amend, made, became.amended, at)))
        if became.cancelled:
            at = moved(became.cancelled.at, chance)
            found.append((at, partial(self._cancel, made, became.cancelled.reason, at)))
        if became.held:
            at = moved(became.held.at, chance)
            found.append((at, partial(self._hold, made, became.held, at)))
            found += self._acts_of_actions(made, became.actions, at, chance)
        for note in became.notes:
            at = moved(note.at, chance)
            found.append((at, partial(self._note, made, note, at)))
        return found

    def _acts_of_actions(self, made: Made, parts: list[ActionPart], held: datetime, chance: Random) -> list[Act]:
        found: list[Act] = []
        for count, part in enumerate(parts, 1):
            ids: list[int] = []  # the row's, once it is there
            at = held + timedelta(minutes=2 * count, seconds=chance.randint(0, 59))
            found.append((at, partial(self._add_action, made, part, ids, at)))
            if part.closed:
                closed = moved(part.closed.at, chance)
                found.append((closed, partial(self._close, made, part, part.closed, ids, closed)))
        return found

    def _plan(self, made: list[Made], first: date, repeat: RepeatInput | None, at: datetime) -> None:
        by, told, series = made[0].by, with_organisations(made[0].said), None
        if repeat:
            series = MeetingSeries(letter_id=self.letter_id, rule=times.rule(first, repeat), made_by=by.id or 0,
                                   made_at=at)
            self.session.add(series)
            self.session.flush()
            told = f"{counted(len(made), 'meeting')}, every {counted(repeat.every_weeks, 'week')} from {told}"
        for each in made:
            meeting = Meeting(letter_id=self.letter_id, series_id=series.id if series else None, uid=each.uid,
                              made_by=by.id or 0, made_at=at)
            self.session.add(meeting)
            self.session.flush()
            each.id = meeting.id or 0
            self._put(each, each.said, at)
        self.record(at, by, "meeting.plan", f"planned {told}.")

    def _answer(self, made: Made, part: AnswerPart, at: datetime) -> None:
        [organisation_id] = self._organisations([part.of])
        by = next(row for row in self.cast.values() if row.organisation_id == organisation_id)
        self.session.add(MeetingAnswer(version_id=made.version_id, organisation_id=organisation_id, answer=part.answer,
                                       answered_by=by.id or 0, answered_at=at))
        self.record(at, by, "meeting.answer", f"answered for {part.of} to {described(made.said)}: {part.answer}.")
        for person in part.people:
            self.session.add(Attendee(meeting_id=made.id, organisation_id=organisation_id, name=person,
                                      added_by=by.id or 0, added_at=at))
            self.record(at, by, "meeting.attendee", f"added a person to {described(made.said)}.")

    def _amend(self, made: Made, part: AmendedPart, at: datetime) -> None:
        was = described(made.said)
        said = replace(made.said, starts_at=times.moment(part.day, part.starts),
                       ends_at=times.moment(part.day, part.ends), reason=part.reason)
        self._put(made, said, at)
        self.record(at, made.by, "meeting.amend", f"changed {was}: now {with_organisations(said)}.")

    def _cancel(self, made: Made, reason: str, at: datetime) -> None:
        self._put(made, replace(made.said, state=MeetingState.CANCELLED, reason=reason), at)
        self.record(at, made.by, "meeting.cancel", f"cancelled {described(made.said)}.")

    def _hold(self, made: Made, part: HeldPart, at: datetime) -> None:
        said = replace(made.said, state=MeetingState.HELD, note=part.note, reason="",
                       organisation_ids=self._organisations(part.present))
        self._put(made, said, at)
        self.record(at, made.by, "meeting.hold", f"put on record that {with_organisations(said)}, was held.")

    def _note(self, made: Made, part: NotePart, at: datetime) -> None:
        by = self.cast[part.by]
        self.session.add(PrivateNote(meeting_id=made.id, text=part.text, written_by=by.id or 0, written_at=at))
        self.record(at, by, "meeting.note", f"wrote a private note on {described(made.said)}.")

    def _add_action(self, made: Made, part: ActionPart, ids: list[int], at: datetime) -> None:
        action = Action(meeting_id=made.id, made_by=made.by.id or 0, made_at=at)
        self.session.add(action)
        self.session.flush()
        ids.append(action.id or 0)
        actions.put(self.session, ids[0], 1, self._said(part), made.by.id or 0, at)
        self.record(at, made.by, "action.add",
                    f"added an action of {described(made.said)} for {part.of}, due {part.due_on}.")

    def _close(self, made: Made, part: ActionPart, closed: ClosedPart, ids: list[int], at: datetime) -> None:
        by = self.cast[closed.by]
        said = replace(self._said(part), state=closed.state, outcome=closed.outcome)
        actions.put(self.session, ids[0], 2, said, by.id or 0, at)
        self.record(at, by, "action.close", f"closed an action of {described(made.said)}: {closed.state}.")

    def _said(self, part: ActionPart) -> actions.Said:
        [organisation_id] = self._organisations([part.of])
        return actions.Said(part.text, organisation_id, part.person, part.due_on)

    def _put(self, made: Made, said: Said, at: datetime) -> None:
        made.said, made.number = said, made.number + 1
        made.version_id = versions.put(self.session, made.id, made.number, said, made.by.id or 0, at)

    def _organisations(self, names: list[str]) -> frozenset[int]:
        query = select(col(Organisation.name), col(Organisation.id)).where(col(Organisation.name).in_(names))
        known = dict(self.session.execute(query).all())
        return frozenset(known[name] or 0 for name in names)
