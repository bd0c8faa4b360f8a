"""A view of the counts, as an address says it: the same for the page, its table and its files."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

import pandas as pd
from sqlmodel import Session

from coordination.incidents import counting, public
from coordination.incidents.asking import Asked, By, Grain
from coordination.incidents.vocabulary import MeasureInView, Vocabulary
from coordination.problems import Fault, Invalid, NotFound
from coordination.viewers import Viewer
from coordination.wording import counted, listed
from data_model.words import CountState, Nation, Unit

PUBLIC = "public"  # what a series on public record is called by: public-12-abusive_replies
UNITS = {Unit.ITEMS: "", Unit.HOURS: " hours"}
GRAINS = {Grain.DAY: "day by day", Grain.WEEK: "week by week", Grain.CAMPAIGN: "in total"}
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
MOST_DAYS = 1100  # three years, day by day
NO_SUCH_DAY = "The address names a day that there is not."
COLUMNS = ["definition", "measure", *counting.COLUMNS]
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True)
class View:
    """What is looked at. `measure` and `category` are keys of the vocabulary, `platforms` slugs (none means all), and
    `beside` what is drawn next to it: another measure's key, a public series, or nothing. Days are both included."""

    measure: str
    category: str
    first_day: date
    last_day: date
    by: By = By.PLATFORM
    nation: Nation = Nation.UK
    grain: Grain = Grain.WEEK
    platforms: tuple[str, ...] = ()
    beside: str = ""


@dataclass(frozen=True)
class Meaning:
    """One definition that figures of a view have. `unit` is written behind a value."""

    key: str
    name: str
    version: str
    text: str
    source: str
    unit: str


def usual(words: Vocabulary, first_day: date, last_day: date) -> View:
    """The view that an address without any choice asks for. Raises NotFound where nothing can be counted yet."""
    if not words.measures:
        raise NotFound("No measure is on record yet, so there is nothing to count.")
    return View(words.measures[0].key, words.category[words.all_id].code, first_day, last_day)


def view_of(words: Vocabulary, said: Callable[[str], str], platforms: tuple[str, ...], usual: View) -> View:
    """The view that an address says under measure, by, category, nation, grain, from, to and with; what it leaves out
    is as in `usual`. Raises NotFound for what there is not."""
    measure, category = said("measure") or usual.measure, said("category") or usual.category
    if measure not in words.measure_by_key or category not in words.category_by_code:
        raise NotFound("There is no such measure or category.")
    return View(measure, words.category_by_code[category].code, _day(said("from"), usual.first_day),
                _day(said("to"), usual.last_day), _word(By, said("by"), usual.by),
                _word(Nation, said("nation"), usual.nation), _word(Grain, said("grain"), usual.grain), platforms,
                said("with"))


def check(view: View) -> None:
    """Raise Invalid for days that cannot be shown."""
    if view.first_day > view.last_day:
        raise Invalid(Fault("from", "The first day is after the last one. Choose an earlier first day."))
    if (view.last_day - view.first_day).days >= MOST_DAYS:
        raise Invalid(Fault("to", f"Choose at most {MOST_DAYS:,} days."))


def beside(words: Vocabulary, view: View, published: pd.DataFrame) -> dict[str, str]:
    """What may be drawn beside a view, to its name: measures with the same unit and, by day or week, the public
    series where the view counts items."""
    mine = words.measure_by_key[view.measure]
    found = {each.key: named(each) for each in words.measures
             if each.id != mine.id and each.unit is mine.unit and each.additive == mine.additive}
    if mine.unit is Unit.ITEMS and view.grain is not Grain.CAMPAIGN:
        for row in published.drop_duplicates(["entry_id", "name"]).itertuples():
            found[f"{PUBLIC}-{row.entry_id}-{row.name}"] = f"On public record: {_public_name(row.title, row.name)}"
    return found


def title(words: Vocabulary, view: View) -> str:
    """Notices received, by platform, week by week, Violence (category 14), Wales"""
    category = words.category_by_code[view.category].name
    nation = "" if view.nation is Nation.UK or view.by is By.NATION else view.nation.value.title()
    parts = [named(words.measure_by_key[view.measure]), "" if view.by is By.NOTHING else f"by {view.by}",
             GRAINS[view.grain], category, nation]
    return ", ".join(each for each in parts if each)


def named(measure: MeasureInView) -> str:
    """A measure's name, with the version where its definition is not the first."""
    return measure.name if measure.version == 1 else f"{measure.name} (definition {measure.version})"


