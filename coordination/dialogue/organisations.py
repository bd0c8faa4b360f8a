"""The organisations that can be asked to a meeting: the companies that a letter is addressed to, and everybody else
on record, none of whom is a company."""

import pandas as pd
from sqlalchemy import ColumnElement, Engine, ScalarSelect, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from coordination.problems import Fault, Invalid
from coordination.texts import LONGEST_LINE, on_one_line
from coordination.viewers import SEES_ALL_PLATFORMS, Viewer
from coordination.writes import write
from data_model.letters import Recipient
from data_model.organisations import Organisation, Platform
from data_model.words import OrganisationKind, Role

Run, To = aliased(Platform), aliased(Recipient)  # of an organisation's own, whatever else a query asks about
COLUMNS = ["id", "name", "kind", "slug"]
CAN_BE_ADDED = (OrganisationKind.GOVERNMENT, OrganisationKind.PARTY, OrganisationKind.SECURITY,
                OrganisationKind.POLICING, OrganisationKind.ELECTORAL)


def known(session: Session, viewer: Viewer, letter_id: int) -> pd.DataFrame:
    """The organisations that can be asked to a meeting about a letter, by name; to a platform, its own company alone.
    Columns: COLUMNS. `slug` is of the letter's platform that a company runs, None for the others."""
    query = (
        select(col(Organisation.id), col(Organisation.name), col(Organisation.kind),
               slug_of(letter_id).label("slug"))
        .where(can_be_asked(letter_id), _seen_by(viewer))
        .order_by(func.lower(col(Organisation.name)))
    )
    return pd.DataFrame(session.execute(query).all(), columns=COLUMNS, dtype=object)


def slug_of(letter_id: int) -> ScalarSelect[str | None]:
    """The slug of the platform of this letter that the query's organisation runs; the first of several."""
    return (
        select(func.min(col(Run.slug)))
        .join(To, col(To.platform_id) == Run.id)
        .where(col(To.letter_id) == letter_id, col(Run.organisation_id) == Organisation.id)
        .scalar_subquery()
    )


def can_be_asked(letter_id: int) -> ColumnElement[bool]:
    """The condition under which an organisation can be asked to a meeting about a letter."""
    addressed = exists().where(col(Run.organisation_id) == Organisation.id, col(To.platform_id) == Run.id,
                               col(To.letter_id) == letter_id)
    return or_(col(Organisation.kind) != OrganisationKind.COMPANY, addressed)


def add(engine: Engine, viewer: Viewer, name: str, kind: OrganisationKind) -> int:
    """Put an organisation on record that is not a company. Returns its id. Raises Invalid, or NotAllowed."""
    name = on_one_line(name)
    if not 0 < len(name) <= LONGEST_LINE:
        raise Invalid(Fault("name", f"Enter the organisation's name, of at most {LONGEST_LINE} characters."))
    if kind not in CAN_BE_ADDED:
        raise Invalid(Fault("kind", "Companies come on record with a letter that is addressed to their platform. "
                                    "Choose another kind."))
    with write(engine, viewer, {Role.OFFICIAL}, "add organisations") as w:
        same = func.lower(col(Organisation.name)) == name.lower()
        if w.session.scalars(select(Organisation).where(same)).first():
            raise Invalid(Fault("name", f"{name} is already on record."))
        organisation = Organisation(name=name, kind=kind)
        w.session.add(organisation)
        w.session.flush()
        w.record("organisation.add", f"added an organisation: {name} ({kind}).")
        return organisation.id or 0


def _seen_by(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.role in SEES_ALL_PLATFORMS:
        return true()
    return col(Organisation.id) == viewer.organisation_id if viewer.role is Role.PLATFORM else false()
