"""Who is asking, and what of the record they may see. Every read filters by it in the query."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Mapped
from sqlmodel import col

from coordination.problems import NotAllowed
from data_model.organisations import Platform
from data_model.words import Role

# In the order in which lists show them.
ROLE_NAMES = {
    Role.OFFICIAL: "Official",
    Role.PLATFORM: "Platform representative",
    Role.ANALYST: "Analyst",
    Role.ADMINISTRATOR: "Administrator",
}
GOVERNMENT_ROLES = frozenset({Role.OFFICIAL, Role.ANALYST, Role.ADMINISTRATOR})
SEES_ALL_PLATFORMS = frozenset({Role.OFFICIAL, Role.ANALYST})


@dataclass(frozen=True)
class Viewer:
    """A person who is here, as the database says they are at this moment."""

    account_id: int
    name: str
    email: str
    role: Role
    organisation_id: int
    organisation: str
    key_id: int | None = None
    """The API key by which they are here, where it is a program that asks on their behalf."""

    def must_be(self, roles: Iterable[Role], doing: str) -> None:
        """Raise NotAllowed unless the viewer has one of `roles`. `doing` completes “… cannot”."""
        if self.role not in roles:
            raise NotAllowed(f"{ROLE_NAMES[self.role]}s cannot {doing}.")


def may_see(viewer: Viewer, platform_id: Mapped[Any]) -> ColumnElement[bool]:
    """The condition under which `viewer` may see a row about the platform in column `platform_id`."""
    if viewer.role in SEES_ALL_PLATFORMS:
        return true()
    if viewer.role is Role.PLATFORM:
        return own_platform(viewer, platform_id)
    return false()


def own_platform(viewer: Viewer, platform_id: Mapped[Any]) -> ColumnElement[bool]:
    """The condition under which the platform in column `platform_id` is run by the viewer's own company."""
    if viewer.role is not Role.PLATFORM:
        return false()
    own = select(col(Platform.id)).where(col(Platform.organisation_id) == viewer.organisation_id)
    return platform_id.in_(own)
