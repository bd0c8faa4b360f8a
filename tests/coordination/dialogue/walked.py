"""Dialogue in the walk of who sees what."""

from functools import partial

from sqlalchemy import select
from sqlmodel import Session, col

from coordination.dialogue import actions, cadence, feeds, invitations, notes, organisations
from coordination.dialogue import reading as meetings_read
from coordination.dialogue.calendars import entries
from coordination.dialogue.calendars.files import CalendarFile, Cancellation
from data_model.dialogue import Meeting
from data_model.words import MeetingKind
from tests.coordination.asking import Asking, Call, each

# Parts of a write: no page asks them on anybody's behalf.
WITHIN = {"dialogue.actions.put", "dialogue.checking.chosen", "dialogue.checking.said", "dialogue.checking.series",
          "dialogue.checking.with_open_actions", "dialogue.versions.put", "dialogue.versions.said_in"}


def invited(session: Session, meetings: list[int]) -> CalendarFile:
    """A cancellation of every meeting there is, by whoever guessed their UIDs."""
    uids = session.scalars(select(col(Meeting.uid)).where(col(Meeting.id).in_(meetings)))
    return CalendarFile("CANCEL", (), tuple(Cancellation(uid, "", 9, "") for uid in uids), {}, {}, (), ())


def calls(ask: Asking) -> dict[str, list[Call]]:
    """By module and name, every way in which the viewer may call a read of dialogue."""
    who, at, letter_id = (ask.session, ask.viewer), ask.at, ask.letter_id
    return {
        "dialogue.actions.listing": [lambda: actions.listing(*who, letter_id, as_at=at)],
        "dialogue.calendars.entries.listing": [lambda: entries.listing(*who, as_at=at)],
        "dialogue.feeds.mine": [lambda: feeds.mine(*who)],
        "dialogue.invitations.dry_run": [
            lambda: invitations.dry_run(*who, letter_id, invited(ask.session, ask.meetings))],
        "dialogue.cadence.by_week": [lambda: cadence.by_week(*who, ask.letter, as_at=at)],
        "dialogue.cadence.of_platform": [
            partial(cadence.of_platform, *who, ask.letter, MeetingKind.POLICING, slug, as_at=at)
            for slug in ("facebook", "twitter")],
        "dialogue.cadence.standing": [lambda: cadence.standing(*who, ask.letter, as_at=at)],
        "dialogue.notes.listing": each(ask.meetings, lambda id_: notes.listing(*who, id_, as_at=at)),
        "dialogue.organisations.known": [lambda: organisations.known(*who, letter_id)],
        "dialogue.reading.in_view": each(ask.meetings, lambda id_: meetings_read.in_view(*who, id_, as_at=at)),
        "dialogue.reading.listing": [lambda: meetings_read.listing(*who, letter_id, as_at=at)],
    }
