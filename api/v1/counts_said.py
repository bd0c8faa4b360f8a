"""What the address of an operation says of counts: by the same names as the page Incidents, and as files of counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from api.v1.fields import Day
from coordination.incidents.asking import By, Grain
from data_model.words import Nation

LONGEST = 150  # of a key of the vocabulary
Slugs = Annotated[list[str], Query(default_factory=list, max_length=100, examples=[["facebook"]],
                                   description="Only of platforms with these slugs")]
Measures = Annotated[list[str], Query(default_factory=list, max_length=100, examples=[["content-actioned"]],
                                      description="Only of these measures, by their keys")]
Said = Annotated[str, Query(max_length=LONGEST)]


@dataclass(frozen=True)
class SaidOfCounts:
    """What an address says of a view of counts, by name; and slugs of platforms."""

    by_name: Mapping[str, str]
    platforms: list[str]


async def _said(
    platform: Slugs, measure: Said = "", category: Said = "", nation: Nation = Nation.UK, by: By = By.PLATFORM,
    grain: Grain = Grain.WEEK,
    from_: Annotated[Day | None, Query(alias="from", description="First day; without it, that of the letter")] = None,
    to: Annotated[Day | None, Query(description="Last day; without it, the last with counts")] = None,
    with_: Annotated[str, Query(alias="with", max_length=LONGEST, description="Another measure's key, or a series on "
                                "public record (public-…), to be given beside it")] = "",
) -> SaidOfCounts:
    return SaidOfCounts({
        "measure": measure, "category": category, "nation": nation, "by": by, "grain": grain, "with": with_,
        "from": from_.isoformat() if from_ else "", "to": to.isoformat() if to else ""}, platform)


CountsSaid = Annotated[SaidOfCounts, Depends(_said)]
