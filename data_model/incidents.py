"""Incident returns: what is counted (measures, categories), the counts that platforms returned, and daily roll-ups.

Counts are never changed: a restatement adds to them, and of one cell what the newest return says counts. Roll-ups are
derived from them in the same transaction; `manage.py counts verify` proves it.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Float, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from data_model.base import Table, stored_by_value
from data_model.words import CountState, Nation, ReturnForm, Statistic, Unit

# It names every state, so that no check of the words alone is needed. A comparison with nothing is not false, and
# what is not false passes a check: hence IS NOT NULL.
VALUE_OF_STATE = ("(state = 'reported' AND value > 0 AND value IS NOT NULL) OR "
                  "(state = 'zero' AND value = 0 AND value IS NOT NULL) OR "
                  "(state IN ('not reported', 'not applicable') AND value IS NULL)")


class Category(Table, table=True):
    """A harmonised code, or one of Parley's own. Three levels: all, category, and keyword within a category.

    `code` is a path where the keyword alone would say too little: STATEMENT_CATEGORY_VIOLENCE/KEYWORD_OTHER.
    """

    __tablename__ = "categories"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=150)
    label: str = Field(max_length=20, description="As the template numbers it: “Category 3a”; “Parley 1” for our own")
    description: str = Field(max_length=300)
    parent_id: int | None = Field(default=None, foreign_key="categories.id", index=True)
    own: bool = Field(default=False, description="Whether Parley added it to the harmonised list")
    position: int = Field(unique=True, description="Order in lists")


class CategoryAlias(Table, table=True):
    """An earlier or other name of a category, as files still have it."""

    __tablename__ = "category_aliases"

    alias: str = Field(primary_key=True, max_length=150)
    category_id: int = Field(foreign_key="categories.id", index=True)


class Measure(Table, table=True):
    """What is counted, under one version of its definition. Another definition is another row, and figures of two
    rows are never added up."""

    __tablename__ = "measures"
    __table_args__ = (
        UniqueConstraint("slug", "version"),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("harmonised_part IN (4, 6)", name="harmonised_part"),
        CheckConstraint("suppressed_under > 1", name="suppressed_under_positive"),
    )

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(max_length=60)
    version: int = Field(default=1, description="Of the definition")
    name: str = Field(max_length=150)
    definition: str = Field(sa_type=Text)
    source: str = Field(sa_type=Text, description="Who defines it so, and where")
    unit: Unit = Field(sa_type=stored_by_value(Unit, "unit"))
    statistic: Statistic = Field(sa_type=stored_by_value(Statistic, "statistic"))
    denominator: str | None = Field(default=None, max_length=60, description="Slug of the measure it is a share of")
    harmonised_part: int | None = Field(default=None, description="Part of the European template that has it")
    harmonised_column: str | None = Field(default=None, max_length=200, description="Its column there")
    suppressed_under: int | None = Field(default=None, description="Smaller numbers than this, but for zero, are not "
                                                                   "shown where figures leave Parley; None shows all")
    position: int = Field(description="Order in lists")


class Return(Table, table=True):
    """One platform's incident counts as they were sent at one moment. Only what it added or changed is in counts.
    Never changes."""

    __tablename__ = "returns"
    __table_args__ = (
        UniqueConstraint("platform_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("first_day <= last_day", name="period_forward"),
        CheckConstraint("added >= 0 AND changed >= 0 AND kept >= 0 AND added + changed > 0", name="changes_something"),
        CheckConstraint("changed = 0 OR length(reason) > 0", name="restatement_has_reason"),
        Index("ix_returns_platform_id_last_day", "platform_id", "last_day"),
    )

    id: int | None = Field(default=None, primary_key=True)
    platform_id: int = Field(foreign_key="platforms.id")
    number: int = Field(description="1, 2, 3 … of its platform")
    first_day: date
    last_day: date
    form: ReturnForm = Field(sa_type=stored_by_value(ReturnForm, "form"))
    file_name: str = Field(default="", max_length=200, description="Empty where it was typed")
    sha256: str = Field(max_length=64, description="Of the file, or of what was typed as the template's CSV")
    added: int = Field(description="Counts that were not there before")
    changed: int = Field(description="Counts that restate earlier ones")
    kept: int = Field(description="Counts that said what was on record already, and were left")
    reason: str = Field(default="", sa_type=Text, description="Why earlier counts are restated")
    confirmed: list[Any] = Field(default_factory=list, sa_type=JSON,
                                 description="Sentences that were asked about and confirmed")
    submitted_by: int = Field(foreign_key="accounts.id")
    submitted_at: datetime = Field(index=True)


class Series(Table, table=True):
    """What counts are about, apart from their days: a platform's measure, category and nation."""

    __tablename__ = "series"
    __table_args__ = (
        UniqueConstraint("platform_id", "measure_id", "category_id", "nation"),
        Index("ix_series_measure_id_category_id", "measure_id", "category_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    platform_id: int = Field(foreign_key="platforms.id")
    measure_id: int = Field(foreign_key="measures.id")
    category_id: int = Field(foreign_key="categories.id", index=True)
    nation: Nation = Field(sa_type=stored_by_value(Nation, "nation"))


class Period(Table, table=True):
    """A day (first_day = last_day) or longer, both days included, that counts are reported for."""

    __tablename__ = "periods"
    __table_args__ = (
        UniqueConstraint("first_day", "last_day"),
        CheckConstraint("first_day <= last_day", name="forward"),
    )

    id: int | None = Field(default=None, primary_key=True)
    first_day: date
    last_day: date


class SeriesCounts(Table, table=True):
    """What one return says of one series: a count for each of some periods, as arrays of one length beside each other.
    So a return of a million counts is a few thousand rows (docs/decisions/0006). Written and read by
    coordination/incidents/series_counts.py alone. No foreign keys, which PostgreSQL checks one row at a time."""

    __tablename__ = "counts"
    __table_args__ = (
        CheckConstraint("size > 0 AND length(period_ids) = 4 * size AND length(states) = size AND "
                        "length(numbers) = 8 * size", name="arrays_of_one_length"),
    )

    return_id: int = Field(primary_key=True)
    series_id: int = Field(primary_key=True)
    size: int = Field(description="How many counts")
    period_ids: bytes = Field(sa_type=LargeBinary, description="4 bytes each, little-endian; each once, in order")
    states: bytes = Field(sa_type=LargeBinary, description="1 byte each, a position in CountState: 0 reported, 1 zero, "
                                                           "2 not reported, 3 not applicable")
    numbers: bytes = Field(sa_type=LargeBinary, description="8 bytes each, little-endian floats: above zero where "
                                                            "reported, 0 where zero, else NaN")


class DailyRollUp(Table, table=True):
    """What one platform's counts come to on a day or period: a measure, at the level of a category or of all, for a
    nation or the whole UK. Known from one return until another restated it (None: it still stands)."""

    __tablename__ = "daily_roll_ups"
    __table_args__ = (
        CheckConstraint(VALUE_OF_STATE, name="value_of_state"),
        CheckConstraint("parts >= 0 AND parts_missing >= 0 AND parts_missing <= parts", name="parts"),
        {"sqlite_with_rowid": False},
    )

    series_id: int = Field(primary_key=True)
    period_id: int = Field(primary_key=True)
    from_return_id: int = Field(primary_key=True)
    until_return_id: int | None = None
    state: CountState = Field(sa_type=stored_by_value(CountState, "state", checked=False))
    value: float | None = Field(default=None, sa_type=Float)
    parts: int = Field(description="How many counts it was added up from; 0 where the platform stated it itself")
    parts_missing: int = Field(description="How many of those were not reported")


class ColumnMapping(Table, table=True):
    """How a platform's own table is read: remembered under the SHA-256 of its header."""

    __tablename__ = "column_mappings"

    platform_id: int = Field(foreign_key="platforms.id", primary_key=True)
    header_hash: str = Field(primary_key=True, max_length=64)
    mapping: dict[str, Any] = Field(sa_type=JSON)
    saved_by: int = Field(foreign_key="accounts.id")
    saved_at: datetime
