"""Sections of advice to take away, as they are compared on screen."""

from datetime import datetime

import pandas as pd
from sqlmodel import Session

from coordination.advice import reading
from coordination.letters import LetterInView
from coordination.viewers import Viewer

COLUMNS = ["platform", "slug", "topic", "state", "stale", "last_checked", "edition_number", "number", "agreed_number",
           "english", "welsh", "report_address", "responds_in_hours", "gaps", "submitted_at", "submitted_by",
           "decided_at", "decided_by", "reason"]
GAP_COLUMNS = ["platform", "slug", "topic", "gap"]


def compared(session: Session, viewer: Viewer, letter: LetterInView, *, as_at: datetime) -> pd.DataFrame:
    """Every section as `reading.sections` has it. Columns: COLUMNS; `gaps` is one text."""
    found = reading.sections(session, viewer, letter, as_at=as_at)
    return found.assign(gaps=["; ".join(each) for each in found["gaps"]])[COLUMNS]


def gaps(session: Session, viewer: Viewer, letter: LetterInView, *, as_at: datetime) -> pd.DataFrame:
    """One row for each gap. Columns: GAP_COLUMNS."""
    found = reading.sections(session, viewer, letter, as_at=as_at).rename(columns={"gaps": "gap"})
    return found[GAP_COLUMNS].explode("gap").dropna(subset=["gap"]).reset_index(drop=True)
