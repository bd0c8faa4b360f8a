"""The exercise's incident returns: the plan of what platforms counted and sent, and the files that they sent.

The files are the template's CSV and go through the same checks as anybody's.
"""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from pydantic import Field, PositiveFloat

from data_model.words import CountState, Nation
from seeds import documents
from seeds.documents import Part, Words
from seeds.plan import LondonTime

HEADER = ("day", "nation", "category", "measure", "value")
MEDIAN, P90 = "median-hours-to-action", "p90-hours-to-action"
SATURDAY = 5
Chance = Callable[..., Random]


class ChosenPart(Part):
    """Counts of a measure, category and nation; of all where one is not said. Days are included."""

    measure: Words | None = None
    category: Words | None = None
    nation: Nation | None = None
    last_day: date = date.max

    def has(self, day: date, nation: Nation, category: str, measure: str) -> bool:
        """Whether a count is one of them."""
        return (self.measure in (None, measure) and self.category in (None, category)
                and self.nation in (None, nation) and day <= self.last_day)


class WithoutPart(ChosenPart):
    """Counts for which there is no figure, and what is said in its place."""

    state: CountState


class WeekPart(Part):
    """How many hours a platform took in the days from one to another."""

    first_day: date
    last_day: date
    median: PositiveFloat
    p90: PositiveFloat


class SentPart(Part):
    """One return: its days, without those `left_out`. A restatement has `only` some counts, at `factor` of what they
    were, and a `reason`."""

    at: LondonTime
    first_day: date
    last_day: date
    left_out: list[date] = Field(default_factory=list)
    only: ChosenPart | None = None
    factor: PositiveFloat = 1
    reason: str = ""

    @property
    def days(self) -> list[date]:
        """Every day that it has counts of."""
        days = (self.first_day + timedelta(days=each) for each in range((self.last_day - self.first_day).days + 1))
        return [day for day in days if day not in self.left_out]


class PlatformPart(Part):
    """What one platform counted and sent."""

    platform: Words
    size: PositiveFloat
    weeks: list[WeekPart]
    without: list[WithoutPart] = Field(default_factory=list)
    sent: list[SentPart]


class ReturnsPart(Part):
    """All of returns.yaml. `counts` has figures of an ordinary day by measure and category; `hours` the share of a
    platform's hours that a category takes; `peaks` and `weekend` multiply a day's figures."""

    nations: dict[Nation, PositiveFloat]
    weekly_growth: PositiveFloat
    weekend: PositiveFloat
    peaks: dict[date, PositiveFloat]
    counts: dict[str, dict[str, PositiveFloat]]
    hours: dict[str, PositiveFloat]
    platforms: list[PlatformPart]


@cache
def read(folder: Path) -> ReturnsPart:
    """The plan of returns in `folder`. Raises Invalid."""
    return documents.read(folder / "returns.yaml", ReturnsPart)


def file(plan: ReturnsPart, platform: PlatformPart, sent: SentPart, chance: Chance) -> bytes:
    """The template's CSV with what a platform sends. The same count has the same figure in every return but a
    restatement; `chance(what, …)` gives it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for day, nation, category, measure, expected in _expected(plan, platform, sent.days):
        if sent.only is None or sent.only.has(day, nation, category, measure):
            figure = _figure(expected, chance(platform.platform, measure, category, nation, day))
            gap = next((each.state for each in platform.without if each.has(day, nation, category, measure)), None)
            writer.writerow((day, nation, category, measure, gap or int(figure * sent.factor)))
    if sent.only is None:
        writer.writerows(_hours(plan, platform, sent, chance))
    return text.getvalue().encode()


def _expected(plan: ReturnsPart, platform: PlatformPart,
              days: list[date]) -> Iterator[tuple[date, Nation, str, str, float]]:
    """Every count of these days, with about what it comes to."""
    began = platform.sent[0].first_day
    for day in days:
        level = (platform.size * plan.weekly_growth ** ((day - began).days / 7) * plan.peaks.get(day, 1)
                 * (plan.weekend if day.weekday() >= SATURDAY else 1))
        for measure, categories in plan.counts.items():
            for category, ordinary in categories.items():
                for nation, share in plan.nations.items():
                    yield day, nation, category, measure, ordinary * level * share


def _figure(expected: float, chance: Random) -> int:
    """A whole number about as far from what is expected as chance events are."""
    return max(0, round(chance.gauss(expected, expected**0.5)))


def _hours(plan: ReturnsPart, platform: PlatformPart, sent: SentPart,
           chance: Chance) -> Iterator[tuple[str, Nation, str, str, float]]:
    """The hours to action in the weeks that a return has in full."""
    for week in platform.weeks:
        if sent.first_day <= week.first_day and week.last_day <= sent.last_day:
            for category, share in plan.hours.items():
                for measure, hours in ((MEDIAN, week.median), (P90, week.p90)):
                    moved = chance(platform.platform, measure, category, week.first_day).uniform(0.95, 1.05)
                    yield (f"{week.first_day}/{week.last_day}", Nation.UK, category, measure,
                           round(hours * share * moved, 1))
