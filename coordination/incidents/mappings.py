"""How a platform's own table is read (which column is the day, which the count, …): remembered for the next one with
the same header."""

from collections.abc import Callable
from typing import Any

import pandas as pd
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination import clock
from coordination.incidents import files, vocabulary
from coordination.incidents.cells import Cells
from coordination.incidents.files import Unmapped
from coordination.incidents.mapping import chosen, constants, header_hash, places
from coordination.incidents.returns import PLATFORMS
from coordination.incidents.rows import Sender, readers
from coordination.incidents.values import DayFormat, Days
from coordination.problems import Fault, Invalid, NotFound
from coordination.viewers import Viewer, own_platform
from coordination.writes import write
from data_model.accounts import Account
from data_model.database import reading
from data_model.incidents import ColumnMapping
from data_model.organisations import Platform

DOING = "say how a table is read"
COLUMNS = ["slug", "platform", "header_hash", "mapping", "saved_by", "saved_at"]
NOT_YOURS = "There is no such platform of yours."
KNOWN_FORM = "A table with these columns is in a form that Parley knows, and is read without being told how."


def listing(session: Session, viewer: Viewer) -> pd.DataFrame:
    """How tables of the viewer's own platforms are read, as was remembered. Columns: COLUMNS; `saved_by` is a name."""
    query = (
        select(col(Platform.slug), col(Platform.name), col(ColumnMapping.header_hash), col(ColumnMapping.mapping),
               col(Account.name), col(ColumnMapping.saved_at))
        .join(Platform, col(Platform.id) == ColumnMapping.platform_id)
        .join(Account, col(Account.id) == ColumnMapping.saved_by)
        .where(own_platform(viewer, col(ColumnMapping.platform_id)))
        .order_by(col(Platform.slug), col(ColumnMapping.header_hash))
    )
    return pd.DataFrame(session.execute(query).all(), columns=COLUMNS, dtype=object)


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
    with write(engine, viewer, PLATFORMS, DOING) as w:
        platform = w.session.scalars(select(Platform).where(
            col(Platform.id) == platform_id, own_platform(w.person, col(Platform.id)))).first()
        if platform is None:
            raise NotFound(NOT_YOURS)
        known = w.session.get(ColumnMapping, (platform_id, header_hash))
        if known and known.mapping == mapping:
            return
        w.session.merge(ColumnMapping(platform_id=platform_id, header_hash=header_hash, mapping=mapping,
                                      saved_by=w.account_id, saved_at=w.now))
        w.record("mapping.save", f"said how a table of {platform.name} is read.")


def say(engine: Engine, viewer: Viewer, slug: str, header: tuple[str, ...], given: dict[str, Any]) -> str:
    """Remember how tables with this header are read, without having one at hand: what `given` chooses must be in the
    header, and what it says of all rows must mean something. Returns the header's hash. Raises Invalid, NotFound for a
    platform that is not the viewer's own, NotAllowed."""
    viewer.must_be(PLATFORMS, DOING)
    with reading(engine) as session:
        platform = session.scalars(select(Platform).where(
            col(Platform.slug) == slug, own_platform(viewer, col(Platform.id)))).first()
        if platform is None:
            raise NotFound(NOT_YOURS)
        if files.in_known_form(header):
            raise Invalid(Fault("header", KNOWN_FORM))
        said, today = chosen(given), clock.day(clock.now(session))
        places(said, header)
        days = Days(today, said.day_format or DayFormat.ISO)
        constants(said, readers(vocabulary.read(session), Sender(platform.name, platform.slug, today), days))
    hashed = header_hash(header)
    remember(engine, viewer, platform.id or 0, hashed, given)
    return hashed
