"""A view, as the address of an operation says it: by the same names as on the page Explore."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from coordination.exploring.views import MOST_MEASURES, MOST_NOTES
from coordination.texts import storable

MOST_SAID = 100  # of one kind in an address
LONGEST_SAID = 200
Said = Annotated[str, Query(max_length=LONGEST_SAID)]
Several = Annotated[list[Said], Query(max_length=MOST_SAID)]


@dataclass(frozen=True)
class SaidOfAView:
    """What an address says of a view, by name."""

    by_name: Mapping[str, Sequence[str]]

    def texts(self, name: str) -> list[str]:
        """Everything that it says under `name`, without what no database stores."""
        return [storable(each) for each in self.by_name[name]]


async def _said(
    measure: Annotated[list[Said], Query(max_length=MOST_MEASURES, description="Keys of measures",
                                         examples=[["notices-received"]])] = [],  # noqa: B006
    by: Annotated[list[Said], Query(max_length=2, description="Ways to split, the first of which makes the groups; "
                                                              "“none” for none", examples=[["platform"]])]
    = [],  # noqa: B006
    grain: Annotated[str, Query(max_length=LONGEST_SAID, description="Stretch of time", examples=["week"])] = "",
    first_day: Annotated[str, Query(alias="from", max_length=10, description="The first day that counts")] = "",
    last_day: Annotated[str, Query(alias="to", max_length=10, description="The last day that counts")] = "",
    form: Annotated[str, Query(max_length=LONGEST_SAID, description="How it is drawn")] = "",
    platform: Annotated[Several, Query(description="Slugs of the platforms to show; else all")] = [],  # noqa: B006
    category: Annotated[str, Query(max_length=LONGEST_SAID, description="Code of the category to show")] = "",
    commitment: Annotated[Several, Query(description="Numbers of commitments to show; else all")] = [],  # noqa: B006
    nation: Annotated[str, Query(max_length=LONGEST_SAID, description="The nation to show", examples=["wales"])] = "",
    kind: Annotated[Several, Query(description="Words of the measure's own kind; else all")] = [],  # noqa: B006
    dates: Annotated[str, Query(max_length=3, description="“no”: without the campaign's dates on it")] = "",
    note: Annotated[list[Said], Query(max_length=MOST_NOTES, description="A day, a space, and words on that day")]
    = [],  # noqa: B006
    row: Annotated[Several, Query(description="Names of the rows to show; else all")] = [],  # noqa: B006
) -> SaidOfAView:
    return SaidOfAView({
        "measure": measure, "by": by, "grain": [grain], "from": [first_day], "to": [last_day], "form": [form],
        "platform": platform, "category": [category], "commitment": commitment, "nation": [nation], "kind": kind,
        "dates": [dates] if dates else [], "note": note, "row": row})


ViewSaid = Annotated[SaidOfAView, Depends(_said)]
