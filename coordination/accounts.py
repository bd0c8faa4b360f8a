"""Accounts: adding, changing and deactivating them, and links with which a person sets their password."""

import hashlib
import secrets
from datetime import datetime, timedelta

import pandas as pd
import sqlalchemy
from pwdlib import PasswordHash
from pydantic import BaseModel, ConfigDict, EmailStr, ValidationInfo, field_validator
from sqlalchemy import Engine, delete, func
from sqlmodel import Session, col, select

from coordination.problems import Fault, Invalid, NotAllowed, NotFound
from coordination.texts import Line
from coordination.viewers import GOVERNMENT_ROLES, ROLE_NAMES, Viewer
from coordination.writes import Write, write
from data_model.accounts import Account, PasswordLink, PendingSignIn, SignIn
from data_model.dialogue import CalendarFeed
from data_model.organisations import Organisation
from data_model.words import OrganisationKind, Role

LINK_LASTS = timedelta(days=3)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
COLUMNS = ["id", "name", "email", "role", "organisation", "active", "has_password", "exercise", "created_at", "lead"]
hasher = PasswordHash.recommended()


class AccountInput(BaseModel):
    """What an administrator or the command line says of an account."""

    model_config = ConfigDict(extra="forbid")

    name: Line
    email: EmailStr
    role: Role
    organisation: Line
    lead: bool = False
    """Whether they manage their company's API keys and webhooks."""

    @field_validator("email")
    @classmethod
    def _lower_case(cls, value: str) -> str:
        return value.lower()

    @field_validator("lead")
    @classmethod
    def _of_a_platform(cls, value: bool, others: ValidationInfo) -> bool:
        if value and others.data.get("role") not in {None, Role.PLATFORM}:
            raise ValueError("Only a platform representative can be their company's lead.")
        return value


def token_hash(token: str) -> str:
    """What is stored of a token: its SHA-256, hex. Tokens are long and random, so a plain hash suffices."""
    return hashlib.sha256(token.encode()).hexdigest()


def add(engine: Engine, by: Viewer | str, given: AccountInput) -> tuple[int, str]:
    """Add an account. Returns its id and the token of its password link, which is shown once and never stored.

    Raises NotAllowed, or Invalid where the address is taken, or the role does not fit the organisation.
    """
    with write(engine, by, {Role.ADMINISTRATOR}, "add accounts") as w:
        if w.session.exec(select(Account.id).where(Account.email == given.email)).first():
            raise Invalid(Fault("email", f"There is already an account for {given.email}."))
        account = Account(name=given.name, email=given.email, role=given.role, lead=given.lead, created_at=w.now,
                          organisation_id=organisation_for(w.session, given.role, given.organisation))
        w.session.add(account)
        w.session.flush()
        w.record("account.add", f"added {_described(given)}.")
        return _id(account), _new_link(w, account)


def change(engine: Engine, by: Viewer | str, account_id: int, given: AccountInput) -> None:
    """Change an account's name, address, role or organisation. What it may see changes at its next rerun. With
    another address, password links that went to the old one stop working.

    Raises NotFound, NotAllowed or Invalid.
    """
    with write(engine, by, {Role.ADMINISTRATOR}, "change accounts") as w:
        account = _account(w.session, account_id)
        taken = select(Account.id).where(Account.email == given.email, Account.id != account_id)
        if w.session.exec(taken).first():
            raise Invalid(Fault("email", f"There is already an account for {given.email}."))
        if given.role is not Role.ADMINISTRATOR:
            _keep_an_administrator(w.session, account)
        if given.email != account.email:
            _use_up_links(w, account_id)
        was = account.name
        account.organisation_id = organisation_for(w.session, given.role, given.organisation)
        account.name, account.email, account.role = given.name, given.email, given.role
        account.lead = given.lead
        w.record("account.change", f"changed the account of {was}: now {_described(given)}.")


def set_active(engine: Engine, by: Viewer | str, account_id: int, *, active: bool) -> None:
    """Deactivate or reactivate an account. Deactivating ends its sign-ins, password links and the address of its
    calendar everywhere at once.

    Raises NotFound, NotAllowed, or Invalid for the last active administrator.
    """
    with write(engine, by, {Role.ADMINISTRATOR}, "change accounts") as w:
        account = _account(w.session, account_id)
        if account.active == active:
            return
        if not active:
            _keep_an_administrator(w.session, account)
            _revoke_all(w.session, account_id, w.now)
            _use_up_links(w, account_id)
            _end_feeds(w, account_id)
        account.active = active
        w.record("account.activate" if active else "account.deactivate",
                 f"{'reactivated' if active else 'deactivated'} the account of {account.name}.")


def new_password_link(engine: Engine, by: Viewer | str, account_id: int) -> str:
    """Make a new password link for an account; earlier unused ones stop working. Returns its token, shown once."""
    with write(engine, by, {Role.ADMINISTRATOR}, "make password links") as w:
        account = _account(w.session, account_id)
        w.record("account.link", f"made a password link for {account.name}.")
        return _new_link(w, account)


def link_owner(session: Session, token: str, now: datetime) -> str:
    """The address of the account that a password link is for. Raises NotFound when it is used, old or unknown."""
    query = (
        select(Account.email)
        .join(PasswordLink, col(PasswordLink.account_id) == Account.id)
        .where(PasswordLink.token_hash == token_hash(token), col(PasswordLink.used_at).is_(None),
               PasswordLink.expires_at > now, col(Account.active))
    )
    email = session.exec(query).first()
    if email is None:
        raise NotFound("This link has been used or is out of date. Ask an administrator for a new one.")
    return email


