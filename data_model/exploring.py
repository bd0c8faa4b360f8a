"""Exploring: views of figures that people named, boards of them, and briefings. They belong to whoever made them and,
where shared, are open to the rest of their organisation. None of them holds a figure: each is read when it is opened.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from data_model.base import Table, stored_by_value
from data_model.words import BriefingTemplate, Marking

MOST_ON_A_BOARD = 9


class SavedView(Table, table=True):
    """A view of figures under a name: what its address says."""

    __tablename__ = "saved_views"
    __table_args__ = (
        UniqueConstraint("owner_id", "name"),
        CheckConstraint("length(name) > 0", name="named"),
    )

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letters.id", index=True)
    owner_id: int = Field(foreign_key="accounts.id")
    organisation_id: int = Field(foreign_key="organisations.id", index=True)
    name: str = Field(max_length=120)
    query: str = Field(sa_type=Text, description="The view as coordination.exploring.views writes it, without letter "
                                                 "and as-at")
    shared: bool = Field(default=False, description="Whether the owner's organisation may open it")
    revision: int = Field(description="Rises with every change, so that two windows cannot overwrite each other")
    saved_at: datetime


class Board(Table, table=True):
    """Up to nine views side by side, under a name."""

    __tablename__ = "boards"
    __table_args__ = (
        UniqueConstraint("owner_id", "name"),
        CheckConstraint("length(name) > 0", name="named"),
    )

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letters.id", index=True)
    owner_id: int = Field(foreign_key="accounts.id")
    organisation_id: int = Field(foreign_key="organisations.id", index=True)
    name: str = Field(max_length=120)
    shared: bool = False
    revision: int
    saved_at: datetime


class BoardFigure(Table, table=True):
    """One view on a board. Sharing the board shares what is on it."""

    __tablename__ = "board_figures"
    __table_args__ = (
        UniqueConstraint("board_id", "view_id"),
        CheckConstraint(f"position BETWEEN 1 AND {MOST_ON_A_BOARD}", name="position"),
    )

    board_id: int = Field(foreign_key="boards.id", primary_key=True)
    position: int = Field(primary_key=True)
    view_id: int = Field(foreign_key="saved_views.id", index=True)


class Briefing(Table, table=True):
    """A document put together of figures, tables, quotations and words, in order. It is made anew, with the figures as
    at that moment, whenever it is downloaded."""

    __tablename__ = "briefings"
    __table_args__ = (
        UniqueConstraint("owner_id", "name"),
        CheckConstraint("length(name) > 0", name="named"),
    )

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letters.id", index=True)
    owner_id: int = Field(foreign_key="accounts.id")
    organisation_id: int = Field(foreign_key="organisations.id", index=True)
    name: str = Field(max_length=120)
    template: BriefingTemplate = Field(sa_type=stored_by_value(BriefingTemplate, "template"))
    marking: Marking = Field(sa_type=stored_by_value(Marking, "marking"))
    parts: list[Any] = Field(sa_type=JSON, description="In order, as coordination.briefings.inputs has them")
    shared: bool = False
    revision: int
    saved_at: datetime
