"""How a platform's own table is read (which column is the day, which the count, …): remembered for the next one with
the same header."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination.incidents.cells import Cells
from coordination.incidents.files import Unmapped
from coordination.incidents.mapping import chosen
from coordination.incidents.returns import PLATFORMS
from coordination.problems import Invalid, NotFound
from coordination.viewers import Viewer, own_platform
from coordination.writes import write
from data_model.incidents import ColumnMapping
from data_model.organisations import Platform


def remembered(session: Session, viewer: Viewer, platform_id: int, header_hash: str) -> dict[str, Any] | None:
    """What was remembered for a table of one of the viewer's own platforms with this header, or None."""
    query = select(col(ColumnMapping.mapping)).where(
        col(ColumnMapping.platform_id) == platform_id, col(ColumnMapping.header_hash) == header_hash,
        own_platform(viewer, col(ColumnMapping.platform_id)))
    return session.scalars(query).first()


def as_remembered(session: Session, viewer: Viewer, platform_id: int, read: Callable[..., Cells | Unmapped],
                  found: Cells | Unmapped) -> Cells | Unmapped:
    """What `read(mapping=…)` makes of a table that was found to be in none of the known forms, as was remembered for
    one with its header; the table itself where nothing was, or where it cannot be read so any more."""
    if not isinstance(found, Unmapped):
        return found
    known = remembered(session, viewer, platform_id, found.header_hash)
    if known is None:
        return found
    try:
        return read(mapping=chosen(known))
    except Invalid:  # the vocabulary has moved on since: a person says again how it is read
        return found


def remember(engine: Engine, viewer: Viewer, platform_id: int, header_hash: str, mapping: dict[str, Any]) -> None:
    """Remember how such a table is read, in place of what was remembered before. Raises NotFound for a platform that
    is not the viewer's own."""
    with write(engine, viewer, PLATFORMS, "say how a table is read") as w:
        platform = w.session.scalars(select(Platform).where(
            col(Platform.id) == platform_id, own_platform(w.person, col(Platform.id)))).first()
        if platform is None:
            raise NotFound("There is no such platform of yours.")
        known = w.session.get(ColumnMapping, (platform_id, header_hash))
        if known and known.mapping == mapping:
            return
        w.session.merge(ColumnMapping(platform_id=platform_id, header_hash=header_hash, mapping=mapping,
                                      saved_by=w.account_id, saved_at=w.now))
        w.record("mapping.save", f"said how a table of {platform.name} is read.")
