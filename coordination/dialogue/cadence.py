"""How often each kind of dialogue is expected under a letter, and how often it was held: gaps are found here, not by
memory."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd
from sqlalchemy import exists, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from coordination import clock
from coordination.dialogue.kinds import capital, named
from coordination.dialogue.versions import counts, seen_by
from coordination.letters import LetterInView
from coordination.viewers import Viewer
from coordination.wording import counted, day_in_words
from data_model.dialogue import DialogueCadence, Meeting, MeetingOrganisation, MeetingVersion
from data_model.organisations import Organisation, Platform
from data_model.words import MeetingKind, MeetingState

COLUMNS = ["kind", "every_days", "expected", "kept", "held", "last_held_on", "days_since", "gap", "sentence"]
WEEK_COLUMNS = ["kind", "week_first_day", "week_last_day", "expected", "held", "organisations"]
OFTEN = {1: "daily", 7: "weekly", 14: "fortnightly"}
PERIODS = {1: "day", 7: "week", 14: "fortnight"}
There = aliased(MeetingOrganisation)
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class Expected:
    """A kind of dialogue that is expected from a first day, every so many days, until polling day."""

    kind: MeetingKind
    first_day: date
    every_days: int
    polling_day: date

    @property
    def often(self) -> str:
        """weekly, fortnightly, every 10 days"""
        return OFTEN.get(self.every_days, f"every {self.every_days} days")

    def periods(self, number: int) -> str:
        """4 weeks, 1 fortnight, 3 periods of 10 days"""
        if self.every_days in PERIODS:
            return counted(number, PERIODS[self.every_days])
        return f"{counted(number, 'period')} of {self.every_days} days"

    def runs(self, place: int, today: date) -> bool:
        """Whether the period in this place, from 0, has begun by `today` and is not over. Polling day ends the last."""
        first = self.first_day + timedelta(days=self.every_days * place)
        return first <= today <= min(first + timedelta(days=self.every_days - 1), self.polling_day)

    def begun(self, today: date) -> list[date]:
        """The first days of the periods that have begun by `today`."""
        last = min(today, self.polling_day)
        count = max((last - self.first_day).days // self.every_days + 1, 0)
        return [self.first_day + timedelta(days=self.every_days * number) for number in range(count)]


@dataclass(frozen=True)
class Stood:
    """How a kind of dialogue stands: the periods so far and those of them with a meeting, the meetings held, the last
    of them, the days since (since the first day, where there was none), and whether that is longer than expected. The
    period that still runs is one of those so far once it has its meeting."""

    expected: int
    kept: int
    held: int
    last_held_on: date | None
    days_since: int
    gap: bool
    sentence: str


def stands(expected: Expected, held_on: Iterable[date], today: date) -> Stood:
    """How a kind of dialogue stands on `today`, with meetings held on these days. A gap is one until polling day."""
    held = sorted(day for day in held_on if day <= today)
    begun = expected.begun(today)
    kept = {(day - expected.first_day).days // expected.every_days for day in held} & set(range(len(begun)))
    last_place = len(begun) - 1
    waits = bool(begun) and last_place not in kept and expected.runs(last_place, today)
    last = held[-1] if held else None
    since = max((today - (last or expected.first_day)).days, 0)
    late = since > expected.every_days if last else since >= expected.every_days
    gap = late and today <= expected.polling_day
    sentence = _sentence(expected, last, since, today, gap=gap)
    return Stood(len(begun) - waits, len(kept), len(held), last, since, gap, sentence)


def standing(session: Session, viewer: Viewer, letter: LetterInView, *, as_at: datetime) -> pd.DataFrame:
    """How each kind of dialogue that a letter expects stands at `as_at`, counted over the meetings that the viewer may
    see. Columns: COLUMNS, of which those after every_days as in `Stood`; last_held_on is None before any was held."""
    held = _held_on(session, viewer, letter.id, as_at)
    rows = []
    for expected in _expected(session, letter):
        stood = stands(expected, held[expected.kind], clock.day(as_at))
        rows.append((expected.kind, expected.every_days, *vars(stood).values()))
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def of_platform(session: Session, viewer: Viewer, letter: LetterInView, kind: MeetingKind, slug: str, *,
                as_at: datetime) -> tuple[Expected, Stood] | None:
    """What is expected of a kind of dialogue, and how it stands with the company of one platform there; None where
    nothing is expected (yet)."""
    today = clock.day(as_at)
    for expected in _expected(session, letter):
        if expected.kind is kind:
            stood = stands(expected, _held_on(session, viewer, letter.id, as_at, slug)[kind], today)
            return (expected, stood) if stood.expected else None
    return None


def by_week(session: Session, viewer: Viewer, letter: LetterInView, *, as_at: datetime) -> pd.DataFrame:
    """Each kind of dialogue by calendar week, from the letter to `as_at` or polling day: how many periods begin in it,
    how many meetings were held, and the names of those who were there, as a tuple. Columns: WEEK_COLUMNS."""
    held, there = _by_week(session, viewer, letter.id, as_at)
    expected = {each.kind: each for each in _expected(session, letter)}
    kinds = [kind for kind in MeetingKind if kind in expected or any(kind is other for other, _ in held)]
    last = min(clock.day(as_at), letter.polling_day)
    rows = []
    for kind in kinds:
        begun = expected[kind].begun(last) if kind in expected else []
        monday = _monday(letter.signed_on)
        while monday <= last:
            rows.append((kind, monday, monday + ONE_WEEK - ONE_DAY, sum(_monday(day) == monday for day in begun),
                         held.get((kind, monday), 0), tuple(sorted(there[kind, monday], key=str.lower))))
            monday += ONE_WEEK
    return pd.DataFrame(rows, columns=WEEK_COLUMNS, dtype=object)


def _sentence(expected: Expected, last: date | None, since: int, today: date, *, gap: bool) -> str:
    dialogue = named("dialogue", expected.kind)
    if today < expected.first_day:
        return f"{capital(expected.often)} {dialogue} expected from {day_in_words(expected.first_day)}."
    if today > expected.polling_day:
        was = f"No {dialogue} was held" if last is None else f"{capital(dialogue)} last on {day_in_words(last)}"
        return f"{was}; {expected.often} expected from {day_in_words(expected.first_day)} until polling day."
    if last is None:
        return f"No {dialogue} yet; {expected.often} expected since {day_in_words(expected.first_day)}."
    if gap:
        return f"No {dialogue} for {counted(since, 'day')}; {expected.often} expected."
    ago = {0: "today", 1: "yesterday"}.get(since, f"{counted(since, 'day')} ago")
    return f"{capital(dialogue)} {ago}; {expected.often} expected."


def _expected(session: Session, letter: LetterInView) -> list[Expected]:
    """What a letter expects, in the order of the kinds."""
    query = select(DialogueCadence).where(col(DialogueCadence.letter_id) == letter.id)
    found = [Expected(row.kind, row.first_day, row.every_days, letter.polling_day) for row in session.scalars(query)]
    return sorted(found, key=lambda each: list(MeetingKind).index(each.kind))


def _held_on(session: Session, viewer: Viewer, letter_id: int, as_at: datetime,
             slug: str | None = None) -> dict[MeetingKind, list[date]]:
    """By kind, the days on which meetings were held; with `slug`, those at which that platform's company was."""
    query = (
        select(col(MeetingVersion.kind), col(MeetingVersion.starts_at))
        .join(Meeting, col(Meeting.id) == MeetingVersion.meeting_id)
        .where(col(Meeting.letter_id) == letter_id, counts(as_at), seen_by(viewer, col(MeetingVersion.id)),
               col(MeetingVersion.state) == MeetingState.HELD)
    )
    if slug is not None:
        query = query.where(exists().where(
            col(There.version_id) == MeetingVersion.id, col(Platform.slug) == slug,
            col(Platform.organisation_id) == There.organisation_id))
    found: dict[MeetingKind, list[date]] = defaultdict(list)
    for kind, starts_at in session.execute(query):
        found[kind].append(clock.day(starts_at))
    return found


