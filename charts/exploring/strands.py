"""The figures of an exploration as strands: each is one measure of one group, over time or in total; and which of them
share a panel."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from charts.theme import SERIES
from coordination.exploring.explored import Explored

WAYS = ("measure", "group", "within")


@dataclass(frozen=True)
class Strand:
    """One measure, of one part of the first split and one of the second. `rows` keep their positions in the explored
    frame as index; `name` is what tells it from the others of its panel."""

    name: str
    measure: str
    group: str
    within: str
    unit: str
    rows: pd.DataFrame

    def part(self, ways: Sequence[str]) -> tuple[str, ...]:
        """What the strand is of those ways."""
        return tuple(str(getattr(self, way)) for way in ways)


@dataclass(frozen=True)
class Panel:
    """Strands that share a plot. `title` is what they have in common and others have not."""

    title: str
    strands: tuple[Strand, ...]

    @property
    def frame(self) -> pd.DataFrame:
        return pd.concat([each.rows for each in self.strands])

    def whole_name(self, strand: Strand) -> str:
        """The name of one of its strands with what the panel is of."""
        return ", ".join(filter(None, (self.title, strand.name)))


def strands(explored: Explored) -> list[Strand]:
    """All strands in the order of the frame, each named by everything in which they differ."""
    frame = explored.frame.reset_index(drop=True)
    units = {each.key: each.unit for each in explored.meanings}
    found = [Strand("", str(measure), str(group), str(within), units[str(key)], rows) for (key, measure, group, within),
             rows in frame.groupby(["definition", "measure", "group", "within"], sort=False)]
    return named(found, differing(found) or (WAYS[1:] if any(each.group for each in found) else WAYS[:1]))


def differing(found: Sequence[Strand]) -> tuple[str, ...]:
    """The ways in which strands differ from one another."""
    return tuple(way for way in WAYS if len({getattr(each, way) for each in found}) > 1)


def named(found: Sequence[Strand], ways: Sequence[str]) -> list[Strand]:
    """The strands, each with a name of these ways: “Facebook, England”."""
    return [Strand(", ".join(filter(None, each.part(ways))), each.measure, each.group, each.within, each.unit,
                   each.rows) for each in found]


def panels(found: Sequence[Strand], *, apart: bool = False) -> list[Panel]:
    """Few strands of one unit share a panel. Of many, or where they are to stand `apart`, there is a panel for each
    part of the outer ways, which the inner way shares where it has few parts."""
    ways = differing(found)
    if not apart and len(found) <= len(SERIES) and len({each.unit for each in found}) == 1:
        return [Panel("", tuple(found))]
    inner = ways[-1:] if len(ways) > 1 and len({each.part(ways[-1:]) for each in found}) <= len(SERIES) else ()
    outer = ways[:-1] if inner else ways
    groups: dict[tuple[str, ...], list[Strand]] = {}
    for each in found:
        groups.setdefault((*each.part(outer), each.unit), []).append(each)
    return [Panel(", ".join(filter(None, parts[:-1])), tuple(named(group, inner))) for parts, group in groups.items()]
