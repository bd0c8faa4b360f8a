"""Returns that are read and stored after their sender was answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, LargeBinary, Text
from sqlmodel import Field

from data_model.base import Table, stored_by_value
from data_model.words import JobState, ReturnForm


class ReturnJob(Table, table=True):
    """One return on its way. The file is kept until the job has ended; what came of it stays."""

    __tablename__ = "return_jobs"
    __table_args__ = (
        CheckConstraint("rows_done >= 0", name="rows_done_not_negative"),
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        CheckConstraint("(state = 'stored') = (return_id IS NOT NULL)", name="stored_as_a_return"),
    )

    id: int | None = Field(default=None, primary_key=True)
    platform_id: int = Field(foreign_key="platforms.id", index=True)
    account_id: int = Field(foreign_key="accounts.id", index=True)
    key_id: int = Field(foreign_key="api_keys.id", index=True)
    dry_run: bool
    file_name: str = Field(max_length=200)
    form: ReturnForm = Field(sa_type=stored_by_value(ReturnForm, "form"))
    content: bytes | None = Field(default=None, sa_type=LargeBinary)
    reason: str = Field(default="", sa_type=Text)
    confirmed: bool = Field(default=False, description="Whether what is asked about counts as right")
    state: JobState = Field(sa_type=stored_by_value(JobState, "state"))
    rows_done: int = 0
    rows_total: int | None = None
    outcome: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    return_id: int | None = Field(default=None, foreign_key="returns.id", unique=True)
    attempts: int = 0
    asked_at: datetime
    claimed_until: datetime | None = Field(default=None, description="Until when one worker has it for itself")
    ended_at: datetime | None = None
