"""Signing in and out, and who is visiting. A sign-in is a row: revoking the row ends the visit everywhere."""

import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Select, bindparam, delete, or_, select
from sqlmodel import Session, col

from coordination import clock
from coordination.accounts import hasher, token_hash
from coordination.problems import Fault, Invalid, NotFound, Problem
from coordination.viewers import ROLE_NAMES, Viewer
from coordination.wording import counted
from coordination.writes import Write, write
from data_model.accounts import Account, Exercise, FailedSignIn, SignIn
from data_model.audit import AuditHead
from data_model.database import alone
from data_model.organisations import Organisation

COOKIE = "parley_sign_in"  # the browser keeps the token under this name
FREE_GUESSES = 5
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
MOST_DOUBLINGS = 8  # by then the longest wait is reached
# Checked where no account matches, so that a wrong address takes as long as a wrong password.
NOBODYS_HASH = hasher.hash(secrets.token_urlsafe(16))

VISITOR: Select[*tuple[Any, ...]] = (
    select(col(Account.id), col(Account.name), col(Account.email), col(Account.role), col(Account.organisation_id),
           col(Organisation.name).label("organisation"), col(SignIn.expires_at), col(Exercise.opens_at),
           col(Exercise.began_at), col(AuditHead.data_version))
    .join(SignIn, col(SignIn.account_id) == Account.id)
    .join(Organisation, col(Organisation.id) == Account.organisation_id)
    .join(AuditHead, col(AuditHead.id) == 1)
    .join(Exercise, col(Exercise.id) == 1, isouter=True)
    .where(col(SignIn.token_hash) == bindparam("token_hash"), col(SignIn.revoked_at).is_(None), col(Account.active))
)


class TooManyGuesses(Problem):
    """The next guess must wait."""


@dataclass(frozen=True)
class Visitor:
    """Who is visiting at this rerun, what time it is for them, and the version of the data that they see: the hash of
    an audit entry, which no other state of the data has, not even after the exercise was removed."""

    viewer: Viewer
    now: datetime
    data_version: str
    exercise: bool


def visitor(engine: Engine, token: str) -> Visitor | None:
    """The person whose sign-in `token` is, or None: unknown, expired, revoked or deactivated. One query, by a bare
    connection, because every rerun of every page makes it."""
    with alone(engine) as connection:
        row = connection.execute(VISITOR, {"token_hash": token_hash(token)}).first()
    if row is None:
        return None
    now = clock.at_exercise(row.opens_at, row.began_at) if row.opens_at else clock.real_now()
    if row.expires_at <= now:
        return None
    viewer = Viewer(row.id, row.name, row.email, row.role, row.organisation_id, row.organisation)
    return Visitor(viewer, now, row.data_version, row.opens_at is not None)


def sign_in(engine: Engine, email: str, password: str, lasts: timedelta) -> str:
    """Sign a person in. Returns the token for their cookie.

    Raises Invalid for a wrong address or password (never saying which), TooManyGuesses when guessing must wait.
    """
    guessed = token_hash(email.strip().lower())
    with write(engine, "sign-in") as w:
        _refuse_if_guessing(w, guessed)
        account = w.session.scalars(select(Account).where(col(Account.email) == email.strip().lower())).first()
        usable = account is not None and account.active and account.password_hash is not None
        # Counted before the password is checked, so that guesses sent all at once count too; taken back below.
        w.session.add(FailedSignIn(guessed=guessed, failed_at=w.now))
        stored = account.password_hash if usable and account and account.password_hash else NOBODYS_HASH
    right = hasher.verify(password, stored)  # outside the write: it takes as long as it is meant to
    if not (right and usable and account and account.id):
        raise _wrong()
    with write(engine, "sign-in") as w:
        w.session.execute(delete(FailedSignIn).where(col(FailedSignIn.guessed) == guessed))
        now = w.session.get_one(Account, account.id)
        if not now.active or now.password_hash != stored:
            raise _wrong()  # deactivated, or given another password, while this one was being checked
        return _open(w, account.id, lasts)


def sign_in_as_cast(engine: Engine, account_id: int, lasts: timedelta) -> str:
    """Sign in as a member of the exercise's standing cast, with no password. Returns the cookie's token.

    Raises NotFound for any account that does not hang on an exercise.
    """
    with write(engine, "sign-in") as w:
        cast = select(col(Account.id)).where(col(Account.id) == account_id, col(Account.exercise_id).is_not(None),
                                             col(Account.active))
        if w.session.scalars(cast).first() is None:
            raise NotFound("There is no such member of the exercise's cast.")
        return _open(w, account_id, lasts)


def sign_out(engine: Engine, token: str) -> None:
    """End a sign-in, at once and in every tab that uses it. Unknown and ended sign-ins are left as they are."""
    with write(engine, "sign-out") as w:
        found = w.session.execute(
            select(SignIn, Account)
            .join(Account, col(Account.id) == SignIn.account_id)
            .where(col(SignIn.token_hash) == token_hash(token), col(SignIn.revoked_at).is_(None))
        ).first()
        if found:
            found[0].revoked_at = w.now
            w.record("sign-in.end", "signed out.", of=found[1])


def cast(session: Session) -> pd.DataFrame:
    """The exercise's standing cast, for the sign-in page; empty outside the exercise.
    Columns: id, name, role, organisation."""
    query = (
        select(col(Account.id), col(Account.name), col(Account.role), col(Organisation.name))
        .join(Organisation, col(Organisation.id) == Account.organisation_id)
        .where(col(Account.exercise_id).is_not(None), col(Account.active))
        .order_by(col(Account.id))
    )
    frame = pd.DataFrame(session.execute(query).all(), columns=["id", "name", "role", "organisation"])
    frame["role"] = frame["role"].map(ROLE_NAMES)
    return frame


def wait_before_guessing(failures: Sequence[datetime], now: datetime) -> timedelta:
    """How long the next guess must wait: nothing for the first few, then twice as long after each, to a limit."""
    recent = [moment for moment in failures if now - moment < LONGEST_WAIT]
    if len(recent) < FREE_GUESSES:
        return timedelta()
    doublings = min(len(recent) - FREE_GUESSES, MOST_DOUBLINGS)
    wait = min(FIRST_WAIT * float(2**doublings), LONGEST_WAIT)
    return max(max(recent) + wait - now, timedelta())


def _wrong() -> Invalid:
    return Invalid(Fault("password", "The email address or the password is not right."))


def _refuse_if_guessing(w: Write, guessed: str) -> None:
    # Nothing is kept longer than it is needed; what lies ahead is from before the clock was set back.
    w.session.execute(delete(FailedSignIn).where(or_(col(FailedSignIn.failed_at) <= w.now - LONGEST_WAIT,
                                                     col(FailedSignIn.failed_at) > w.now)))
    failures = w.session.scalars(select(col(FailedSignIn.failed_at)).where(col(FailedSignIn.guessed) == guessed)).all()
    wait = wait_before_guessing(failures, w.now)
    if wait:
        seconds = math.ceil(wait.total_seconds())
        raise TooManyGuesses(f"Too many wrong attempts. Try again in {counted(seconds, 'second')}.")


def _open(w: Write, account_id: int, lasts: timedelta) -> str:
    token = secrets.token_urlsafe(32)
    w.session.add(SignIn(account_id=account_id, token_hash=token_hash(token), signed_in_at=w.now,
                         expires_at=w.now + lasts))
    account = w.session.get_one(Account, account_id)
    w.record("sign-in.begin", "signed in.", of=account)
    return token
