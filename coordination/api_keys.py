"""Keys for the API: making and revoking them, and who calls with one.

A key belongs to an organisation, and a person of it answers for it: a program that has the key does what that person
may do, within the key's scopes, and what it writes is theirs.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any

import pandas as pd
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import ColumnElement, Engine, Row, Select, bindparam, false, func, select, true, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from coordination import audit, clock
from coordination.accounts import token_hash
from coordination.problems import Fault, Invalid, NotAllowed, NotFound, from_validation
from coordination.sign_ins import Visitor
from coordination.texts import Line
from coordination.viewers import Viewer
from coordination.writes import Write, write
from data_model.accounts import Account, Exercise
from data_model.api_keys import ApiKey
from data_model.audit import AuditHead
from data_model.database import alone, writing
from data_model.organisations import Organisation
from data_model.words import Role, Scope

MANAGERS = frozenset({Role.ADMINISTRATOR, Role.PLATFORM})
HOLDERS = frozenset({Role.PLATFORM, Role.ANALYST})
DOING = "manage API keys"
PREFIX = "parley_"
SECRET_BYTES = 32
SHOWN = len(PREFIX) + 5  # characters of a secret that lists show
LONGEST_SECRET = 100
LONGEST_NAME = 120
MOST_DAYS = 365
USED_AGAIN = timedelta(minutes=1)
COLUMNS = ["id", "name", "start", "organisation", "person", "scopes", "made_by", "made_at", "expires_at",
           "last_used_at", "revoked_at", "state"]

CALLER: Select[*tuple[Any, ...]] = (
    select(col(Account.id), col(Account.name), col(Account.email), col(Account.role), col(Account.organisation_id),
           col(Organisation.name).label("organisation"), col(ApiKey.id).label("key_id"), col(ApiKey.may_read),
           col(ApiKey.may_submit), col(ApiKey.may_signal), col(ApiKey.expires_at), col(ApiKey.last_used_at),
           col(Exercise.opens_at), col(Exercise.began_at), col(AuditHead.data_version))
    .join(ApiKey, col(ApiKey.account_id) == Account.id)
    .join(Organisation, col(Organisation.id) == Account.organisation_id)
    .join(AuditHead, col(AuditHead.id) == 1)
    .join(Exercise, col(Exercise.id) == 1, isouter=True)
    .where(col(ApiKey.secret_hash) == bindparam("secret_hash"), col(ApiKey.revoked_at).is_(None), col(Account.active),
           # Who moved to another company does not take its keys along.
           col(ApiKey.organisation_id) == Account.organisation_id)
)


def _some(scopes: frozenset[Scope]) -> frozenset[Scope]:
    if not scopes:
        raise ValueError("Tick at least one thing that the program may do.")
    return scopes


class KeyInput(BaseModel):
    """What somebody says of a new key."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Line, Field(max_length=LONGEST_NAME)]
    scopes: Annotated[frozenset[Scope], AfterValidator(_some)]
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = 90
    account_id: int | None = None
    """Who answers for it; whoever makes it, where nobody is named."""


@dataclass(frozen=True)
class Caller:
    """A program at one call: on whose behalf, when, and within which scopes."""

    visitor: Visitor
    scopes: frozenset[Scope]
    noted: bool = True
    """Whether the key's use in this minute is on record."""

    @property
    def viewer(self) -> Viewer:
        """The person who answers for the key."""
        return self.visitor.viewer


