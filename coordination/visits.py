"""Opening a visit: the one way, whoever vouched for the person. A visit is a row, and ends everywhere with it."""

import secrets
from datetime import timedelta

from coordination.accounts import token_hash
from coordination.writes import Write
from data_model.accounts import Account, SignIn

TOKEN_BYTES = 32


def open_visit(w: Write, account: Account, lasts: timedelta, how: str = "signed in.", *,
               proof_hash: str | None = None) -> str:
    """Sign a person in. Returns the token for their cookie, which is never stored.

    `how` goes into the audit after their name; `proof_hash` is of what an identity provider said, good once.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    w.session.add(SignIn(account_id=account.id or 0, token_hash=token_hash(token), signed_in_at=w.now,
                         expires_at=w.now + lasts, proof_hash=proof_hash))
    w.record("sign-in.begin", how, of=account)
    return token
