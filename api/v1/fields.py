"""Kinds of fields that bodies, addresses and answers are built from.

Bodies derive from `Body`, answers from `Answer`: `UpdateRow.of(row, platform=row["slug"])` takes from a frame's row or
from what coordination returned whatever has the same name. JSON is taken at its word: a day is a text like 2019-12-02,
a whole number is a number.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any, Self

from fastapi import Path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

LARGEST = 2**31 - 1  # what a PostgreSQL integer holds
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
NOT_A_DAY = "enter a real day, like 2019-12-02."


class Body(BaseModel):
    """What a program sends. Fields that Parley does not know are refused."""

    model_config = ConfigDict(extra="forbid")


class Answer(BaseModel):
    """What a program is answered."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    @classmethod
    def of(cls, found: object, **changed: Any) -> Self:
        """The answer from what was found: a mapping, or something with attributes. `changed` goes before."""
        has = found if isinstance(found, Mapping) else {
            name: getattr(found, name) for name in cls.model_fields if hasattr(found, name)}
        return cls(**{name: has[name] for name in cls.model_fields if name in has} | changed)


def _day(value: object) -> object:
    if isinstance(value, date) or (isinstance(value, str) and DAY.fullmatch(value)):
        return value
    raise ValueError(f"“{value}”: {NOT_A_DAY}" if isinstance(value, str) else NOT_A_DAY.capitalize())


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, AfterValidator(_utc)]
Number = Annotated[int, Field(strict=True, ge=1, le=LARGEST)]
Id = Annotated[int, Path(ge=1, le=LARGEST, examples=[1])]
