"""A person's calendar feed: an address with a secret in it, at which their own calendar reads their meetings.

Whoever has the address reads what the person may see at that moment, so it can be stopped at any time, and ends with
the account. Only the secret's hash is stored.
"""

import secrets
from datetime import datetime

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination.accounts import token_hash
from coordination.problems import NotFound
from coordination.viewers import SEES_ALL_PLATFORMS, Viewer
from coordination.writes import Write, write
from data_model.accounts import Account
from data_model.database import alone
from data_model.dialogue import CalendarFeed
from data_model.organisations import Organisation
from data_model.words import Role

SEES_MEETINGS = SEES_ALL_PLATFORMS | {Role.PLATFORM}
SECRET_BYTES = 32
LONGEST_TOKEN = 100


def make(engine: Engine, viewer: Viewer) -> str:
    """Make a new address for the viewer's calendar; the one before stops working. Returns its secret, which is shown
    once and never stored. Raises NotAllowed."""
    with write(engine, viewer, SEES_MEETINGS, "subscribe to meetings") as w:
        replaced = _revoke(w)
        token = secrets.token_urlsafe(SECRET_BYTES)
        w.session.add(CalendarFeed(account_id=w.account_id, token_hash=token_hash(token), made_at=w.now))
        w.record("feed.make", f"made an address for their calendar{', which ends the one before' if replaced else ''}.")
        return token


def revoke(engine: Engine, viewer: Viewer) -> None:
    """Stop the viewer's address. Raises NotFound where there is none, or NotAllowed."""
    with write(engine, viewer, SEES_MEETINGS, "subscribe to meetings") as w:
        if not _revoke(w):
            raise NotFound("Your calendar has no address that could be stopped.")
        w.record("feed.revoke", "stopped the address of their calendar.")


def mine(session: Session, viewer: Viewer) -> datetime | None:
    """When the viewer's address was made, or None where they have none that works."""
    query = select(col(CalendarFeed.made_at)).where(col(CalendarFeed.account_id) == viewer.account_id,
                                                    col(CalendarFeed.revoked_at).is_(None))
    return session.scalars(query).first()


def reader(engine: Engine, token: str) -> Viewer | None:
    """Whose address this is, as they are now; None where it is unknown, was stopped, or the account is not active."""
    if len(token) > LONGEST_TOKEN:
        return None
    query = (
        select(col(Account.id), col(Account.name), col(Account.email), col(Account.role), col(Account.organisation_id),
               col(Organisation.name))
        .join(CalendarFeed, col(CalendarFeed.account_id) == Account.id)
        .join(Organisation, col(Organisation.id) == Account.organisation_id)
        .where(col(CalendarFeed.token_hash) == token_hash(token), col(CalendarFeed.revoked_at).is_(None),
               col(Account.active))
    )
    with alone(engine) as connection:
        row = connection.execute(query).first()
    return None if row is None else Viewer(row[0] or 0, *row[1:])


def _revoke(w: Write) -> bool:
    """Stop the addresses of the acting person. Returns whether there was one."""
    query = select(CalendarFeed).where(col(CalendarFeed.account_id) == w.account_id,
                                       col(CalendarFeed.revoked_at).is_(None))
    working = w.session.scalars(query).all()
    for feed in working:
        feed.revoked_at = w.now
    return bool(working)
