"""A view of figures, as an address says it: what is measured, how it is split, over which time, and how it is drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from coordination.incidents.asking import Grain
from data_model.words import Nation

MOST_MEASURES = 4
MOST_NOTES = 5
LONGEST_NOTE = 120
NOTHING = "none"  # what an address says under “by” where nothing is split


class By(StrEnum):
    """What figures are split by. The kind is each measure's own: of finding, meeting, signal, audience."""

    PLATFORM = "platform"
    CATEGORY = "category"
    COMMITMENT = "commitment"
    NATION = "nation"
    KIND = "kind"
    ADDRESSED = "addressed platform"
    PARTY = "party"


class Form(StrEnum):
    """How a view is drawn."""

    LINE = "line"
    BAR = "bar"
    STACKED_BAR = "stacked bar"
    AREA = "area"
    HEAT_MAP = "heat map"
    SMALL_MULTIPLES = "small multiples"
    TABLE = "table"


@dataclass(frozen=True)
class Note:
    """A person's own words on a day of the figure."""

    day: date
    text: str


@dataclass(frozen=True)
class View:
    """What is looked at. `measures` are keys of the catalogue; `by` has none, one or two ways to split, the first of
    which makes the groups; `platforms` are slugs, `category` a code, `kinds` words of the measures' own kind, and of
    each none means all. Days are both included; weeks are shown whole."""

    measures: tuple[str, ...]
    first_day: date
    last_day: date
    by: tuple[By, ...] = (By.PLATFORM,)
    grain: Grain = Grain.WEEK
    form: Form = Form.LINE
    platforms: tuple[str, ...] = ()
    category: str = ""
    commitments: tuple[int, ...] = ()
    nation: Nation = Nation.UK
    kinds: tuple[str, ...] = ()
    dates: bool = True
    """Whether the campaign's dates are marked: the letter, the close of nominations, polling day."""
    notes: tuple[Note, ...] = ()


def query(view: View) -> list[tuple[str, str]]:
    """The view as its address says it, name and value, always in the same order and always whole, so that the same
    view has one address. The letter and the as-at day are the page's own."""
    said = [*(("measure", each) for each in view.measures), *(("by", each) for each in view.by or (NOTHING,)),
            ("grain", view.grain.value), ("from", view.first_day.isoformat()), ("to", view.last_day.isoformat()),
            ("form", view.form.value)]
    said += [("platform", each) for each in view.platforms]
    said += [("category", view.category)] if view.category else []
    said += [("commitment", str(each)) for each in view.commitments]
    said += [("nation", view.nation.value)] if view.nation is not Nation.UK else []
    said += [("kind", each) for each in view.kinds]
    said += [] if view.dates else [("dates", "no")]
    return said + [("note", f"{each.day.isoformat()} {each.text}") for each in view.notes]


def view_of(said: Callable[[str], list[str]], usual: View) -> View:
    """The view that an address says; what it leaves out is as in `usual`. Whether its measures, platforms, categories
    and kinds are there, and fit one another, is for catalogue.fitted to say. Raises NotFound for words and days that
    there are not."""
    raise NotImplementedError
