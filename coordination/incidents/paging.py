"""Counts on record some at a time, for programs that take away all of them, ten million if need be.

A page is read where its counts lie: return by return, in each by series and period. Nothing before it is read again,
whatever was taken away by then, and of what lies there only as much as the page takes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, NamedTuple

import numpy as np
import pandas as pd
from pydantic import Field
from sqlalchemy import Row, select
from sqlmodel import Session, col

from coordination.incidents import exporting, returns, series_counts
from coordination.incidents.cells import STATES
from coordination.incidents.exporting import Wanted
from coordination.incidents.outcomes import said
from coordination.incidents.vocabulary import Vocabulary
from coordination.viewers import Viewer, may_see
from data_model.incidents import Period, Return, Series, SeriesCounts
from data_model.organisations import Platform

MOST_LOOKED_AT = 5_000  # counts for one page, where many of them were restated later


Id = Annotated[int, Field(ge=0, lt=2**31)]  # what a PostgreSQL integer holds


class Place(NamedTuple):
    """The last count that was looked at. `newest` is the newest return that there was when its reader began: what was
    sent since is left to the next time, so that the pages together are the record as it stood then."""

    newest: Id
    return_id: Id
    series_id: Id
    period_id: Id


class PlaceInReturn(NamedTuple):
    """The last count of one return that was read."""

    series_id: Id
    period_id: Id


class Found(NamedTuple):
    """One count as it is stored (series_counts.COLUMNS)."""

    series_id: int
    period_id: int
    state: int
    value: float


@dataclass(frozen=True)
class Page:
    """Some counts (exporting.COLUMNS; of a return also `before`, None where nothing was restated), and behind which
    place the next page begins; None where nothing is left."""

    counts: pd.DataFrame
    next: Place | PlaceInReturn | None


def counts(session: Session, viewer: Viewer, vocabulary: Vocabulary, wanted: Wanted, *, as_at: datetime, most: int,
           after: Place | None = None) -> Page:
    """The next counts that stood at `as_at`, `most` of them at the most. Fewer do not mean that there are no more:
    where much was restated, a page ends after MOST_LOOKED_AT counts."""
    sent = _returns(session, viewer, wanted, as_at, after)
    place = after or Place(max((each.id for each in sent), default=0), 0, 0, 0)
    chosen_days = wanted.first_day or wanted.last_day
    periods = list(exporting.periods_within(session, wanted)) if chosen_days else None
    found: list[Found] = []
    looked_at = 0
    for each in sent:
        later = [other.id for other in sent if other.platform_id == each.platform_id and other.id > each.id
                 and other.first_day <= each.last_day and other.last_day >= each.first_day]
        own = place if each.id == place.return_id else Place(place.newest, each.id, 0, 0)
        for row, restated in _standing(session, wanted, periods, own, later):
            if len(found) == most or looked_at == MOST_LOOKED_AT:
                return Page(_in_words(session, vocabulary, found), place)
            looked_at += 1
            place = Place(place.newest, each.id, row.series_id, row.period_id)
            found += [] if restated else [row]
    return Page(_in_words(session, vocabulary, found), None)


def of_return(session: Session, viewer: Viewer, vocabulary: Vocabulary, return_id: int, *, as_at: datetime, most: int,
              after: PlaceInReturn | None = None, only_restated: bool = False) -> Page:
    """The next counts that one return added or changed, or with which it restated earlier ones. Raises NotFound."""
    returns.in_view(session, viewer, return_id, as_at=as_at)
    parts: list[pd.DataFrame] = []
    for part in returns.in_place(session, session.get_one(Return, return_id), only_changed=only_restated,
                                 behind=after or (0, 0)):
        parts.append(part)
        if sum(map(len, parts)) > most:
            break
    found = pd.concat(parts, ignore_index=True)
    page = found.head(most)
    before = [None if state == returns.NOTHING else said(STATES[state], value)
              for state, value in zip(page["before_state"], page["before_value"], strict=True)]
    shown = _in_words(session, vocabulary, _found(page))
    last = PlaceInReturn(*(int(page[name].iloc[-1]) for name in series_counts.CELL)) if len(found) > most else None
    return Page(shown.assign(before=pd.Series(before, dtype=object)), last)


def _returns(session: Session, viewer: Viewer, wanted: Wanted, as_at: datetime,
             after: Place | None) -> Sequence[Row[Any]]:
    """The returns that hold what is left to read, or may restate it, in the order in which they were sent."""
    query = (
        select(col(Return.id), col(Return.platform_id), col(Return.first_day), col(Return.last_day))
        .join(Platform, col(Platform.id) == Return.platform_id)
        .where(col(Return.submitted_at) <= as_at, may_see(viewer, col(Return.platform_id)),
               col(Platform.slug).in_(wanted.platforms))
    )
    if wanted.first_day:
        query = query.where(col(Return.last_day) >= wanted.first_day)
    if wanted.last_day:
        query = query.where(col(Return.first_day) <= wanted.last_day)
    if after:
        query = query.where(col(Return.id) >= after.return_id, col(Return.id) <= after.newest)
    return session.execute(query.order_by(col(Return.id))).all()


def _standing(session: Session, wanted: Wanted, periods: list[int] | None, place: Place,
              later: list[int]) -> Iterator[tuple[Found, bool]]:
    """The counts of one return behind a place in it, in the order in which they lie, and whether one of the later
    returns has another in its stead."""
    for part in series_counts.portions(session, col(SeriesCounts.return_id) == place.return_id,
                                       col(SeriesCounts.series_id) >= place.series_id, *exporting.of_measures(wanted)):
        behind = series_counts.cell_keys(part) > (place.series_id << 32 | place.period_id)
        counts = part[behind if periods is None else behind & np.isin(part["period_id"], periods)]
        newer = series_counts.of_cells(session, later, counts)
        restated = np.isin(series_counts.cell_keys(counts), series_counts.cell_keys(newer))
        yield from zip(_found(counts), restated.tolist(), strict=True)


def _found(counts: pd.DataFrame) -> list[Found]:
    return [Found(*row) for row in zip(*(counts[name].tolist() for name in Found._fields), strict=True)]


def _in_words(session: Session, vocabulary: Vocabulary, found: Sequence[Found]) -> pd.DataFrame:
    """Counts as the template has them, in their order."""
    series = {id_: words for id_, *words in session.execute(
        select(col(Series.id), col(Series.nation), col(Series.category_id), col(Series.measure_id), col(Platform.name))
        .join(Platform, col(Platform.id) == Series.platform_id)
        .where(col(Series.id).in_({row.series_id for row in found})))}
    periods = {id_: days for id_, *days in session.execute(
        select(col(Period.id), col(Period.first_day), col(Period.last_day))
        .where(col(Period.id).in_({row.period_id for row in found})))}
    rows = []
    for row in found:
        nation, category_id, measure_id, platform = series[row.series_id]
        rows.append((*periods[row.period_id], nation, vocabulary.category[category_id].code,
                     vocabulary.measure[measure_id].key, STATES[row.state], row.value, platform))
    return exporting.as_in_the_template(pd.DataFrame(rows, columns=exporting.SAID, dtype=object), vocabulary)
