"""Everything that is measured of dialogue and signals, on one kind of database after another."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.counts import pages
from benchmarks.counts.measures import filled, kinds
from benchmarks.figures import Figure
from benchmarks.talking import making
from benchmarks.talking.making import Amount

BAR = 1.3
PAGES = ("signals", "dialogue")
Say = Callable[[list[Figure]], list[Figure]]


@dataclass(frozen=True)
class Plan:
    """How many signals and meetings there are, and how often it is done."""

    large: Amount
    small: Amount
    rounds: int
    block: int


FULL = Plan(Amount(100_000, 5_000), Amount(100, 100), rounds=40, block=10)
QUICK = Plan(Amount(5_000, 500), Amount(100, 100), rounds=8, block=5)


async def measure(plan: Plan, folder: Path, say: Say) -> list[Figure]:
    """Every figure; each is said as soon as it is known."""
    found: list[Figure] = []
    with kinds(folder) as both:
        for kind in both:
            with ExitStack() as stack:
                large, small = (stack.enter_context(filled(kind, partial(making.fill, amount=amount)))
                                for amount in (plan.large, plan.small))
                name = f"{plan.large.signals:,} signals and {plan.large.meetings:,} meetings, {kind.name}"
                for page in PAGES:
                    found += say(await pages.reruns(name, large, small, plan.rounds, plan.block, page=page, bar=BAR))
    return found
