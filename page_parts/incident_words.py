"""What pages of incidents share: the vocabulary on record, counts in words, and the viewer's platforms."""

from collections.abc import Hashable, Mapping

import pandas as pd

from charts.values import amount
from coordination.incidents import vocabulary
from coordination.incidents.vocabulary import CategoryInView, MeasureInView, Vocabulary
from coordination.wording import day_in_words, days_in_words
from data_model.words import Nation, Unit
from page_parts.kept import kept
from page_parts.visit import Visit

NATION_NAMES = {Nation.UK: "United Kingdom, not split", Nation.ENGLAND: "England", Nation.SCOTLAND: "Scotland",
                Nation.WALES: "Wales", Nation.NORTHERN_IRELAND: "Northern Ireland"}
UNITS = {Unit.ITEMS: "", Unit.HOURS: " hours"}


def words_of(here: Visit) -> Vocabulary:
    """The vocabulary on record, read once for each version of the data."""
    return _vocabulary(here.visitor.data_version, here)


@kept(10)
def _vocabulary(_key: Hashable, here: Visit) -> Vocabulary:
    return vocabulary.read(here.session)


def measure_name(measure: MeasureInView) -> str:
    """Notices received; with the version where a measure has more than one definition."""
    return measure.name if measure.version == 1 else f"{measure.name} (definition {measure.version})"


def category_name(words: Vocabulary, category: CategoryInView) -> str:
    """Coordinated harm (category 14a): as lists show it, a keyword of the same words named with its parent."""
    parent = words.category.get(category.parent_id or 0)
    if category.level < 2 or parent is None:
        return category.name
    return f"{parent.description}: {category.name}"


def count_in_words(state: object, value: object, unit: str = "") -> str:
    """1,234; 0; not reported; nothing where there was no count at all."""
    if state is None or state != state:
        return ""
    return amount(float(str(value)), unit) if value is not None and value == value else str(state)


def period_in_words(first_day: object, last_day: object) -> str:
    """18 November 2019; 18 to 24 November 2019"""
    first, last = pd.Timestamp(str(first_day)).date(), pd.Timestamp(str(last_day)).date()
    return day_in_words(first) if first == last else days_in_words(first, last)


def described(words: Vocabulary, row: Mapping[object, object]) -> dict[str, str]:
    """A count of returns.counts or of a dry run's changes, as tables show it: days, nation, category, measure, before
    and now in words."""
    measure = words.measure_by_key[str(row["measure"])]
    unit = UNITS[measure.unit]
    before = row["before"] if "before" in row else row["before_value"]
    return {"days": period_in_words(row["first_day"], row["last_day"]),
            "nation": NATION_NAMES[Nation(str(row["nation"]))],
            "category": category_name(words, words.category_by_code[str(row["category"])]),
            "measure": measure_name(measure), "before": count_in_words(row["before_state"], before, unit),
            "now": count_in_words(row["state"], row["value"], unit)}
