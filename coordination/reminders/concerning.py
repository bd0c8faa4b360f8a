"""What needs a person now, of all letters that they see: read by the same functions as Home and the overview."""

from datetime import datetime

import pandas as pd
from sqlmodel import Session

from coordination import attention, clock, letters, requests, reviews, standing
from coordination.advice import reading as advice
from coordination.advice.reading import State as SectionState
from coordination.dialogue import actions, cadence
from coordination.dialogue import reading as meetings
from coordination.incidents import due
from coordination.letters import LetterInView
from coordination.reminders import items
from coordination.reminders.items import Item
from coordination.signals import reading as signals
from coordination.signals.reading import Only
from coordination.signals.states import State
from coordination.updates import owing, reading
from coordination.viewers import Viewer
from data_model.words import ActionState, Role


def everybody_alike(viewer: Viewer) -> tuple[Role, int | None]:
    """For whom `alike` is the same: for people of one company, and for all officials."""
    return viewer.role, viewer.organisation_id if viewer.role is Role.PLATFORM else None


def alike(session: Session, viewer: Viewer, *, as_at: datetime) -> list[Item]:
    """What needs the viewer and others alike, which takes most of the reading; nothing for those who owe nothing."""
    if viewer.role not in {Role.PLATFORM, Role.OFFICIAL}:
        return []
    of_letter = _platforms if viewer.role is Role.PLATFORM else _officials
    return [item for letter in _letters(session, viewer) for item in of_letter(session, viewer, letter, as_at)]


def person(session: Session, viewer: Viewer, *, as_at: datetime) -> list[Item]:
    """What needs the viewer themselves: signals to acknowledge, some of which name the person; and the overdue
    actions of an official's own department."""
    if viewer.role not in {Role.PLATFORM, Role.OFFICIAL}:
        return []
    of_letter = _signals if viewer.role is Role.PLATFORM else _actions
    return [item for letter in _letters(session, viewer) for item in of_letter(session, viewer, letter, as_at)]


def _letters(session: Session, viewer: Viewer) -> list[LetterInView]:
    return [letters.in_view(session, viewer, reference)
            for reference in letters.listing(session, viewer)["reference"]]


def _platforms(session: Session, viewer: Viewer, letter: LetterInView, as_at: datetime) -> list[Item]:
    """What Home shows: updates and returns that are owed, actions to do, advice returned and stale."""
    today = clock.day(as_at)
    owed = owing.listing(session, viewer, letter, as_at=as_at)
    sections = advice.sections(session, viewer, letter, as_at=as_at)
    mine = sections[sections["own"].astype(bool)]
    return [
        *items.updates_owed(owed, letter, today),
        *items.returns_owed(due.listing(session, viewer, letter, as_at=as_at), letter, today),
        *items.actions(_own(session, viewer, letter, as_at), letter, today, "your company"),
        *items.advice_returned(mine[mine["state"] == SectionState.RETURNED], letter),
        *items.advice_stale(mine[mine["stale"].astype(bool)], letter),
    ]


def _officials(session: Session, viewer: Viewer, letter: LetterInView, as_at: datetime) -> list[Item]:
    """What the overview shows to be late, but for actions."""
    today = clock.day(as_at)
    needed = _needed(session, viewer, letter, as_at)
    return [
        *items.updates_late(needed.late, letter),
        *items.answers_late(needed.unanswered, letter),
        *items.returns_late(needed.returns, letter, today),
        *items.reviews_late(needed.to_review, letter, today),
        *items.signals_unanswered(signals.unanswered(session, viewer, letter.id, as_at=as_at), letter),
        *items.advice_stale(needed.stale, letter),
    ]


def _signals(session: Session, viewer: Viewer, letter: LetterInView, as_at: datetime) -> list[Item]:
    only = Only(state=State.WAITING, mine=True, oldest_first=True)
    return items.signals_addressed(signals.listing(session, viewer, letter.id, as_at=as_at, only=only), letter)


def _actions(session: Session, viewer: Viewer, letter: LetterInView, as_at: datetime) -> list[Item]:
    own = _own(session, viewer, letter, as_at)
    return items.actions(own[own["overdue"].astype(bool)], letter, clock.day(as_at), "your department")


def _needed(session: Session, viewer: Viewer, letter: LetterInView, as_at: datetime) -> attention.Attention:
    """What the overview counts from, but for the dialogue, of which officials are reminded apart or not at all."""
    history = reading.history(session, viewer, letter.id, as_at=as_at)
    asked = requests.pairs(session, viewer, letter.id, as_at=as_at, history=history)
    matrix = standing.matrix(session, viewer, letter, as_at=as_at, history=history, asked=asked)
    dialogue = attention.Dialogue(*(pd.DataFrame(columns=columns) for columns in (
        meetings.COLUMNS, actions.COLUMNS, cadence.COLUMNS)))
    return attention.needed(
        matrix, reviews.waiting(history), asked, due.listing(session, viewer, letter, as_at=as_at), dialogue,
        advice.sections(session, viewer, letter, as_at=as_at), clock.day(as_at))


def _own(session: Session, viewer: Viewer, letter: LetterInView, as_at: datetime) -> pd.DataFrame:
    found = actions.listing(session, viewer, letter.id, as_at=as_at)
    return found[(found["state"] == ActionState.OPEN) & (found["organisation_id"] == viewer.organisation_id)]
