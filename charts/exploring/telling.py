"""A figure in words, for those who do not see it."""

from collections.abc import Mapping

from charts.exploring.strands import Strand, strands
from charts.gaps import days
from charts.incidents import NO_FIGURE
from charts.values import told, value_words
from coordination.exploring.explored import Explored
from coordination.wording import counted

MOST_STRANDS = 12
"""That are told one by one; the table beneath the figure has all."""


def alt(explored: Explored) -> str:
    """The figure in words: its title and days, what is said of it, and of each group the first, highest and last
    figure, and where there is none."""
    if explored.frame.empty:
        return f"{explored.title}. {NO_FIGURE}"
    frame, units = explored.frame, {each.key: each.unit for each in explored.meanings}
    found = strands(explored)
    parts = [f"{explored.title}, {days(min(frame['first_day']), max(frame['last_day']))}.", *explored.statements]
    parts += [f"{each.name}: {'; '.join(_of(each, units))}." for each in found[:MOST_STRANDS]]
    left = len(found) - MOST_STRANDS
    parts += [f"{counted(left, 'more group')}, in the table."] if left > 0 else []
    return " ".join(parts)


def _of(strand: Strand, units: Mapping[str, str]) -> list[str]:
    rows = strand.rows.to_dict("records")
    return [value_words(rows[0], units)] if len(rows) == 1 else told(strand.rows, units)