def figures(session: Session, viewer: Viewer, words: Vocabulary, view: View, platforms: pd.DataFrame,
            published: pd.DataFrame, *, as_at: datetime) -> tuple[pd.DataFrame, list[Meaning]]:
    """The view's figures (COLUMNS; `definition` names one of the meanings) and what they mean. `platforms` are those
    that the viewer may see (platforms.listing), `published` is public.series. What stands beside keeps its own
    definition, and its groups their own names. Raises NotFound for platforms or series that there are not,
    and Invalid as check."""
    check(view)
    if not set(view.platforms) <= set(platforms["slug"]):
        raise NotFound("There is no such platform.")
    ids = tuple(int(each) for each in platforms.loc[platforms["slug"].isin(view.platforms), "id"])
    measure = words.measure_by_key[view.measure]
    asked = Asked(measure.id, words.category_by_code[view.category].id, view.first_day, view.last_day, view.by,
                  view.grain, ids, view.nation)
    found = [_of_measure(session, viewer, words, asked, measure, as_at)]
    meanings = [meaning(measure)]
    if view.beside and view.beside not in beside(words, view, published):
        raise NotFound("There is no such figure to draw beside it.")
    if view.beside.startswith(f"{PUBLIC}-"):
        rows, of_public = _published(published, view)
        found, meanings = [*found, rows], [*meanings, of_public]
    elif view.beside:
        other = words.measure_by_key[view.beside]
        rows = _of_measure(session, viewer, words, replace(asked, measure_id=other.id), other, as_at)
        found = [each.assign(group=each["group"] + ": " + each["measure"]) for each in (found[0], rows)]
        meanings.append(meaning(other))
    frames = [each for each in found if not each.empty]
    return (pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=COLUMNS)), meanings


def missing_in_words(row: Mapping[Hashable, Any]) -> str:
    """What a figure lacks: “2 parts and 1 day not reported”; or that only another stretch of time has one."""
    lacking = [counted(int(str(row[name])), one) for name, one in (("parts_missing", "part"), ("days_missing", "day"))
               if row[name]]
    if row["state"] in {CountState.REPORTED, CountState.ZERO}:
        return f"{listed(lacking)} not reported" if lacking else ""
    return "only another stretch of time has a figure" if row["other_period"] else ""


def _of_measure(session: Session, viewer: Viewer, words: Vocabulary, asked: Asked, measure: MeasureInView,
                as_at: datetime) -> pd.DataFrame:
    found = counting.figures(session, viewer, words, asked, as_at=as_at)
    return found.assign(definition=measure.key, measure=named(measure))[COLUMNS]


def meaning(measure: MeasureInView) -> Meaning:
    """What a measure means."""
    return Meaning(measure.key, measure.name, f"definition {measure.version}", measure.definition, measure.source,
                   UNITS[measure.unit])


def _published(published: pd.DataFrame, view: View) -> tuple[pd.DataFrame, Meaning]:
    """One public series within the days of the view, as published."""
    _, entry_id, name = view.beside.split("-", 2)
    mine = published[(published["entry_id"] == int(entry_id)) & (published["name"] == name)]
    first = mine.iloc[0]
    shown = mine[(mine["last_day"] >= view.first_day) & (mine["first_day"] <= view.last_day)]
    title = _public_name(first["title"], name)
    rows = shown[["first_day", "last_day", "value"]].assign(
        group=f"On public record: {title}", group_id=view.beside, definition=view.beside, measure=title,
        state=[CountState.REPORTED.value if value else CountState.ZERO.value for value in shown["value"]],
        parts_missing=0, days_missing=0, other_period=False, share=float("nan"), rate=float("nan"),
        before=float("nan"), difference=float("nan"))
    return rows[COLUMNS], Meaning(view.beside, title, "", first["definition"], first["source"], "")


def published_shares(published: pd.DataFrame) -> tuple[pd.DataFrame, list[Meaning]]:
    """The shares on public record in per cent, each under its own definition: COLUMNS as far as they apply (group,
    definition, first_day, last_day, state, value, parts_missing, days_missing), part and whole."""
    found = public.shares(published)
    found["group"] = [title[:1].upper() + title[1:] for title in found["title"]]  # capitals within stay: MPs
    meanings = [Meaning(str(row.entry_id), str(row.group), "", str(row.definition), str(row.source), "%")
                for row in found.drop_duplicates("entry_id").itertuples()]
    return found.assign(definition=found["entry_id"].astype(str),
                        state=CountState.REPORTED.value, parts_missing=0, days_missing=0), meanings


def _public_name(title: object, name: object) -> str:
    return f"{title}: {str(name).replace('_', ' ')}"


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
        raise NotFound("The address is not one of ours. Check that it is complete.") from error
