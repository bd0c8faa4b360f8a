"""Counts as our own template has them, so that what is taken away can be corrected and sent back."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from coordination.incidents import returns
from coordination.incidents.vocabulary import NATIONS, MeasureInView, Vocabulary
from coordination.problems import Fault, Invalid, NotFound
from coordination.viewers import Viewer, may_see
from coordination.wording import counted
from data_model.incidents import Category, Count, Measure, Period, Return, Series
from data_model.organisations import Platform

COLUMNS = ["day", "nation", "category", "measure", "value", "platform"]
SAID = ["first_day", "last_day", "nation", "category", "measure", "state", "value", "platform"]
DEFINITION_COLUMNS = ["measure", "name", "definition", "defined_by", "unit"]
WORD_COLUMNS = ["used_in", "written", "name", "definition"]
MOST_COUNTS = 250_000


@dataclass(frozen=True)
class Wanted:
    """Which counts to take away: of these platforms (slugs) and measures (ids; all where there are none), for periods
    that share a day with those from `first_day` to `last_day`."""

    platforms: tuple[str, ...]
    measures: tuple[int, ...] = ()
    first_day: date | None = None
    last_day: date | None = None


def wanted(vocabulary: Vocabulary, known: Collection[str], platforms: Sequence[str], measures: Sequence[str],
           first_day: date | None, last_day: date | None) -> Wanted:
    """Which counts an address asks for, by the slugs of platforms (of those `known` to the viewer; all of them where it
    names none) and the keys of measures. Raises Invalid for days that run backwards, NotFound for what there is not."""
    if first_day and last_day and first_day > last_day:
        raise Invalid(Fault("first_day", "The first day is after the last one. Choose an earlier first day."))
    if not set(measures) <= set(vocabulary.measure_by_key):
        raise NotFound("There is no such measure.")
    if not set(platforms) <= set(known):
        raise NotFound("There is no such platform.")
    return Wanted(tuple(platforms or known), tuple(vocabulary.measure_by_key[key].id for key in measures), first_day,
                  last_day)


def on_record(session: Session, viewer: Viewer, vocabulary: Vocabulary, chosen: Wanted, *,
              as_at: datetime) -> pd.DataFrame:
    """The counts that stood at `as_at`, one row each, in the order of platforms and days. Columns: COLUMNS, as in the
    template: `measure` as `written`, `value` a number or the words for none.

    Raises Invalid for more than MOST_COUNTS.
    """
    if not chosen.measures:
        _refuse_too_many(_added_within(session, viewer, chosen, as_at))
    standing: Select[*tuple[Any, ...]] = (
        select(col(Period.first_day), col(Period.last_day), col(Series.nation), col(Category.code).label("category"),
               col(Measure.slug).label("measure"), col(Count.state), col(Count.value),
               col(Platform.name).label("platform"), col(Measure.version),
               col(Measure.position).label("measure_position"), col(Category.position).label("category_position"),
               func.row_number().over(partition_by=(col(Count.series_id), col(Count.period_id)),
                                      order_by=col(Count.return_id).desc()).label("age"))
        .select_from(Return)
        .join(Count, col(Count.return_id) == Return.id)
        .join(Series, col(Series.id) == Count.series_id)
        .join(Period, col(Period.id) == Count.period_id)
        .join(Category, col(Category.id) == Series.category_id)
        .join(Measure, col(Measure.id) == Series.measure_id)
        .join(Platform, col(Platform.id) == Return.platform_id)
        .where(col(Return.submitted_at) <= as_at, may_see(viewer, col(Return.platform_id)),
               col(Platform.slug).in_(chosen.platforms))
    )
    if chosen.measures:
        standing = standing.where(col(Series.measure_id).in_(chosen.measures))
    for each in (Return, Period):  # the return's own days save reading the counts of all others
        if chosen.first_day:
            standing = standing.where(col(each.last_day) >= chosen.first_day)
        if chosen.last_day:
            standing = standing.where(col(each.first_day) <= chosen.last_day)
    rows = standing.subquery()
    query = select(*(rows.c[name] for name in [*SAID, "version"])).where(rows.c.age == 1).order_by(
        rows.c.platform, rows.c.first_day, rows.c.last_day, rows.c.measure_position, rows.c.category_position,
        rows.c.nation)
    found = pd.DataFrame(session.execute(query.limit(MOST_COUNTS + 1)).all(), columns=[*SAID, "version"], dtype=object)
    _refuse_too_many(len(found))
    later = found["version"] > 1
    found.loc[later, "measure"] += " v" + found.loc[later, "version"].astype(str)
    return as_in_the_template(found, vocabulary)


def _added_within(session: Session, viewer: Viewer, wanted: Wanted, as_at: datetime) -> int:
    """How many counts were added by returns that lie within the days wanted: at least so many there are."""
    query = (
        select(func.coalesce(func.sum(col(Return.added)), 0))
        .join(Platform, col(Platform.id) == Return.platform_id)
        .where(col(Return.submitted_at) <= as_at, may_see(viewer, col(Return.platform_id)),
               col(Platform.slug).in_(wanted.platforms), col(Return.first_day) >= (wanted.first_day or date.min),
               col(Return.last_day) <= (wanted.last_day or date.max))
    )
    return int(session.scalars(query).one())


def _refuse_too_many(number: int) -> None:
    if number > MOST_COUNTS:
        raise Invalid(Fault("counts", f"There are more than {counted(MOST_COUNTS, 'count')}, the most that a file has. "
                                      "Choose one platform or measure, or fewer days."))


def of_return(session: Session, viewer: Viewer, vocabulary: Vocabulary, return_id: int, *,
              as_at: datetime) -> pd.DataFrame:
    """The counts that one return added or changed. Columns: COLUMNS. Raises NotFound."""
    platform = returns.in_view(session, viewer, return_id, as_at=as_at)["platform"]
    found = returns.counts(session, viewer, return_id, as_at=as_at).assign(platform=str(platform))
    return as_in_the_template(found, vocabulary)


def written(vocabulary: Vocabulary, measure: MeasureInView) -> str:
    """A measure as files say it, so that it is read back as itself: without a version it is the newest definition."""
    return measure.key if vocabulary.measure_by_key[measure.key] is measure else f"{measure.slug} v{measure.version}"


def definitions(vocabulary: Vocabulary, measures: Iterable[str]) -> pd.DataFrame:
    """What measures mean that are `written` so, in the order of lists. Columns: DEFINITION_COLUMNS."""
    wanted = set(measures)
    rows = [(written(vocabulary, each), each.name, each.definition, each.source, each.unit.value)
            for each in vocabulary.measures]
    return pd.DataFrame([row for row in rows if row[0] in wanted], columns=DEFINITION_COLUMNS)


def words(vocabulary: Vocabulary) -> pd.DataFrame:
    """Everything that the template's columns may say. Columns: WORD_COLUMNS."""
    rows = [("nation", each.value, "UK" if each.value == "uk" else each.value.title(),
             "The whole of it, not told apart" if each.value == "uk" else "") for each in NATIONS]
    rows += [("category", each.code, each.name, _place(vocabulary, each.parent_id)) for each in vocabulary.categories]
    rows += [("measure", written(vocabulary, each), each.name, each.definition) for each in vocabulary.measures]
    rows += [("value", "0", "Zero", "It was counted, and there was none"),
             ("value", "not reported", "Not reported", "It was not counted, or cannot be told"),
             ("value", "not applicable", "Not applicable", "There is no such thing on this platform")]
    return pd.DataFrame(rows, columns=WORD_COLUMNS)


def _place(vocabulary: Vocabulary, parent_id: int | None) -> str:
    return "" if parent_id is None else f"Part of {vocabulary.category[parent_id].name}"


def as_in_the_template(found: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """Counts with the columns of SAID as rows of the template (COLUMNS)."""
    days = [first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
            for first, last in zip(found["first_day"], found["last_day"], strict=True)]
    # As objects, because among floats a whole number would get a decimal point.
    values = pd.Series([_value(state.value, value) for state, value in zip(found["state"], found["value"],
                                                                           strict=True)], found.index, object)
    nations = [nation.value for nation in found["nation"]]
    measures = found["measure"].map({each.key: written(vocabulary, each) for each in vocabulary.measures})
    return found.assign(day=days, value=values, nation=nations, measure=measures)[COLUMNS]


def _value(state: str, value: float | None) -> str | int | float:
    """A count's words, or its number: counts without a decimal point."""
    if value is None:
        return state
    return int(value) if float(value).is_integer() else value
