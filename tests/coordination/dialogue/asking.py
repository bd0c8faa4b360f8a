"""What tests of the dialogue ask again and again."""

from datetime import datetime

from sqlalchemy import Engine, func, select
from sqlmodel import SQLModel, col

from coordination.dialogue import reading as meetings_read
from coordination.dialogue.reading import MeetingInView
from coordination.viewers import Viewer
from data_model.audit import AuditEntry
from data_model.database import reading


def in_view(engine: Engine, viewer: Viewer, meeting_id: int, at: datetime) -> MeetingInView:
    """The meeting as this viewer sees it."""
    with reading(engine) as session:
        return meetings_read.in_view(session, viewer, meeting_id, as_at=at)


def last_sentence(engine: Engine) -> str:
    """The newest of the audit."""
    with reading(engine) as session:
        return session.scalars(select(col(AuditEntry.sentence)).order_by(col(AuditEntry.position).desc())).first() or ""


def count(engine: Engine, *tables: type[SQLModel]) -> list[int]:
    """How many rows each of these tables has."""
    with reading(engine) as session:
        return [session.scalars(select(func.count()).select_from(table)).one() for table in tables]
