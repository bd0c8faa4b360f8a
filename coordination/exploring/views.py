"""A view of figures, as an address says it: what is measured, how it is split, over which time, and how it is drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from coordination.incidents.asking import Grain
from coordination.incidents.viewing import EARLIEST, LATEST, NO_SUCH_DAY
from coordination.problems import NotFound
from coordination.texts import on_one_line
from data_model.words import Nation

MOST_MEASURES = 4
MOST_NOTES = 5
LONGEST_NOTE = 120
LONGEST_NUMBER = 9  # digits
NOTHING = "none"  # what an address says under “by” where nothing is split
NOT_OURS = "The address is not one of ours. Check that it is complete."
Word = TypeVar("Word", bound=StrEnum)


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
    """The view that an address says; what it leaves out is as in `usual`. What is said twice counts once. Whether its
    measures, platforms, categories and kinds are there, and fit one another, is for choices.fitted to say. Raises
    NotFound for words and days that there are not."""
    return View(
        measures=_each(said("measure")) or usual.measures,
        first_day=_day(_one(said("from")), usual.first_day),
        last_day=_day(_one(said("to")), usual.last_day),
        by=_by(_each(said("by")), usual.by),
        grain=_word(Grain, _one(said("grain")), usual.grain),
        form=_word(Form, _one(said("form")), usual.form),
        platforms=_each(said("platform")) or usual.platforms,
        category=_one(said("category")) or usual.category,
        commitments=tuple(_number(each) for each in _each(said("commitment"))) or usual.commitments,
        nation=_word(Nation, _one(said("nation")), usual.nation),
        kinds=_each(said("kind")) or usual.kinds,
        dates=_one(said("dates")) != "no" if said("dates") else usual.dates,
        notes=tuple(each for each in map(_note, _each(said("note"))) if each.text) or usual.notes)


def note(day: date, text: str) -> Note:
    """A note as an address holds it: on one line, and no longer than LONGEST_NOTE."""
    return Note(day, on_one_line(text)[:LONGEST_NOTE].rstrip())


def _each(said: list[str]) -> tuple[str, ...]:
    """What is said, without what says nothing."""
    return tuple(dict.fromkeys(each for each in said if each))


def _one(said: list[str]) -> str:
    """The last that is said, as a browser's form has it."""
    return said[-1] if said else ""


def _by(said: tuple[str, ...], usual: tuple[By, ...]) -> tuple[By, ...]:
    if not said:
        return usual
    return tuple(_word(By, each, By.PLATFORM) for each in said if each != NOTHING)


def _note(said: str) -> Note:
    day, _, text = said.partition(" ")
    return note(_day(day, EARLIEST), text)


def _number(said: str) -> int:
    if not (said.isascii() and said.isdecimal() and len(said) <= LONGEST_NUMBER):
        raise NotFound(NOT_OURS)
    return int(said)


def _day(said: str, usual: date) -> date:
    try:
        day = date.fromisoformat(said) if said else usual
    except ValueError as error:
        raise NotFound(NO_SUCH_DAY) from error
    if not EARLIEST <= day <= LATEST:
        raise NotFound(NO_SUCH_DAY)
    return day


def _word(words: type[Word], said: str, usual: Word) -> Word:
    try:
        return words(said) if said else usual
    except ValueError as error:
        raise NotFound(NOT_OURS) from error
