"""Whether what is said of a meeting can be: its day, its times, its organisations and its commitments."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from coordination import clock
from coordination.dialogue import times, versions
from coordination.dialogue.inputs import HeldInput, MeetingInput
from coordination.dialogue.organisations import can_be_asked
from coordination.dialogue.versions import Said
from coordination.problems import Fault, Invalid
from coordination.wording import day_in_words, london, moment_in_words
from coordination.writes import Write
from data_model.dialogue import Action, ActionVersion, Meeting, MeetingVersion
from data_model.letters import Commitment, Election, Letter
from data_model.organisations import Organisation
from data_model.words import ActionState, MeetingState

MOST_DAYS_AFTER_POLLING = 365


def said(session: Session, asked: MeetingInput, version: MeetingVersion | None = None) -> Said:
    """What an official says of a meeting, as the next version of it where there is one. Raises Invalid with every
    fault."""
    found = [*chosen(session, asked.letter_id, asked.organisation_ids, asked.commitment_ids),
             *_of_day(session, asked.letter_id, asked.day, "day"), *times.faults(asked.day, asked.starts, asked.ends)]
    if version and session.get_one(Meeting, version.meeting_id).letter_id != asked.letter_id:
        found.append(Fault("letter_id", "A meeting stays with its letter."))
    if found:
        raise Invalid(*found)
    return Said(asked.kind, asked.title, times.moment(asked.day, asked.starts), times.moment(asked.day, asked.ends),
                asked.place, asked.agenda, frozenset(asked.organisation_ids), frozenset(asked.commitment_ids),
                source_sequence=version.source_sequence if version else None)


def chosen(session: Session, letter_id: int, organisation_ids: list[int], commitment_ids: list[int]) -> list[Fault]:
    """What is wrong with the organisations and commitments that were chosen for a meeting, if anything."""
    found = _of_organisations(session, letter_id, organisation_ids, "Choose at least one organisation.")
    commitments = select(col(Commitment.id)).where(col(Commitment.letter_id) == letter_id)
    if not set(commitment_ids) <= set(session.scalars(commitments)):
        found.append(Fault("commitment_ids", "Choose commitments of this letter."))
    return found


def series(session: Session, asked: MeetingInput, days: list[date]) -> None:
    """Raise Invalid unless the meeting can be on each of these days."""
    found = _of_day(session, asked.letter_id, days[-1], "until")
    for day in days:
        found += times.faults(day, asked.starts, asked.ends)
    if found:
        raise Invalid(*found)


def as_held(w: Write, version: MeetingVersion, told: HeldInput) -> Said:
    """What is to be said of a planned meeting that was held. Raises Invalid with every fault."""
    day = clock.day(version.starts_at)
    starts = told.starts or london(version.starts_at).time()
    ends = told.ends or london(version.ends_at).time()
    starts_at = times.moment(day, starts) if told.starts else version.starts_at
    ends_at = times.moment(day, ends) if told.ends else version.ends_at
    letter_id = w.session.get_one(Meeting, version.meeting_id).letter_id
    found = _of_organisations(w.session, letter_id, told.organisation_ids,
                              "Choose at least one organisation that was there.")
    if told.starts or told.ends:
        found += times.faults(day, starts, ends)
    if starts_at > w.now:
        found.append(Fault("starts", f"The meeting begins on {moment_in_words(starts_at)}. Say that it was held once "
                                     "it has begun."))
    if found:
        raise Invalid(*found)
    return replace(versions.said_in(w.session, version), state=MeetingState.HELD, starts_at=starts_at, ends_at=ends_at,
                   note=told.note, reason="", organisation_ids=frozenset(told.organisation_ids))


def with_open_actions(session: Session, meeting_id: int, organisation_ids: Iterable[int]) -> list[str]:
    """The names of those of these organisations that have actions of a meeting still to do."""
    query = (
        select(col(Organisation.name)).distinct()
        .join(ActionVersion, col(ActionVersion.organisation_id) == Organisation.id)
        .join(Action, col(Action.id) == ActionVersion.action_id)
        .where(col(Action.meeting_id) == meeting_id, col(Organisation.id).in_(organisation_ids),
               col(ActionVersion.state) == ActionState.OPEN, versions.action_counts())
        .order_by(col(Organisation.name))
    )
    return list(session.scalars(query))


def _of_organisations(session: Session, letter_id: int, ids: list[int], none: str) -> list[Fault]:
    if not ids:
        return [Fault("organisation_ids", none)]
    known = set(session.scalars(select(col(Organisation.id)).where(can_be_asked(letter_id),
                                                                   col(Organisation.id).in_(ids))))
    if set(ids) != known:
        return [Fault("organisation_ids", "Choose organisations that can be asked to a meeting about this letter.")]
    return []


def _of_day(session: Session, letter_id: int, day: date, where: str) -> list[Fault]:
    query = select(col(Letter.signed_on), col(Election.polling_day)).join(
        Election, col(Election.id) == Letter.election_id).where(col(Letter.id) == letter_id)
    found = session.execute(query).first()
    if found is None:
        return [Fault("letter_id", "There is no such letter.")]
    last = found.polling_day + timedelta(days=MOST_DAYS_AFTER_POLLING)
    if found.signed_on <= day <= last:
        return []
    return [Fault(where, f"Choose a day from {day_in_words(found.signed_on)}, when the letter was signed, to "
                         f"{day_in_words(last)}, a year after polling day.")]
