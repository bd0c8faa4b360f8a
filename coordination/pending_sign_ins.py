"""Between the password and the second factor: a sign-in that is pending opens nothing."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, select
from sqlmodel import Session, col

from coordination import second_factors
from coordination.accounts import token_hash
from coordination.problems import NotFound
from coordination.visits import TOKEN_BYTES, open_visit
from coordination.writes import Write, write
from data_model.accounts import Account, PendingSignIn

LASTS = timedelta(minutes=10)
MOST_WRONG = 5
ENDED = "This sign-in has ended. Sign in with your password again."


@dataclass(frozen=True)
class Pending:
    """A sign-in that waits for a code. `secret` is that of the app to set up first, where they have none."""

    email: str
    secret: str | None


@dataclass(frozen=True)
class Finished:
    """A visit that is open: its cookie's token, and the recovery codes where a factor was set up just now."""

    token: str
    recovery_codes: list[str]


def begin(w: Write, account: Account) -> str | None:
    """Let a right password wait for a code where the account has a second factor, or must have one and is offered it
    now. Returns the pending sign-in's token; None where the password is enough.

    There is one at a time for an account: whoever else had got this far would know the secret that is offered.
    """
    account_id = account.id or 0
    standing = second_factors.standing_of(w.session, account_id, account.role)
    if not standing.on and not standing.required:
        return None
    if not standing.on:
        second_factors.offer(w, account_id)
    w.session.execute(delete(PendingSignIn).where(col(PendingSignIn.account_id) == account_id))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    w.session.add(PendingSignIn(account_id=account_id, token_hash=token_hash(token), expires_at=w.now + LASTS))
    return token


def in_view(session: Session, token: str, now: datetime) -> Pending:
    """The pending sign-in with this token. Raises NotFound for one that is unknown or has ended."""
    _, account = _working(session, token, now)
    secret = second_factors.standing_of(session, account.id or 0, account.role).secret
    return Pending(account.email, secret)


def finish(engine: Engine, token: str, code: str, lasts: timedelta) -> Finished:
    """Sign in with the code that was still to come, or with the first one of an app just set up.

    Raises NotFound when the sign-in has ended, also by too many wrong codes; Invalid for a wrong code; TooManyGuesses.
    """
    finished = None
    with write(engine, "sign-in") as w:
        pending, account = _working(w.session, token, w.now)
        before = second_factors.standing_of(w.session, account.id or 0, account.role)
        codes = [] if before.on else second_factors.confirmed(w, account, code)
        if codes or (before.on and second_factors.used(w, account.id or 0, code)):
            w.session.delete(pending)
            finished = Finished(open_visit(w, account, lasts, _how(w, account, before)), codes)
        else:
            pending.wrong += 1
        ended = pending.wrong >= MOST_WRONG
        if ended:
            w.session.delete(pending)
    if finished:
        return finished
    raise NotFound(f"Too many wrong codes. {ENDED}") if ended else second_factors.wrong()


def _how(w: Write, account: Account, before: second_factors.Standing) -> str:
    """What the audit says of it: a recovery code that nobody remembers using is a reason to ask."""
    after = second_factors.standing_of(w.session, account.id or 0, account.role)
    return "signed in with a recovery code." if after.codes_left < before.codes_left else "signed in."


def _working(session: Session, token: str, now: datetime) -> tuple[PendingSignIn, Account]:
    found = session.execute(
        select(PendingSignIn, Account)
        .join(Account, col(Account.id) == PendingSignIn.account_id)
        .where(col(PendingSignIn.token_hash) == token_hash(token), col(PendingSignIn.expires_at) > now,
               col(Account.active))
    ).first()
    if found is None:
        raise NotFound(ENDED)
    return found[0], found[1]
