"""Everything that is measured of counts, on one kind of database after another."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from benchmarks.counts import importing, making, pages, reads
from benchmarks.counts.making import Amount
from benchmarks.figures import Figure
from benchmarks.installation import Installation
from coordination.incidents.dialects import MOST_ROWS
from tests.databases import ON_DISK, Maker, PostgresqlMaker, SqliteMaker, postgresql_server

YEARS, WEEKS = 730, 28  # days
EXPLORE_BAR = 1.3
Say = Callable[[list[Figure]], list[Figure]]


@dataclass(frozen=True)
class Plan:
    """How many rows everything has, and how often it is done."""

    large: Amount
    usual: Amount
    small: Amount
    importing: importing.Plan
    rounds: int
    block: int
    rounds_of_usual: int
    clicks: int


FULL = Plan(Amount(10_000_000, YEARS), Amount(1_000_000, YEARS), Amount(10_000, WEEKS),
            importing.Plan(rows=1_000_000, pairs=7, most_rows=MOST_ROWS, large=200 * 10**6),
            rounds=40, block=10, rounds_of_usual=5, clicks=21)
QUICK = Plan(Amount(200_000, WEEKS), Amount(50_000, WEEKS), Amount(10_000, WEEKS),
             importing.Plan(rows=100_000, pairs=3, most_rows=200_000, large=10**7),
             rounds=8, block=5, rounds_of_usual=2, clicks=6)


@dataclass(frozen=True)
class Kind:
    """A kind of database, and what an import into it may take, as a multiple of the bare one."""

    name: str
    maker: Maker
    import_bar: float


async def measure(plan: Plan, folder: Path, say: Say) -> list[Figure]:
    """Every figure; each is said as soon as it is known."""
    found: list[Figure] = []
    with kinds(folder) as both:
        for kind in both:
            found += say(importing.measure(plan.importing, kind.name, kind.maker, kind.import_bar, folder))
            with filled(kind, partial(making.fill, amount=plan.usual)) as usual:
                found += say([await pages.against_the_usual(_with(plan.usual, kind), usual, plan.rounds_of_usual, 50)])
            with (filled(kind, partial(making.fill, amount=plan.large)) as large,
                  filled(kind, partial(making.fill, amount=plan.small)) as small):
                name = _with(plan.large, kind)
                found += say(await pages.reruns(name, large, small, plan.rounds, plan.block))
                found += say(await pages.reruns(name, large, small, plan.rounds, plan.block, page=pages.EXPLORE,
                                                bar=EXPLORE_BAR))
                found += say(await pages.clicks(name, large, small, plan.clicks, EXPLORE_BAR))
                found += say(reads.cold(name, large))
                if kind.name == "SQLite":
                    found += say(reads.against_datasette(large, 10))
    return found


@contextmanager
def kinds(folder: Path) -> Iterator[tuple[Kind, Kind]]:
    """SQLite, in `folder`, and PostgreSQL, as durable as one that is installed."""
    with postgresql_server(settings=(), folder=ON_DISK) as url:
        yield Kind("SQLite", SqliteMaker(folder), 1.0), Kind("PostgreSQL", PostgresqlMaker(url), 2.5)


@contextmanager
def filled(kind: Kind, fill: Callable[[Engine], None]) -> Iterator[Installation]:
    """An installation with what `fill` puts beside the exercise, removed at the end."""
    url = kind.maker.empty()
    installation = Installation(url, fill)
    try:
        yield installation
    finally:
        installation.close()
        kind.maker.drop(url)


def _with(amount: Amount, kind: Kind) -> str:
    return f"{amount.rows:,} rows, {kind.name}"