Weekly = dict[tuple[MeetingKind, date], int]


def _by_week(session: Session, viewer: Viewer, letter_id: int,
             as_at: datetime) -> tuple[Weekly, dict[tuple[MeetingKind, date], set[str]]]:
    """By kind and Monday: how many meetings were held, and the names of those who were there."""
    query = (
        select(col(Meeting.id), col(MeetingVersion.kind), col(MeetingVersion.starts_at), col(Organisation.name))
        .join(MeetingVersion, col(MeetingVersion.meeting_id) == Meeting.id)
        .join(MeetingOrganisation, col(MeetingOrganisation.version_id) == MeetingVersion.id)
        .join(Organisation, col(Organisation.id) == MeetingOrganisation.organisation_id)
        .where(col(Meeting.letter_id) == letter_id, counts(as_at), seen_by(viewer, col(MeetingVersion.id)),
               col(MeetingVersion.state) == MeetingState.HELD)
    )
    meetings: dict[tuple[MeetingKind, date], set[int]] = defaultdict(set)
    there: dict[tuple[MeetingKind, date], set[str]] = defaultdict(set)
    for id_, kind, starts_at, name in session.execute(query):
        where = kind, _monday(clock.day(starts_at))
        meetings[where].add(id_)
        there[where].add(name)
    return {where: len(ids) for where, ids in meetings.items()}, there


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
