"""Keys with which a company's or a department's programs call the API, and the answers they were given."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, LargeBinary
from sqlmodel import Field

from data_model.base import Table


class ApiKey(Table, table=True):
    """One key. A program that has it does what its person may do, within the key's scopes, until it expires, is
    revoked, or the person's account ends. The secret is never stored, only its SHA-256."""

    __tablename__ = "api_keys"
    __table_args__ = (
        CheckConstraint("length(name) > 0", name="named"),
        CheckConstraint("may_read OR may_submit OR may_signal", name="may_do_something"),
        CheckConstraint("expires_at > made_at", name="expires_later"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisations.id", index=True)
    account_id: int = Field(foreign_key="accounts.id", index=True, description="The person who answers for it")
    name: str = Field(max_length=120)
    start: str = Field(max_length=16, description="The first characters of the secret, by which people know it")
    secret_hash: str = Field(unique=True, max_length=64)
    may_read: bool
    may_submit: bool
    may_signal: bool
    made_by: int = Field(foreign_key="accounts.id")
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = Field(default=None, description="To the minute")
    revoked_at: datetime | None = None
    revoked_by: int | None = Field(default=None, foreign_key="accounts.id")


class StoredAnswer(Table, table=True):
    """What a write with an Idempotency-Key was answered, stored in the write's own transaction: the same key and
    request are given the same answer."""

    __tablename__ = "stored_answers"

    key_id: int = Field(primary_key=True, foreign_key="api_keys.id", sa_column_kwargs={"autoincrement": False})
    idempotency_key: str = Field(primary_key=True, max_length=255)
    request_hash: str = Field(max_length=64, description="SHA-256 of method, address, headers that matter, and body")
    status: int
    headers: dict[str, Any] = Field(sa_type=JSON)
    body: bytes = Field(sa_type=LargeBinary)
    answered_at: datetime = Field(index=True)
