"""What is on record of a letter's advice that distributions are checked against."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from coordination import clock, letters
from coordination.advice import editions
from coordination.letters import addressed
from coordination.problems import NotFound
from coordination.reach import audiences
from coordination.reach.rules import Known
from coordination.viewers import Viewer
from data_model.letters import Letter
from data_model.words import Audience, Role


def known(session: Session, viewer: Viewer, letter_id: int, *, as_at: datetime) -> Known:
    """What holds at `as_at` for what this viewer records. Raises NotFound for a letter that they do not see."""
    seen = select(col(Letter.id)).where(col(Letter.id) == letter_id, addressed(viewer))
    if session.scalars(seen).first() is None:
        raise NotFound("There is no such letter.")
    platforms = tuple(letters.recipients(session, viewer, letter_id)["name"])
    there_are = audiences.sizes(session, letter_id, as_at=as_at)
    published = {number: clock.day(at) for number, at in editions.numbers(session, letter_id, as_at=as_at).items()}
    return Known(letter_id, dict(sorted(published.items())), tuple(there_are[Audience.CANDIDATES].parties),
                 platforms, there_are, clock.day(as_at), platforms if viewer.role is Role.PLATFORM else None)

