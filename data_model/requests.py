"""Update requests: an official's dated request to platforms on commitments."""

from datetime import date, datetime

from sqlalchemy import Text
from sqlmodel import Field

from data_model.base import Table


class UpdateRequest(Table, table=True):
    """One request, to one or more platforms on one or more commitments of one letter."""

    __tablename__ = "update_requests"

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letters.id", index=True)
    message: str = Field(default="", sa_type=Text)
    due_on: date
    asked_by: int = Field(foreign_key="accounts.id")
    asked_at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_reason: str = Field(default="", sa_type=Text)


class RequestPlatform(Table, table=True):
    """A platform that a request is addressed to."""

    __tablename__ = "request_platforms"

    request_id: int = Field(foreign_key="update_requests.id", primary_key=True)
    platform_id: int = Field(foreign_key="platforms.id", primary_key=True, index=True)


class RequestCommitment(Table, table=True):
    """A commitment that a request asks about."""

    __tablename__ = "request_commitments"

    request_id: int = Field(foreign_key="update_requests.id", primary_key=True)
    commitment_id: int = Field(foreign_key="commitments.id", primary_key=True, index=True)