class Keyring:
    """Who calls with which secret, for the calls of one process.

    Whatever ends or changes a key or its person's account is an entry in the audit. So who a secret was found to be
    stays true until the audit's head moves, and each call reads that head, which takes a fraction of the time."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._head = engine, ""
        self._found: dict[str, Row[Any]] = {}

    def caller(self, secret: str) -> Caller | None:
        """Who calls with this secret, as `known` says; its use is noted."""
        found = self.known(secret)
        if found and not found.noted:
            self.note_use(secret, found)
        return found

    def known(self, secret: str) -> Caller | None:
        """Who calls with this secret; None where it is unknown, revoked or expired, or its person's account has ended
        or moved to another organisation."""
        row = self._row(secret) if len(secret) <= LONGEST_SECRET else None
        if row is None:
            return None
        now = clock.at_exercise(row.opens_at, row.began_at) if row.opens_at else clock.real_now()
        if row.expires_at <= now or row.role not in HOLDERS:
            return None
        noted = row.last_used_at is not None and timedelta() <= now - row.last_used_at < USED_AGAIN
        viewer = Viewer(row.id, row.name, row.email, row.role, row.organisation_id, row.organisation, row.key_id)
        return Caller(Visitor(viewer, now, row.data_version, row.opens_at is not None),
                      _scopes(row.may_read, row.may_submit, row.may_signal), noted)

    def note_use(self, secret: str, by: Caller) -> None:
        """Note the minute of a key's last use. Not the audit's business, and no reason for pages to read again."""
        with writing(self._engine) as session:
            session.execute(
                update(ApiKey).where(col(ApiKey.id) == by.viewer.key_id).values(last_used_at=by.visitor.now))
        self._found.pop(secret, None)

    def _row(self, secret: str) -> Row[Any] | None:
        head = audit.newest_hash(self._engine)  # before the row: what is kept may be newer than its head, never older
        if head != self._head:
            self._found, self._head = {}, head
        found = self._found
        if secret not in found:
            with alone(self._engine) as connection:
                row = connection.execute(CALLER, {"secret_hash": token_hash(secret)}).first()
            if row is None:
                return None  # and not kept: there is no end of wrong secrets
            found[secret] = row
        return found[secret]


def make(engine: Engine, viewer: Viewer, given: dict[str, object]) -> tuple[int, str]:
    """Make a key. Returns its id and its secret, which is shown once and never stored.

    A platform's lead makes one for themselves; an administrator names who answers for it. Raises NotAllowed, Invalid.
    """
    asked = _checked(given)
    with write(engine, viewer, MANAGERS, DOING) as w:
        person = _person(w, asked)
        secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        key = ApiKey(organisation_id=person.organisation_id, account_id=person.id or 0, name=asked.name,
                     start=secret[:SHOWN], secret_hash=token_hash(secret), may_read=Scope.READ in asked.scopes,
                     may_submit=Scope.SUBMIT in asked.scopes, may_signal=Scope.SIGNALS in asked.scopes,
                     made_by=w.account_id, made_at=w.now, expires_at=w.now + timedelta(days=asked.days))
        w.session.add(key)
        w.session.flush()
        w.record("key.make", f"made API key {key.id} for {person.name}, good for "
                             f"{', '.join(sorted(asked.scopes))}, until {clock.day(key.expires_at):%Y-%m-%d}.")
        return key.id or 0, secret


def revoke(engine: Engine, viewer: Viewer, key_id: int) -> None:
    """Revoke a key: it opens nothing from this moment on. Raises NotFound, also where it was revoked before."""
    with write(engine, viewer, MANAGERS, DOING) as w:
        mine = select(ApiKey).where(col(ApiKey.id) == key_id, col(ApiKey.revoked_at).is_(None),
                                    _managed(w.session, w.person))
        key = w.session.scalars(mine).first()
        if key is None:
            raise NotFound("There is no such API key, or it has been revoked already.")
        key.revoked_at, key.revoked_by = w.now, w.account_id
        w.record("key.revoke", f"revoked API key {key_id}.")


def manages(session: Session, viewer: Viewer) -> bool:
    """Whether the viewer may make and revoke keys: an administrator, or the lead of a platform's company."""
    if viewer.role is Role.ADMINISTRATOR:
        return True
    lead = select(col(Account.lead)).where(col(Account.id) == viewer.account_id, col(Account.active))
    return viewer.role is Role.PLATFORM and bool(session.scalars(lead).first())


