"""Accounts, how people sign in to them, and failed attempts; and the exercise, whose clock they all run on."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from data_model.base import Table, stored_by_value
from data_model.words import Role


class Exercise(Table, table=True):
    """The one row that makes an installation an exercise. Standing-cast accounts hang on it by foreign key,
    so that outside the exercise they cannot exist."""

    __tablename__ = "exercises"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: int = Field(default=1, primary_key=True)
    seed: int
    opens_at: datetime = Field(description="What the exercise clock said when the exercise began")
    began_at: datetime = Field(description="What the real clock said then")


class Account(Table, table=True):
    """A person who may sign in. Deactivated, never deleted: the audit names them."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower_case"),
        CheckConstraint("NOT lead OR role = 'platform'", name="leads_at_a_platform"),
    )

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True, max_length=254)
    name: str = Field(max_length=200)
    role: Role = Field(sa_type=stored_by_value(Role, "role"))
    organisation_id: int = Field(foreign_key="organisations.id", index=True)
    password_hash: str | None = Field(default=None, max_length=300)
    active: bool = True
    lead: bool = Field(default=False, description="Whether they manage their company's API keys and webhooks")
    exercise_id: int | None = Field(default=None, foreign_key="exercises.id")
    created_at: datetime


class SignIn(Table, table=True):
    """One signed-in browser. The token itself is never stored, only its SHA-256."""

    __tablename__ = "sign_ins"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="accounts.id", index=True)
    token_hash: str = Field(unique=True, max_length=64)
    signed_in_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    proof_hash: str | None = Field(default=None, unique=True, max_length=64, description="SHA-256 of what the identity "
                                   "provider said, where one did: the same is good once")


class PasswordLink(Table, table=True):
    """A link, good once, with which a person sets their password. Only the token's SHA-256 is stored."""

    __tablename__ = "password_links"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="accounts.id", index=True)
    token_hash: str = Field(unique=True, max_length=64)
    expires_at: datetime
    used_at: datetime | None = None


class FailedSignIn(Table, table=True):
    """One wrong guess, kept to slow down the next one. `guessed` is a SHA-256, not the address typed."""

    __tablename__ = "failed_sign_ins"

    id: int | None = Field(default=None, primary_key=True)
    guessed: str = Field(index=True, max_length=64)
    failed_at: datetime


class Identity(Table, table=True):
    """Who a person is to an identity provider (OpenID Connect: issuer and subject)."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="accounts.id", index=True)
    issuer: str = Field(max_length=500)
    subject: str = Field(max_length=255)
    linked_at: datetime


class DomainRule(Table, table=True):
    """People whose provider has verified an address of this domain get an account at their first sign-in."""

    __tablename__ = "domain_rules"
    __table_args__ = (
        CheckConstraint("domain = lower(domain)", name="domain_lower_case"),
        CheckConstraint("role <> 'administrator'", name="makes_no_administrator"),
    )

    id: int | None = Field(default=None, primary_key=True)
    domain: str = Field(unique=True, max_length=253)
    role: Role = Field(sa_type=stored_by_value(Role, "role"))
    organisation_id: int = Field(foreign_key="organisations.id", index=True)
    made_by: int = Field(foreign_key="accounts.id")
    made_at: datetime


class SecondFactor(Table, table=True):
    """A person's authenticator app. Without `confirmed_at` it was offered and not yet shown to work."""

    __tablename__ = "second_factors"

    account_id: int = Field(primary_key=True, foreign_key="accounts.id", sa_column_kwargs={"autoincrement": False})
    secret: str = Field(max_length=64, description="Base32, as RFC 6238 has it")
    offered_at: datetime
    confirmed_at: datetime | None = None
    last_step: int | None = Field(default=None, description="Of the newest code that was used: no code is good twice")


class RecoveryCode(Table, table=True):
    """A code, good once, for who has lost their authenticator app. Only its SHA-256 is stored."""

    __tablename__ = "recovery_codes"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="accounts.id", index=True)
    code_hash: str = Field(unique=True, max_length=64)
    used_at: datetime | None = None


class PendingSignIn(Table, table=True):
    """A person whose password was right and whose second factor is still to come. It opens nothing."""

    __tablename__ = "pending_sign_ins"
    __table_args__ = (CheckConstraint("wrong >= 0", name="wrong_not_negative"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="accounts.id", index=True)
    token_hash: str = Field(unique=True, max_length=64)
    expires_at: datetime
    wrong: int = Field(default=0, description="Codes that were not right")
