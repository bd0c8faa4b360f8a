"""What every form of an exploration's figure draws with: the sheet, the strands, and what was marked by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import plotly.graph_objects as go

from charts import over_time
from charts.drawing import Sheet
from charts.exploring.events import Event
from charts.exploring.strands import Strand, strands
from charts.theme import SERIES, base
from coordination.exploring.explored import Explored

IN_TOTAL = "campaign"  # as coordination.incidents.asking.Grain has it
Trace: TypeAlias = go.Bar | go.Scatter
Drawn: TypeAlias = tuple[Sequence[Trace], dict[str, object]]


@dataclass(frozen=True)
class Drawing:
    """A figure that is being drawn. A form returns its traces, and what it adds to the x axis."""

    sheet: Sheet
    explored: Explored
    events: Sequence[Event]

    @cached_property
    def strands(self) -> list[Strand]:
        return strands(self.explored)

    def with_figures(self) -> list[Strand]:
        """The strands; of many those with a figure, while the others are named, with why they have none."""
        if len(self.strands) <= len(SERIES) or self.explored.frame["value"].isna().all():
            return self.strands
        kept = over_time.having_figures(self.sheet, [(each.name, each.rows) for each in self.strands])
        names = {name for name, _ in kept}
        return [each for each in self.strands if each.name in names]

    @cached_property
    def units(self) -> Mapping[str, str]:
        """By definition."""
        return {each.key: each.unit for each in self.explored.meanings}

    @property
    def in_total(self) -> bool:
        """Whether there is one figure for the whole period, and so no days to draw over."""
        return self.explored.view.grain == IN_TOTAL

    @property
    def dark(self) -> bool:
        return self.sheet.dark

    def heading(self, title: str, unit: str) -> None:
        """Over a panel: what it is of, and what its values are."""
        if title:
            self.sheet.write(title, size=13, bold=True, after=2)
        if unit.strip():
            self.sheet.write(unit.strip(), size=11, muted=True, after=2)

    @property
    def muted(self) -> str:
        return base(self.dark).muted
