"""Signing in and out, and who is visiting. A sign-in is a row: revoking the row ends the visit everywhere."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Select, bindparam, select
from sqlmodel import Session, col

from coordination import clock, guessing, pending_sign_ins
from coordination.accounts import hasher, token_hash
from coordination.problems import Fault, Invalid, NotFound
from coordination.viewers import ROLE_NAMES, Viewer
from coordination.visits import open_visit
from coordination.writes import write
from data_model.accounts import Account, Exercise, SignIn
from data_model.audit import AuditHead
from data_model.database import alone
from data_model.organisations import Organisation

COOKIE = "parley_sign_in"  # the browser keeps the token under this name
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


@dataclass(frozen=True)
class Visitor:
    """Who is visiting at this rerun, what time it is for them, and the version of the data that they see: the hash of
    an audit entry, which no other state of the data has, not even after the exercise was removed."""

    viewer: Viewer
    now: datetime
    data_version: str
    exercise: bool


@dataclass(frozen=True)
class SignedIn:
    """What a right password leads to: the token of a visit, or of a sign-in that waits for a second factor."""

    token: str
    complete: bool


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


def sign_in(engine: Engine, email: str, password: str, lasts: timedelta) -> SignedIn:
    """Sign a person in, or let them go on to their second factor.

    Raises Invalid for a wrong address or password (never saying which), TooManyGuesses when guessing must wait.
    """
    guessed = token_hash(email.strip().lower())
    with write(engine, "sign-in") as w:
        guessing.refuse_if_guessing(w, guessed)
        account = w.session.scalars(select(Account).where(col(Account.email) == email.strip().lower())).first()
        usable = account is not None and account.active and account.password_hash is not None
        # Counted before the password is checked, so that guesses sent all at once count too; taken back below.
        guessing.failed(w, guessed)
        stored = account.password_hash if usable and account and account.password_hash else NOBODYS_HASH
    right = hasher.verify(password, stored)  # outside the write: it takes as long as it is meant to
    if not (right and usable and account and account.id):
        raise _wrong()
    with write(engine, "sign-in") as w:
        guessing.forget(w, guessed)
        now = w.session.get_one(Account, account.id)
        if not now.active or now.password_hash != stored:
            raise _wrong()  # deactivated, or given another password, while this one was being checked
        pending = pending_sign_ins.begin(w, now)
        return SignedIn(pending, complete=False) if pending else SignedIn(open_visit(w, now, lasts), complete=True)


def sign_in_as_cast(engine: Engine, account_id: int, lasts: timedelta) -> str:
    """Sign in as a member of the exercise's standing cast, with no password. Returns the cookie's token.

    Raises NotFound for any account that does not hang on an exercise.
    """
    with write(engine, "sign-in") as w:
        cast = select(Account).where(col(Account.id) == account_id, col(Account.exercise_id).is_not(None),
                                     col(Account.active))
        member = w.session.scalars(cast).first()
        if member is None:
            raise NotFound("There is no such member of the exercise's cast.")
        return open_visit(w, member, lasts)


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


def _wrong() -> Invalid:
    return Invalid(Fault("password", "The email address or the password is not right."))
