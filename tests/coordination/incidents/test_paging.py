"""Counts taken away a page at a time: all that stands, once each, and no more read than a page takes."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from coordination.incidents import exporting, paging, vocabulary
from coordination.incidents.exporting import COLUMNS, Wanted
from coordination.viewers import Viewer
from data_model.database import reading
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.counts import ACTIONED, REPORTS
from tests.returning import Row, sent

DAYS: list[Row] = [(f"2019-11-{day}", day, nation) for day in range(10, 20) for nation in ("england", "wales")]
BOTH = Wanted(("facebook", "twitter"))


@pytest.fixture
def on_record(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> Engine:
    """Two platforms' counts, every third of Facebook's restated, and one measure more."""
    sent(recorded, cast.facebook, DAYS)
    sent(recorded, cast.twitter, DAYS[:5], slug="twitter")
    stopped_clock.advance(hours=1)
    sent(recorded, cast.facebook, [(day, int(str(value)) + 100, nation) for day, value, nation in DAYS[::3]],
         reason="Counted again.")
    sent(recorded, cast.facebook, [("2019-11-10", 3, "england", "TOTAL", ACTIONED)])
    return recorded


def pages(engine: Engine, viewer: Viewer, wanted: Wanted, at: datetime, most: int) -> Iterator[pd.DataFrame]:
    place = None
    while True:
        with reading(engine) as session:
            page = paging.counts(session, viewer, vocabulary.read(session), wanted, as_at=at, most=most, after=place)
        yield page.counts
        if page.next is None:
            return
        place = page.next


def taken(found: pd.DataFrame) -> list[tuple[Any, ...]]:
    return sorted(map(tuple, found[COLUMNS].astype(str).to_numpy()))


def exported(engine: Engine, viewer: Viewer, wanted: Wanted, at: datetime) -> list[tuple[Any, ...]]:
    with reading(engine) as session:
        return taken(exporting.on_record(session, viewer, vocabulary.read(session), wanted, as_at=at))


@pytest.mark.parametrize("most", [1, 3, 7, 500])
def test_all_pages_together_are_the_screens_export(
        on_record: Engine, cast: Cast, stopped_clock: StoppedClock, most: int) -> None:
    found = pd.concat(pages(on_record, cast.analyst, BOTH, stopped_clock.now, most))
    assert len(found) == 26
    assert taken(found) == exported(on_record, cast.analyst, BOTH, stopped_clock.now)


def test_a_page_has_at_most_so_many_rows(on_record: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    sizes = [len(page) for page in pages(on_record, cast.analyst, BOTH, stopped_clock.now, 10)]
    assert sizes == [10, 10, 6]


def test_what_is_sent_while_somebody_reads_is_left_to_the_next_time(
        on_record: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    before = exported(on_record, cast.analyst, BOTH, stopped_clock.now)
    reader = pages(on_record, cast.analyst, BOTH, stopped_clock.now, 4)
    parts = [next(reader)]
    sent(on_record, cast.facebook, [("2019-11-10", 999, "england"), ("2019-11-20", 5)], reason="Counted again.")
    assert taken(pd.concat([*parts, *reader])) == before


def test_days_measures_and_the_moment_choose(on_record: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    with reading(on_record) as session:
        measures = tuple(vocabulary.read(session).measure_by_key[key].id for key in (REPORTS, ACTIONED))
    noon, later = stopped_clock.now, stopped_clock.advance(days=1)
    for wanted in (Wanted(("facebook",), measures[1:]), Wanted(("facebook",), measures[:1], date(2019, 11, 12)),
                   Wanted(("facebook",), (), date(2019, 11, 12), date(2019, 11, 14)), Wanted(("twitter",))):
        for at in (noon.replace(hour=9, minute=30), later):
            found = pd.concat(pages(on_record, cast.official, wanted, at, 3))
            assert taken(found) == exported(on_record, cast.official, wanted, at)


def test_a_platform_reads_its_own_alone(on_record: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    found = pd.concat(pages(on_record, cast.twitter, BOTH, stopped_clock.now, 100))
    assert set(found["platform"]) == {"Twitter"}
    assert len(found) == 5


def test_a_page_ends_early_where_much_was_restated(
        on_record: Engine, cast: Cast, stopped_clock: StoppedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MOST_LOOKED_AT", 2)
    found = list(pages(on_record, cast.facebook, BOTH, stopped_clock.now, 10))
    assert max(map(len, found)) == 2
    assert taken(pd.concat(found)) == exported(on_record, cast.facebook, BOTH, stopped_clock.now)


def test_the_last_page_of_many_reads_no_more_than_the_first_of_few(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    """Counted in steps of SQLite's own machine, which no other load changes."""
    if recorded.dialect.name != "sqlite":
        pytest.skip("PostgreSQL does not count its steps.")
    nations = ("england", "scotland", "wales", "northern ireland")
    sent(recorded, cast.twitter, [(f"2019-11-{day}", 1) for day in range(10, 20)], slug="twitter")
    few = steps(recorded, cast.twitter, stopped_clock.now, None)
    sent(recorded, cast.facebook, [(f"2018-{month:02}-{day:02}", 1, nation) for month in range(1, 13)
                                   for day in range(1, 29) for nation in nations])
    *_, (place, _) = walked(recorded, cast.facebook, stopped_clock.now)
    many = steps(recorded, cast.facebook, stopped_clock.now, place)
    assert many < 1.5 * few


def walked(engine: Engine, viewer: Viewer, at: datetime) -> Iterator[tuple[paging.Place, int]]:
    """The place after each page but the last, and how many counts the page had."""
    place = None
    while True:
        with reading(engine) as session:
            page = paging.counts(session, viewer, vocabulary.read(session), BOTH, as_at=at, most=10, after=place)
        if page.next is None:
            return
        place = page.next
        yield place, len(page.counts)


def steps(engine: Engine, viewer: Viewer, at: datetime, place: paging.Place | None) -> int:
    """How many thousands of steps SQLite's machine makes for a page."""
    taken_: list[None] = []
    with reading(engine) as session:
        words = vocabulary.read(session)
        connection: Any = session.connection().connection.dbapi_connection
        connection.set_progress_handler(lambda: taken_.append(None), 10)
        try:
            paging.counts(session, viewer, words, BOTH, as_at=at, most=10, after=place)
        finally:
            connection.set_progress_handler(None, 0)
    return len(taken_)
