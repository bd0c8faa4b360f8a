"""Briefings as they were put together: one's own, and those that colleagues share. What they show is read when a
document is made of them."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import select
from sqlmodel import Session, col

from coordination.briefings import inputs
from coordination.briefings.inputs import Parts
from coordination.exploring import owned
from coordination.problems import Changed, NotFound
from coordination.viewers import Viewer
from coordination.wording import moment_in_words
from data_model.accounts import Account
from data_model.exploring import Briefing
from data_model.letters import Letter
from data_model.words import BriefingTemplate, Marking

COLUMNS = ["id", "name", "template", "marking", "parts", "shared", "own", "owner", "revision", "saved_at"]


@dataclass(frozen=True)
class BriefingInView:
    """One briefing as its owner and their colleagues see it. Its words are its owner's."""

    id: int
    letter_id: int
    reference: str
    """Of its letter."""
    name: str
    template: BriefingTemplate
    marking: Marking
    parts: Parts
    shared: bool
    own: bool
    owner: str
    revision: int
    saved_at: datetime


def listing(session: Session, viewer: Viewer, letter_id: int) -> pd.DataFrame:
    """The viewer's own briefings of a letter, then those that colleagues share, by name. Columns: COLUMNS; `parts` is
    how many it has."""
    query = (select(Briefing, col(Account.name)).join(Account, col(Account.id) == Briefing.owner_id)
             .where(col(Briefing.letter_id) == letter_id, owned.visible(viewer, Briefing)))
    rows = [(row.id, row.name, row.template, row.marking, len(row.parts), row.shared,
             row.owner_id == viewer.account_id, owner, row.revision, row.saved_at)
            for row, owner in session.execute(query)]
    rows.sort(key=lambda row: (not row[6], row[1].casefold(), row[0]))
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def opened(session: Session, viewer: Viewer, briefing_id: int) -> BriefingInView:
    """One briefing: the viewer's own, or one that is shared in their organisation. Raises NotFound."""
    return in_view(session, viewer, owned.found(session, viewer, Briefing, briefing_id))


def at_revision(session: Session, viewer: Viewer, briefing_id: int, revision: int) -> BriefingInView:
    """The viewer's own briefing, if it is still at `revision`. Raises NotFound, and Changed where it was saved from
    elsewhere meanwhile."""
    found = opened(session, viewer, briefing_id)
    if found.revision != revision:
        raise Changed(f"This briefing was saved from another window on {moment_in_words(found.saved_at)}. What you "
                      "wrote is still on your screen. Copy what you need, then load what is saved.")
    if not found.own:
        raise NotFound("There is no such briefing of yours.")
    return found


def in_view(session: Session, viewer: Viewer, row: Briefing) -> BriefingInView:
    """A row that the viewer may open, as it is shown."""
    return BriefingInView(
        row.id or 0, row.letter_id, session.get_one(Letter, row.letter_id).reference, row.name, row.template,
        row.marking, inputs.restored(row.parts), row.shared, row.owner_id == viewer.account_id,
        session.get_one(Account, row.owner_id).name, row.revision, row.saved_at)
