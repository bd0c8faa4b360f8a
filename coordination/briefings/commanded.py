"""Briefings that a command asks for, by name or number, as whoever made them may see them."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Engine, func, or_, select
from sqlmodel import Session, col

from coordination.briefings import reading
from coordination.briefings.reading import BriefingInView
from coordination.exploring.owned import EXPLORERS
from coordination.problems import Fault, Invalid, NotAllowed, NotFound
from coordination.viewers import ROLE_NAMES, Viewer
from coordination.wording import counted, moment_in_words
from coordination.writes import write
from data_model.accounts import Account
from data_model.exploring import Briefing
from data_model.organisations import Organisation

LARGEST_NUMBER = 2**31 - 1  # what a PostgreSQL integer holds


def wanted(session: Session, name_or_number: str) -> tuple[Viewer, BriefingInView]:
    """The briefing of that number or, without regard to capitals, of that name, and its owner, who must still be
    somebody who may explore. Raises NotFound, Invalid where several have that name, and NotAllowed."""
    given = name_or_number.strip()
    query = select(Briefing).where(or_(col(Briefing.id) == _number(given), func.lower(Briefing.name) == given.lower()))
    rows = session.scalars(query.order_by(col(Briefing.id))).all()
    numbered = [row for row in rows if row.id == _number(given)]
    rows = numbered or rows
    if not rows:
        raise NotFound(f"There is no briefing “{given}”. Its page says its name and its number.")
    if len(rows) > 1:
        raise Invalid(Fault("name", f"{counted(len(rows), 'briefing')} have the name “{given}”. Name the one you mean "
                                    f"by its number: {_told(session, rows)}."))
    owner = _owner(session, rows[0])
    return owner, reading.in_view(session, owner, rows[0])


def _number(given: str) -> int:
    """The number that is given, or one that no briefing has."""
    return int(given) if given.isascii() and given.isdecimal() and int(given) <= LARGEST_NUMBER else -1


def _told(session: Session, rows: Sequence[Briefing]) -> str:
    return ", ".join(f"{row.id} is {session.get_one(Account, row.owner_id).name}’s" for row in rows)


def _owner(session: Session, row: Briefing) -> Viewer:
    account = session.get_one(Account, row.owner_id)
    if not account.active:
        raise NotAllowed(f"Briefing {row.id} is {account.name}’s, whose account is no longer active. Open it in Parley "
                         "if it is shared with you, and make one of your own like it.")
    if account.role not in EXPLORERS:
        raise NotAllowed(f"Briefing {row.id} is {account.name}’s, who is no longer an official or an analyst. "
                         f"{ROLE_NAMES[account.role]}s cannot make briefings.")
    organisation = session.get_one(Organisation, account.organisation_id)
    return Viewer(account.id or 0, account.name, account.email, account.role, organisation.id or 0, organisation.name)


def record(engine: Engine, command: str, what: str, content: bytes, *, letter: str, as_at: datetime) -> None:
    """Note that a command made a document, by its SHA-256. `what` names it in Parley's own words and numbers."""
    with write(engine, command) as w:
        w.record("download", f"made {what} of letter {letter} as at {moment_in_words(as_at)}, SHA-256 "
                             f"{sha256(content).hexdigest()}.", only_read=True)
