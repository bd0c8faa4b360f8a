"""A person's meetings as calendars hold them: of every letter that they see, as `reading.listing` shows them now."""

from collections import defaultdict
from datetime import datetime

import pandas as pd
from sqlalchemy import func, select
from sqlmodel import Session, col

from coordination.dialogue.versions import counts, seen_by
from coordination.letters import addressed
from coordination.viewers import Viewer
from data_model.dialogue import Meeting, MeetingOrganisation, MeetingVersion
from data_model.letters import Letter
from data_model.organisations import Organisation

COLUMNS = ["id", "uid", "recurrence_id", "sequence", "state", "title", "starts_at", "ends_at", "place", "agenda",
           "organisations", "recorded_at"]


def listing(session: Session, viewer: Viewer, *, as_at: datetime, meeting_id: int | None = None) -> pd.DataFrame:
    """The meetings that the viewer may see, or the one asked for, in the order of time. Columns: COLUMNS;
    `organisations` are names, as a tuple; moments are UTC. Never anything of a private note."""
    version = ("number", "source_sequence", "state", "title", "starts_at", "ends_at", "place", "agenda", "recorded_at")
    chosen = (
        select(col(Meeting.id), col(Meeting.uid), col(Meeting.recurrence_id),
               col(MeetingVersion.id).label("version_id"), *(getattr(MeetingVersion, name) for name in version))
        .join(MeetingVersion, col(MeetingVersion.meeting_id) == Meeting.id)
        .join(Letter, col(Letter.id) == Meeting.letter_id)
        .where(counts(as_at), seen_by(viewer, col(MeetingVersion.id)), addressed(viewer))
        .order_by(col(MeetingVersion.starts_at), col(Meeting.id))
    )
    if meeting_id is not None:
        chosen = chosen.where(col(Meeting.id) == meeting_id)
    named = defaultdict[int, list[str]](list)
    organisations = (
        chosen.with_only_columns(col(MeetingVersion.id), col(Organisation.name))
        .join(MeetingOrganisation, col(MeetingOrganisation.version_id) == MeetingVersion.id)
        .join(Organisation, col(Organisation.id) == MeetingOrganisation.organisation_id)
        .order_by(None).order_by(func.lower(col(Organisation.name)))
    )
    for version_id, name in session.execute(organisations):
        named[version_id].append(name)
    rows = [(row.id, row.uid, row.recurrence_id, sequence(row.number, row.source_sequence), row.state, row.title,
             row.starts_at, row.ends_at, row.place, row.agenda, tuple(named[row.version_id]), row.recorded_at)
            for row in session.execute(chosen)]
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def sequence(number: int, source_sequence: int | None) -> int:
    """SEQUENCE in calendars. That of an invitation is its organiser's to count, and stays as it came; a later change
    by us is told from the version before by its DTSTAMP (RFC 5546, section 2.1.5)."""
    return number - 1 if source_sequence is None else source_sequence