def set_password(engine: Engine, token: str, password: str) -> None:
    """Set the password of the account that the link `token` is for, end its sign-ins, and use the link up.

    Raises NotFound for a link that does not work, Invalid for a password that is too short or too long.
    """
    check_password(password)
    hashed = hasher.hash(password)
    with write(engine, "password link") as w:
        email = link_owner(w.session, token, w.now)
        account = w.session.exec(select(Account).where(Account.email == email)).one()
        link = w.session.exec(select(PasswordLink).where(PasswordLink.token_hash == token_hash(token))).one()
        account.password_hash, link.used_at = hashed, w.now
        _revoke_all(w.session, _id(account), w.now)
        w.record("account.password", "set a password with a link.", of=account)


def check_password(password: str) -> None:
    """Raise Invalid unless the password is of a length that we take (NCSC: length, not symbols)."""
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid(Fault("password", f"Use at least {SHORTEST_PASSWORD} characters. Three random words work well."))
    if len(password) > LONGEST_PASSWORD:
        raise Invalid(Fault("password", f"Use at most {LONGEST_PASSWORD} characters."))


def listing(session: Session, viewer: Viewer) -> pd.DataFrame:
    """All accounts, active ones first, by name. Columns: id, name, email, role, organisation, active,
    has_password, exercise, created_at (UTC), lead. Administrators only."""
    if viewer.role is not Role.ADMINISTRATOR:
        raise NotAllowed("Only an administrator can see accounts.")
    query = (
        sqlalchemy.select(
            col(Account.id), col(Account.name), col(Account.email), col(Account.role), col(Organisation.name),
            col(Account.active), col(Account.password_hash).is_not(None), col(Account.exercise_id).is_not(None),
            col(Account.created_at), col(Account.lead))
        .join(Organisation, col(Organisation.id) == Account.organisation_id)
        .order_by(col(Account.active).desc(), func.lower(col(Account.name)))
    )
    return pd.DataFrame(session.execute(query).all(), columns=COLUMNS)


def organisations(session: Session, viewer: Viewer) -> list[str]:
    """Names of the organisations that an account can belong to. Administrators only."""
    if viewer.role is not Role.ADMINISTRATOR:
        raise NotAllowed("Only an administrator can see accounts.")
    return _have_accounts(session)


def _have_accounts(session: Session) -> list[str]:
    can = col(Organisation.kind).in_([OrganisationKind.GOVERNMENT, OrganisationKind.COMPANY])
    return list(session.exec(select(Organisation.name).where(can).order_by(Organisation.name)).all())


def organisation_for(session: Session, role: Role, name: str) -> int:
    """The id of the organisation called `name`. Raises Invalid where there is none, or this role does not fit it."""
    found = session.exec(select(Organisation).where(Organisation.name == name)).first()
    if found is None:
        raise Invalid(Fault("organisation", f"There is no organisation “{name}”. Choose one of: "
                                            f"{', '.join(_have_accounts(session))}."))
    wanted = OrganisationKind.GOVERNMENT if role in GOVERNMENT_ROLES else OrganisationKind.COMPANY
    if found.kind is not wanted:
        where = "a government department" if role in GOVERNMENT_ROLES else "a company that runs a platform"
        raise Invalid(Fault("organisation", f"{ROLE_NAMES[role]}s belong to {where}; {name} is not one."))
    return _id(found)


def _keep_an_administrator(session: Session, leaving: Account) -> None:
    others = select(func.count()).select_from(Account).where(
        Account.role == Role.ADMINISTRATOR, col(Account.active), Account.id != leaving.id)
    if leaving.role is Role.ADMINISTRATOR and leaving.active and not session.exec(others).one():
        raise Invalid(Fault("account", f"{leaving.name} is the last administrator. Make someone else one first."))


def _revoke_all(session: Session, account_id: int, now: datetime) -> None:
    for row in session.exec(select(SignIn).where(SignIn.account_id == account_id, col(SignIn.revoked_at).is_(None))):
        row.revoked_at = now
    session.execute(delete(PendingSignIn).where(col(PendingSignIn.account_id) == account_id))


def _use_up_links(w: Write, account_id: int) -> None:
    open_ones = select(PasswordLink).where(PasswordLink.account_id == account_id, col(PasswordLink.used_at).is_(None))
    for link in w.session.exec(open_ones):
        link.used_at = w.now


def _end_feeds(w: Write, account_id: int) -> None:
    working = select(CalendarFeed).where(CalendarFeed.account_id == account_id, col(CalendarFeed.revoked_at).is_(None))
    for feed in w.session.exec(working):
        feed.revoked_at = w.now


def _new_link(w: Write, account: Account) -> str:
    _use_up_links(w, _id(account))
    token = secrets.token_urlsafe(32)
    w.session.add(PasswordLink(account_id=_id(account), token_hash=token_hash(token), expires_at=w.now + LINK_LASTS))
    return token


def _account(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound("There is no such account.")
    return account


def _id(row: Account | Organisation) -> int:
    assert row.id is not None  # it has been flushed or was loaded
    return row.id


def _described(given: AccountInput) -> str:
    lead = ", their company's lead" if given.lead else ""
    return f"{given.name} ({ROLE_NAMES[given.role].lower()}, {given.organisation}{lead})"
