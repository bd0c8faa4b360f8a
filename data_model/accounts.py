"""Accounts, sign-ins, password links and failed attempts; and the exercise, whose clock they all run on."""

from datetime import datetime

from sqlalchemy import CheckConstraint
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
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower_case"),)

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True, max_length=254)
    name: str = Field(max_length=200)
    role: Role = Field(sa_type=stored_by_value(Role, "role"))
    organisation_id: int = Field(foreign_key="organisations.id", index=True)
    password_hash: str | None = Field(default=None, max_length=300)
    active: bool = True
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
