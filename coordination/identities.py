"""People whom an identity provider signs in (OpenID Connect): whose account it is, and a visit for them.

An account is found by issuer and subject; at the first sign-in by an address that the provider has verified, of an
account made beforehand; else a domain rule makes one. What the provider said opens one visit, within minutes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, EmailStr, Field, TypeAdapter, ValidationError
from sqlalchemy import Engine, delete, select
from sqlmodel import Session, col

from coordination import clock, domain_rules
from coordination.accounts import token_hash
from coordination.problems import NotAllowed, NotFound, Problem
from coordination.texts import LONGEST_LINE, on_one_line
from coordination.viewers import Viewer
from coordination.visits import open_visit
from coordination.writes import Write, write
from data_model.accounts import Account, Identity, SignIn
from data_model.words import Role

FRESH = timedelta(minutes=5)
CLOCKS_APART = timedelta(minutes=2)
AGAIN = "Sign in again."
ASK = "Ask an administrator of Parley"
email_address: TypeAdapter[str] = TypeAdapter(EmailStr)


class Refused(Problem):
    """The provider knows the person, and Parley does not let them in. The sentence says what to do."""


def _said_true(value: object) -> bool:
    return value is True or value == "true"  # some providers send it as text


def _address(value: object) -> str:
    """An address in lower case, or nothing where it is none."""
    try:
        return email_address.validate_python(value).lower()
    except ValidationError:
        return ""


def _name(value: object) -> str:
    return on_one_line(value)[:LONGEST_LINE] if isinstance(value, str) else ""


class Claims(BaseModel):
    """What a provider says of somebody, of which everything else is ignored."""

    iss: Annotated[str, Field(min_length=1, max_length=500)]
    sub: Annotated[str, Field(min_length=1, max_length=255)]
    iat: Annotated[int, Field(ge=0, le=10**11)]
    email: Annotated[str, BeforeValidator(_address)] = ""
    email_verified: Annotated[bool, BeforeValidator(_said_true)] = False
    name: Annotated[str, BeforeValidator(_name)] = ""


@dataclass(frozen=True)
class Linked:
    """Since when somebody signs in with the organisation."""

    issuer: str
    linked_at: datetime


def sign_in(engine: Engine, issuer: str, said: Mapping[str, object], lasts: timedelta) -> str:
    """Sign in whom the provider `issuer` vouches for. `said` are the claims of the identity token, whose signature,
    audience and nonce were checked. Returns the token for their cookie.

    Raises Refused.
    """
    claims, proof_hash = _checked(issuer, said), token_hash(json.dumps(said, sort_keys=True, default=str))
    with write(engine, "Sign-in of the organisation") as w:
        if w.session.scalars(select(SignIn).where(col(SignIn.proof_hash) == proof_hash)).first():
            raise Refused(f"This sign-in was used already. {AGAIN}")
        account = _known(w, claims) or _made_beforehand(w, claims) or _by_rule(w, claims)
        if not account.active:
            raise Refused(f"The account of {account.email} is deactivated. {ASK} to reactivate it, if you need it.")
        return open_visit(w, account, lasts, "signed in with the organisation.", proof_hash=proof_hash)


def linked(session: Session, viewer: Viewer, account_id: int) -> Linked | None:
    """Since when an account is signed in by the organisation; None where it is not. One's own, or any for an
    administrator. Raises NotAllowed."""
    if viewer.role is not Role.ADMINISTRATOR and viewer.account_id != account_id:
        raise NotAllowed("Only an administrator can see accounts.")
    found = session.scalars(select(Identity).where(col(Identity.account_id) == account_id)
                            .order_by(col(Identity.linked_at).desc())).first()
    return Linked(found.issuer, found.linked_at) if found else None


def unlink(engine: Engine, by: Viewer | str, account_id: int) -> None:
    """Forget who an account is to the organisation: whoever next signs in with its address, verified, is linked to it.

    Raises NotFound where there is nothing to forget, NotAllowed.
    """
    with write(engine, by, {Role.ADMINISTRATOR}, "change accounts") as w:
        account = w.session.get(Account, account_id)
        its = col(Identity.account_id) == account_id
        if account is None or w.session.scalars(select(Identity).where(its)).first() is None:
            raise NotFound("This account is not linked to a sign-in of the organisation.")
        w.session.execute(delete(Identity).where(its))
        w.record("identity.unlink", f"unlinked the account of {account.name} from the organisation's sign-in.")


def _checked(issuer: str, said: Mapping[str, object]) -> Claims:
    try:
        claims = Claims.model_validate(said)
    except ValidationError:
        raise Refused("What came back does not say who you are. Tell an administrator of Parley.") from None
    if claims.iss != issuer:
        raise Refused("What came back is from another identity provider than Parley trusts. Tell an administrator.")
    age = clock.real_now() - datetime.fromtimestamp(claims.iat, UTC)
    if not -CLOCKS_APART <= age <= FRESH + CLOCKS_APART:
        raise Refused(f"This sign-in is too old to be used. {AGAIN}")
    return claims


def _known(w: Write, claims: Claims) -> Account | None:
    return w.session.scalars(
        select(Account).join(Identity, col(Identity.account_id) == Account.id)
        .where(col(Identity.issuer) == claims.iss, col(Identity.subject) == claims.sub)).first()


def _made_beforehand(w: Write, claims: Claims) -> Account | None:
    """The account with the address, linked from now on. Raises Refused where the address is not verified, or the
    account is somebody else's."""
    if not claims.email or not claims.email_verified:
        raise Refused("Your organisation did not say that your email address is verified, so Parley cannot tell which "
                      "account is yours. Ask whoever runs your organisation's sign-in.")
    account = w.session.scalars(select(Account).where(col(Account.email) == claims.email)).first()
    if account is None:
        return None
    if account.exercise_id is not None:
        raise Refused(f"{claims.email} is the address of one of the exercise's cast, who sign in with one click.")
    others = select(Identity).where(col(Identity.account_id) == account.id, col(Identity.issuer) == claims.iss)
    if w.session.scalars(others).first():
        raise Refused(f"The account of {claims.email} is linked to another person of your organisation. "
                      f"{ASK} to unlink it first, on the page Accounts.")
    if account.active:
        _link(w, account, claims)
    return account


def _by_rule(w: Write, claims: Claims) -> Account:
    account = domain_rules.account_for(w, claims.email, claims.name)
    if account is None:
        raise Refused(f"There is no account for {claims.email}. {ASK} to add one with this address.")
    _link(w, account, claims)
    return account


def _link(w: Write, account: Account, claims: Claims) -> None:
    w.session.add(Identity(account_id=account.id or 0, issuer=claims.iss, subject=claims.sub, linked_at=w.now))
    w.record("identity.link", "was linked to the organisation's sign-in.", of=account)