def leads(session: Session, viewer: Viewer) -> list[str]:
    """Who manages the keys and webhooks of the viewer's company, by name: none at a department."""
    query = select(col(Account.name)).where(
        col(Account.organisation_id) == viewer.organisation_id, col(Account.active), col(Account.lead))
    return list(session.scalars(query.order_by(func.lower(col(Account.name)))))


def holders(session: Session, viewer: Viewer) -> dict[int, str]:
    """For whom the viewer may make keys, by account: an administrator for every representative and analyst, in the
    order of organisations and names; a lead for themselves."""
    if not manages(session, viewer):
        return {}
    query = (select(col(Account.id), col(Account.name), col(Organisation.name))
             .join(Organisation, col(Organisation.id) == Account.organisation_id)
             .where(col(Account.role).in_(HOLDERS), col(Account.active))
             .order_by(func.lower(col(Organisation.name)), func.lower(col(Account.name)), col(Account.id)))
    if viewer.role is not Role.ADMINISTRATOR:
        query = query.where(col(Account.id) == viewer.account_id)
    return {id_ or 0: f"{name} ({organisation})" for id_, name, organisation in session.execute(query)}


def listing(session: Session, viewer: Viewer, *, now: datetime) -> pd.DataFrame:
    """The keys that the viewer manages, the newest first; empty for who manages none. Columns: COLUMNS; `scopes` are
    words with commas between, `state` is working, expired or revoked."""
    maker = aliased(Account)
    query = (
        select(col(ApiKey.id), col(ApiKey.name), col(ApiKey.start), col(Organisation.name), col(Account.name),
               col(ApiKey.may_read), col(ApiKey.may_submit), col(ApiKey.may_signal), col(maker.name),
               col(ApiKey.made_at), col(ApiKey.expires_at), col(ApiKey.last_used_at), col(ApiKey.revoked_at))
        .join(Organisation, col(Organisation.id) == ApiKey.organisation_id)
        .join(Account, col(Account.id) == ApiKey.account_id)
        .join(maker, col(maker.id) == ApiKey.made_by)
        .where(_managed(session, viewer))
        .order_by(col(ApiKey.made_at).desc(), col(ApiKey.id).desc())
    )
    rows = [(*row[:5], ", ".join(sorted(_scopes(*row[5:8]))), *row[8:], _state(row[10], row[12], now))
            for row in session.execute(query)]
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def _managed(session: Session, viewer: Viewer) -> ColumnElement[bool]:
    """The condition under which the viewer manages a key."""
    if not manages(session, viewer):
        return false()
    return true() if viewer.role is Role.ADMINISTRATOR else col(ApiKey.organisation_id) == viewer.organisation_id


def _person(w: Write, asked: KeyInput) -> Account:
    """Who answers for a new key."""
    if not manages(w.session, w.person):
        raise NotAllowed("Only your company's lead can manage API keys. Ask them, or an administrator.")
    account = w.session.get(Account, asked.account_id or w.account_id)
    lead = w.person.role is Role.PLATFORM
    if account is None or not account.active or (lead and account.id != w.account_id):
        raise NotFound("There is no such account.")
    if account.role not in HOLDERS:
        raise Invalid(Fault("account_id", "A key is for a platform representative or an analyst. Choose one."))
    return account


def _checked(given: dict[str, object]) -> KeyInput:
    try:
        return KeyInput.model_validate(given)
    except ValidationError as error:
        raise from_validation(error) from error


@lru_cache
def _scopes(may_read: bool, may_submit: bool, may_signal: bool) -> frozenset[Scope]:
    may = {Scope.READ: may_read, Scope.SUBMIT: may_submit, Scope.SIGNALS: may_signal}
    return frozenset(scope for scope, given in may.items() if given)


def _state(expires_at: datetime, revoked_at: datetime | None, now: datetime) -> str:
    return "revoked" if revoked_at else "expired" if expires_at <= now else "working"
