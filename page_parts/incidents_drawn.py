"""The figures of Incidents, made once for each version of the data and each choice, then sent as they are."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from charts import incidents as charts
from charts import time_to_action
from charts.definitions import Definition
from charts.drawing import Caption
from charts.ready import ReadyFigure
from coordination import audit, platforms
from coordination.incidents import acting, counting, public, viewing
from coordination.incidents.asking import WEEK, Grain
from coordination.incidents.viewing import Meaning
from coordination.wording import days_in_words
from data_model.words import Marking
from page_parts import html
from page_parts.incident_words import period_in_words, words_of
from page_parts.kept import kept
from page_parts.visit import Visit

SOURCE = "Parley, from counts returned by platforms"
PUBLISHED = "Parley, from what was published; each figure’s source is named"
GROUP_TITLES = {"platform": "Platform", "category": "Category", "nation": "Nation", "none": "Category"}


@dataclass(frozen=True)
class Known:
    """What can be chosen from: the viewer's platforms, the public series (public.series), the last day of any return
    (None where there is none), and the last day to show."""

    platforms: pd.DataFrame
    published: pd.DataFrame
    last_return: date | None
    last_day: date


@dataclass(frozen=True)
class Drawn:
    """A figure that is ready to send, what it shows in words, its height in pixels, its table with the formats of its
    columns, and its definitions as HTML."""

    heading: str
    sentence: str
    figure: ReadyFigure
    alt: str
    height: int
    table: pd.DataFrame
    formats: Mapping[str, object]
    definitions: str


@kept(200)
def counts(key: Hashable, here: Visit) -> Drawn:
    """The counts of a view; the key ends with the view and whether the screen is dark."""
    assert isinstance(key, tuple)
    view, dark = key[-2:]
    words, known = words_of(here), platforms.listing(here.session, here.viewer)
    found, meanings = viewing.figures(here.session, here.viewer, words, view, known,
                                      public.series(here.session, here.letter.id), as_at=here.as_at)
    definitions, title = _definitions(meanings), viewing.title(words, view)
    draw = charts.totals_figure if view.grain is Grain.CAMPAIGN else charts.series_figure
    say = charts.totals_alt if view.grain is Grain.CAMPAIGN else charts.series_alt
    others = [each.source for each in meanings if each.key.startswith(viewing.PUBLIC)]
    figure = draw(found, definitions, _caption(here, title, "; on public record: ".join([SOURCE, *others])), dark=dark)
    denominator = words.measure_by_key.get(words.measure_by_key[view.measure].denominator or "")
    table, formats = _table(found, GROUP_TITLES[view.by], denominator.name.lower() if denominator else None,
                            several=len(meanings) > 1)
    return _drawn(title, "", figure, say(found, definitions), table, formats, meanings)


@kept(100)
def times(key: Hashable, here: Visit) -> tuple[tuple[str, Drawn], ...]:
    """Time to action of the last whole week that the days shown reach, for each thing that is timed; the key ends with
    the last day shown, slugs of platforms, and whether the screen is dark."""
    assert isinstance(key, tuple)
    last_day, slugs, dark = key[-3:]
    words, known = words_of(here), platforms.listing(here.session, here.viewer)
    mine = known[known["slug"].isin(slugs)] if slugs else known
    monday = acting.last_whole_week(last_day)
    drawn = []
    for name, timed in acting.pairs(words).items():
        found = acting.hours(here.session, here.viewer, words, timed, mine, monday, as_at=here.as_at)
        week = days_in_words(monday, monday + timedelta(days=WEEK - 1))
        title = f"{name.replace('-', ' ').capitalize()}, {week}"
        meanings = [Meaning(each.key, each.name, f"definition {each.version}", each.definition, each.source, " hours")
                    for each in timed]
        figure = time_to_action.figure(found, _definitions(meanings), _caption(here, title, SOURCE), dark=dark)
        drawn.append((name, _drawn(title, "Median and 90th percentile hours, against the week before.", figure,
                                   time_to_action.alt(found), *_hours(found), meanings)))
    return tuple(drawn)


@kept(50)
def shares(key: Hashable, here: Visit) -> Drawn | None:
    """What was published of the same election, in per cent, each under its own definition."""
    assert isinstance(key, tuple)
    found, meanings = viewing.published_shares(public.series(here.session, here.letter.id))
    if found.empty:
        return None
    title, definitions = "On public record: the abusive share", _definitions(meanings)
    figure = charts.series_figure(found, definitions, _caption(here, title, PUBLISHED), dark=key[-1])
    table = pd.DataFrame({
        "Published figure": found["group"], "Days": _periods(found), "Abusive": found["part"], "Of": found["whole"],
        "Share in %": found["value"], "Source": found["source"]})
    numbers = st.column_config.NumberColumn
    formats = {"Share in %": numbers(format="%.2f"), "Abusive": numbers(format="localized"),
               "Of": numbers(format="localized")}
    return _drawn(title, "Published by others. Parley adds nothing to them and never adds them up.", figure,
                  charts.series_alt(found, definitions), table, formats, meanings)


def _drawn(heading: str, sentence: str, figure: Any, alt: str, table: pd.DataFrame, formats: Mapping[str, object],
           meanings: Sequence[Meaning]) -> Drawn:
    warning = charts.warning(_definitions(meanings)) if len(meanings) > 1 and "hours" not in meanings[0].unit else ""
    return Drawn(heading, sentence, ReadyFigure(figure), alt, int(figure.layout.height), table, formats,
                 html.rendered("incidents_meanings.html", {"meanings": meanings, "warning": warning}))


def _definitions(meanings: Sequence[Meaning]) -> list[Definition]:
    return [Definition(each.key, each.name, each.version, each.text, each.source, each.unit) for each in meanings]


def _caption(here: Visit, title: str, source: str) -> Caption:
    return Caption(title=title, letter=here.letter.reference, source=source, as_at=here.as_at,
                   marking=Marking.OFFICIAL_SENSITIVE, exercise=here.visitor.exercise,
                   audit_head=str(audit.head(here.session)))


def _periods(found: pd.DataFrame) -> list[str]:
    return [period_in_words(first, last) for first, last in zip(found["first_day"], found["last_day"], strict=True)]


def _table(found: pd.DataFrame, group: str, denominator: str | None, *,
           several: bool) -> tuple[pd.DataFrame, dict[str, object]]:
    """The figures as the page shows them; a rate only where its denominator is known."""
    rate = f"Per {counting.PER:,} {denominator}" if denominator else None
    table = pd.DataFrame({
        group: found["group"], **({"Measure": found["measure"]} if several else {}),
        "Days": _periods(found), "State": found["state"], "Value": found["value"].astype(float),
        "Missing": [viewing.missing_in_words(row) or None for row in found.to_dict("records")],
        "Week before": found["before"].astype(float), "Difference": found["difference"].astype(float),
        "Share in %": 100 * found["share"].astype(float), **({rate: found["rate"].astype(float)} if rate else {})})
    empty = [name for name in ("Missing", "Week before", "Difference", "Share in %") if table[name].isna().all()]
    numbers = st.column_config.NumberColumn
    formats: dict[str, object] = {name: numbers(format="localized") for name in ("Value", "Week before")}
    formats |= {"Difference": numbers(format="%+.4g"), "Share in %": numbers(format="%.1f")}
    return table.drop(columns=empty), formats | ({rate: numbers(format="%.1f")} if rate else {})


def _hours(found: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, object]]:
    records = found.to_dict("records")
    table = pd.DataFrame({
        "Platform": found["platform"], "Category": found["category"], "Statistic": found["statistic"],
        "This week": [time_to_action.hours(row, "value") for row in records],
        "Week before": [time_to_action.hours(row, "before") for row in records],
        "Difference in hours": found["value"] - found["before"]})
    return table, {"Difference in hours": st.column_config.NumberColumn(format="%+.1f")}
