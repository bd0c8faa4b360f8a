"""The audit: sentences saying who did what to what, when, each bound to the one before by its hash."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field

from data_model.base import Table


class AuditEntry(Table, table=True):
    """One sentence. `position` counts from 1 without gaps; `hash` covers the entry and the hash before it."""

    __tablename__ = "audit_entries"

    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(index=True)
    actor_id: int | None = Field(default=None, foreign_key="accounts.id", index=True)
    actor: str = Field(max_length=254, description="The person's name as it was then, or the command that acted")
    action: str = Field(index=True, max_length=60)
    sentence: str = Field(sa_type=Text)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class AuditHead(Table, table=True):
    """The one row naming the newest entry. Every write locks it first, so that there is one writer at a time
    on SQLite and PostgreSQL alike."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: int = Field(default=1, primary_key=True)
    position: int
    hash: str = Field(max_length=64)
    data_version: str = Field(max_length=64, description="Hash of the newest entry that may have changed what a page "
                                                         "shows: what pages keep is keyed by it")
