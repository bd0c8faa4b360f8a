"""Organisations (departments and companies) and the platforms that companies run."""

from sqlmodel import Field

from data_model.base import Table, stored_by_value
from data_model.words import OrganisationKind


class Organisation(Table, table=True):
    """A government department or a company."""

    __tablename__ = "organisations"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=200)
    kind: OrganisationKind = Field(sa_type=stored_by_value(OrganisationKind, "kind"))


class Platform(Table, table=True):
    """A service that letters are addressed to, run by a company."""

    __tablename__ = "platforms"

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True, max_length=40)
    name: str = Field(unique=True, max_length=100)
    organisation_id: int = Field(foreign_key="organisations.id", index=True)
