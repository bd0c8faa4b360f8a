"""Officials' private notes on a meeting: apart from the agreed note, and for nobody else's eyes."""

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Select, select
from sqlmodel import Session, col

from coordination import writes
from coordination.dialogue import inputs, versions
from coordination.dialogue.versions import OFFICIALS, described
from coordination.viewers import Viewer
from data_model.accounts import Account
from data_model.dialogue import PrivateNote
from data_model.organisations import Organisation

COLUMNS = ["id", "written_at", "written_by", "organisation", "text"]


def write(engine: Engine, viewer: Viewer, meeting_id: int, text: str) -> int:
    """Write a private note on a meeting. Returns its id. Raises Invalid, NotFound, NotAllowed."""
    text = inputs.words(text, "text", "Write the note.")
    with writes.write(engine, viewer, OFFICIALS, "write private notes") as w:
        version = versions.newest(w, meeting_id)
        note = PrivateNote(meeting_id=meeting_id, text=text, written_by=w.account_id, written_at=w.now)
        w.session.add(note)
        w.session.flush()
        w.record("meeting.note", f"wrote a private note on {described(version)}.")
        return note.id or 0


def listing(session: Session, viewer: Viewer, meeting_id: int, *, as_at: datetime) -> pd.DataFrame:
    """Officials' private notes on a meeting, newest first. Columns: COLUMNS. Raises NotAllowed for anybody else."""
    viewer.must_be(OFFICIALS, "read private notes")
    query: Select[*tuple[Any, ...]] = (
        select(col(PrivateNote.id), col(PrivateNote.written_at), col(Account.name).label("written_by"),
               col(Organisation.name), col(PrivateNote.text))
        .join(Account, col(Account.id) == PrivateNote.written_by)
        .join(Organisation, col(Organisation.id) == Account.organisation_id)
        .where(col(PrivateNote.meeting_id) == meeting_id, col(PrivateNote.written_at) <= as_at)
        .order_by(col(PrivateNote.written_at).desc(), col(PrivateNote.id).desc())
    )
    return pd.DataFrame(session.execute(query).all(), columns=COLUMNS, dtype=object)
