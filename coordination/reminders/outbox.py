"""The outbox: messages wait here until they have gone out, each of them once, whatever stops.

A message is put in once for a person and subject, in the transaction that has locked the person's account. One worker
claims it in a short transaction of its own, sends it outside any, and says in another how that ended. Whoever is
killed in between leaves a claim that runs out; then another worker takes the message up.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import pandas as pd
from sqlalchemy import ColumnElement, Engine, and_, delete, or_, select, update
from sqlmodel import Session, col

from coordination import clock
from coordination.problems import NotAllowed
from coordination.reminders.composing import DIGEST, Composed
from coordination.viewers import Viewer
from data_model.accounts import Account
from data_model.database import writing
from data_model.reminders import Message
from data_model.words import ReminderKind, Role, SendingState

WAITING, SENDING, SENT, FAILED = SendingState
CLAIM_LASTS = timedelta(minutes=10)  # much longer than a mail server or GOV.UK Notify is waited for
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
MOST_DOUBLINGS = 6  # by then the longest wait is reached
GIVE_UP_AFTER = timedelta(days=1)
DEACTIVATED = "The account was deactivated before this was sent."
TOO_OLD = "It could not be sent within a day."
UNWANTED = "The person chose never to be told of this."
COLUMNS = ["id", "account_id", "email", "about", "made_at", "state", "attempts", "problem"]


@dataclass(frozen=True)
class Outgoing:
    """A message that one worker has for itself until `claimed_until`. `attempts` counts the one that is to come."""

    id: int
    uuid: str
    to: str
    about: str
    subject: str
    text: str
    html: str
    attempts: int
    made_at: datetime
    claimed_until: datetime


def lock(session: Session, account_id: int) -> Account | None:
    """A person's account where it is active, kept from changing until the transaction ends: of two who would put the
    same message in, or change what is wanted, one waits for the other."""
    query = select(Account).where(col(Account.id) == account_id, col(Account.active))
    return session.scalars(query.with_for_update(key_share=True)).first()


def known(session: Session, account_id: int) -> set[str]:
    """What messages to a person are about, sent or not."""
    return set(session.scalars(select(col(Message.about)).where(col(Message.account_id) == account_id)))


def put(session: Session, account_id: int, messages: Iterable[Composed], now: datetime) -> int:
    """Put in what is not in yet. Returns how many were. The caller has locked the account, and commits."""
    there = known(session, account_id)
    new = [each for each in messages if each.about not in there]
    session.add_all(Message(account_id=account_id, about=each.about, uuid=str(uuid4()), subject=each.subject,
                            text=each.text, html=each.html, state=WAITING, made_at=now, next_attempt_at=now)
                    for each in new)
    return len(new)


def drop_unwanted(session: Session, account_id: int, never: Collection[ReminderKind]) -> None:
    """Keep back what waits for a person who no longer wants to be told of these kinds. The day's message is composed
    anew without them, if no attempt was made to send it."""
    waiting = and_(col(Message.account_id) == account_id, col(Message.state) == WAITING)
    digest = col(Message.about).startswith(DIGEST)
    session.execute(delete(Message).where(waiting, digest, col(Message.attempts) == 0))
    unwanted = [col(Message.about).startswith(f"{kind}: ") for kind in never]
    session.execute(update(Message).where(waiting, or_(digest, *unwanted)).values(state=FAILED, problem=UNWANTED))


def claim(engine: Engine, lasts: timedelta = CLAIM_LASTS) -> Outgoing | None:
    """The next message to send, for the caller alone; None where none is due. What is no longer to be sent is
    marked so."""
    with writing(engine) as session:
        now = clock.now(session)
        while (found := _next(session, now)) is not None:
            message, account = found
            if account.active and now - message.made_at <= GIVE_UP_AFTER:
                message.state, message.claimed_until = SENDING, now + lasts
                message.attempts += 1
                return _outgoing(message, account.email, now + lasts)
            message.state, message.claimed_until = FAILED, None
            message.problem = TOO_OLD if account.active else DEACTIVATED
            session.flush()
    return None


def sent(engine: Engine, message: Outgoing) -> None:
    """It went out."""
    with writing(engine) as session:
        _end(session, message, state=SENT, sent_at=clock.now(session), problem="")


def refused(engine: Engine, message: Outgoing, sentence: str) -> None:
    """It never will go out."""
    with writing(engine) as session:
        _end(session, message, state=FAILED, problem=sentence)


def try_later(engine: Engine, message: Outgoing, sentence: str) -> bool:
    """It did not go out this time. Returns whether it is tried again: after a minute, then after twice as long each
    time, to an hour; not after a day."""
    with writing(engine) as session:
        next_attempt_at = clock.now(session) + wait_before(message.attempts)
        again = next_attempt_at - message.made_at <= GIVE_UP_AFTER
        _end(session, message, state=WAITING if again else FAILED, problem=sentence, next_attempt_at=next_attempt_at)
        return again


def wait_before(attempts: int) -> timedelta:
    """How long to wait after so many attempts."""
    return min(FIRST_WAIT * (1 << min(attempts - 1, MOST_DOUBLINGS)), LONGEST_WAIT)


def not_delivered(session: Session, viewer: Viewer, *, since: datetime) -> pd.DataFrame:
    """Messages made since a moment that failed or are being tried again, newest first, and why. Columns: COLUMNS, with
    `email` the address of the person. Administrators only."""
    if viewer.role is not Role.ADMINISTRATOR:
        raise NotAllowed("Only an administrator can see which messages were not delivered.")
    query = (
        select(col(Message.id), col(Message.account_id), col(Account.email), col(Message.about), col(Message.made_at),
               col(Message.state), col(Message.attempts), col(Message.problem))
        .join(Account, col(Account.id) == Message.account_id)
        .where(col(Message.state) != SENT, col(Message.problem) != "", col(Message.made_at) >= since)
        .order_by(col(Message.id).desc())
    )
    return pd.DataFrame(session.execute(query).all(), columns=COLUMNS)


def _next(session: Session, now: datetime) -> tuple[Message, Account] | None:
    """A message that is due and that nobody else has taken or is just taking."""
    query = (
        select(Message, Account)
        .join(Account, col(Account.id) == Message.account_id)
        .where(or_(and_(col(Message.state) == WAITING, col(Message.next_attempt_at) <= now),
                   and_(col(Message.state) == SENDING, col(Message.claimed_until) <= now)))
        .order_by(col(Message.next_attempt_at), col(Message.id)).limit(1)
        .with_for_update(of=Message, skip_locked=True)
    )
    found = session.execute(query).first()
    return found.tuple() if found else None


def _end(session: Session, message: Outgoing, **values: object) -> None:
    """Write how an attempt ended, where the message is still the caller's."""
    mine: tuple[ColumnElement[bool], ...] = (
        col(Message.id) == message.id, col(Message.state) == SENDING,
        col(Message.claimed_until) == message.claimed_until)
    session.execute(update(Message).where(*mine).values(claimed_until=None, **values))


def _outgoing(message: Message, email: str, until: datetime) -> Outgoing:
    assert message.id is not None  # it was loaded
    return Outgoing(message.id, message.uuid, email, message.about, message.subject, message.text, message.html,
                    message.attempts, message.made_at, until)
