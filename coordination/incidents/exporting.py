"""Counts as our own template has them, so that what is taken away can be corrected and sent back."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from coordination.incidents import returns, series_counts
from coordination.incidents.cells import STATES
from coordination.incidents.vocabulary import NATIONS, MeasureInView, Vocabulary
from coordination.problems import Fault, Invalid, NotFound
from coordination.viewers import Viewer, may_see
from coordination.wording import counted
from data_model.incidents import Period, Return, Series, SeriesCounts
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
    counts = _standing(session, viewer, chosen, as_at)
    _refuse_too_many(len(counts))
    return as_in_the_template(_in_words(session, vocabulary, chosen, counts), vocabulary)


def of_measures(chosen: Wanted) -> list[ColumnElement[bool]]:
    """What stored counts must be to be of the measures wanted."""
    series = select(col(Series.id)).where(col(Series.measure_id).in_(chosen.measures))
    return [col(SeriesCounts.series_id).in_(series)] if chosen.measures else []


def periods_within(session: Session, chosen: Wanted) -> dict[int, tuple[date, date]]:
    """The first and last days of the periods that share a day with those wanted, by their ids."""
    query = select(col(Period.id), col(Period.first_day), col(Period.last_day)).where(
        col(Period.last_day) >= (chosen.first_day or date.min), col(Period.first_day) <= (chosen.last_day or date.max))
    return {id_ or 0: (first, last) for id_, first, last in session.execute(query)}


def _standing(session: Session, viewer: Viewer, chosen: Wanted, as_at: datetime) -> pd.DataFrame:
    """The counts that stood at `as_at`, or some more than MOST_COUNTS of them: the newest returns come first, so what
    is there already stays, and no more is read. Columns: series_counts.COLUMNS."""
    sent = (
        select(col(Return.id))
        .join(Platform, col(Platform.id) == Return.platform_id)
        .where(col(Return.submitted_at) <= as_at, may_see(viewer, col(Return.platform_id)),
               col(Platform.slug).in_(chosen.platforms), col(Return.last_day) >= (chosen.first_day or date.min),
               col(Return.first_day) <= (chosen.last_day or date.max))
        .order_by(col(Return.id).desc())
    )
    periods = list(periods_within(session, chosen))
    found = series_counts.nothing()
    waiting: list[pd.DataFrame] = []
    for id_ in session.scalars(sent).all():
        part = series_counts.read(session, col(SeriesCounts.return_id) == id_, *of_measures(chosen))
        waiting.append(part[np.isin(part["period_id"], periods)])
        if len(found) + sum(map(len, waiting)) > MOST_COUNTS:
            found, waiting = _oldest_left_out(found, waiting), []
        if len(found) > MOST_COUNTS:
            break
    return _oldest_left_out(found, waiting)


def _oldest_left_out(found: pd.DataFrame, older: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([found, *older], ignore_index=True).drop_duplicates(series_counts.CELL)


def _in_words(session: Session, vocabulary: Vocabulary, chosen: Wanted, counts: pd.DataFrame) -> pd.DataFrame:
    """Counts with the columns of SAID, in the order of platforms, days and lists."""
    query = (
        select(col(Series.id), col(Platform.name), col(Series.nation), col(Series.category_id), col(Series.measure_id))
        .join(Platform, col(Platform.id) == Series.platform_id).where(col(Platform.slug).in_(chosen.platforms))
    )
    named = pd.DataFrame(session.execute(query).all(), columns=["series_id", "platform", "nation", "category_id",
                                                                "measure_id"])
    found = counts.merge(named, on="series_id")
    days = periods_within(session, chosen)
    found["first_day"], found["last_day"] = ([days[id_][at] for id_ in found["period_id"]] for at in (0, 1))
    order = {"measure_id": [each.id for each in vocabulary.measures],
             "category_id": [each.id for each in vocabulary.categories]}
    found = found.sort_values(
        ["platform", "first_day", "last_day", "measure_id", "category_id", "nation"], ignore_index=True,
        key=lambda column: column.map({id_: place for place, id_ in enumerate(order[str(column.name)])})
        if column.name in order else column)
    found["category"] = found["category_id"].map({each.id: each.code for each in vocabulary.categories})
    found["measure"] = found["measure_id"].map({each.id: each.key for each in vocabulary.measures})
    found["state"] = [STATES[each] for each in found["state"]]
    return found[SAID]


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
    values = pd.Series([_value(state, value) for state, value in zip(found["state"], found["value"], strict=True)],
                       found.index, object)
    nations = [str(nation) for nation in found["nation"]]
    measures = found["measure"].map({each.key: written(vocabulary, each) for each in vocabulary.measures})
    return found.assign(day=days, value=values, nation=nations, measure=measures)[COLUMNS]


def _value(state: str, value: float | None) -> str | int | float:
    """A count's words, or its number: counts without a decimal point."""
    if value is None or value != value:
        return str(state)
    return int(value) if float(value).is_integer() else float(value)
