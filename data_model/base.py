"""The base that every table shares: one registry of its own, named constraints, enums stored by value."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Enum, MetaData
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

# Streamlit's hot reload imports a changed module again. A registry of our own, cleared with this
# module, keeps a table from being met twice.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

tables = registry(metadata=MetaData(naming_convention=NAMES))


class Table(SQLModel, registry=tables):
    """Base of all tables. Table models do not validate: what people send passes an input model first."""


def stored_by_value(kind: type[StrEnum], name: str, *, checked: bool = True) -> Any:
    """A column type that stores the enum's value as text and lets the database refuse any other.

    `name` is the constraint's name within its table; not `checked` where another constraint names the words.
    """
    return Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=checked,
        length=40,
        name=name,
    )
