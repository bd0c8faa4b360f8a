"""How long it took until others acknowledged or acted: over the campaign by week, and by pair of platforms or category.
For officials and analysts, who all see the same of it."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from charts import signals as charts
from charts.drawing import Caption, toolbar
from charts.ready import ReadyFigure
from coordination import audit
from coordination.problems import NotFound
from coordination.signals import lag, reading
from data_model.words import AnswerStep, Marking
from page_parts import html, parameters, signals_downloads
from page_parts.kept import kept
from page_parts.visit import Visit

SOURCE = "Parley, from signals that platforms shared and their addressees’ answers"
STEPS = {"acted": AnswerStep.ACTED, "acknowledged": AnswerStep.ACKNOWLEDGED}
STEP_NAMES = {"acted": "acting on it", "acknowledged": "acknowledging it"}
DONE = {AnswerStep.ACTED: "acted on", AnswerStep.ACKNOWLEDGED: "acknowledged"}
GROUPS = {"pair": ["from_platform", "to_platform"], "category": ["category"]}
GROUP_NAMES = {"pair": "Pair of platforms", "category": "Category"}
WEEK_OF = "Week of"
TITLES = {"signals": "Signals", "answered": "Answered", "still_open": "Still open", "median": "Median hours",
          "p90": "90th percentile hours", "median_low": "95% interval from", "median_high": "95% interval to"}


@dataclass(frozen=True)
class Drawn:
    """A figure that is ready to send, with its heading, what it shows in words, and its table."""

    name: str
    heading: str
    figure: ReadyFigure
    alt: str
    height: int
    table: pd.DataFrame


def show(here: Visit) -> None:
    """What is timed and how it is grouped, both in the address; then both figures with their tables."""
    left, right = st.columns(2)
    step = _one(left, "step", "From sharing a signal to", STEP_NAMES)
    by = _one(right, "by", "Compare by", GROUP_NAMES)
    file_format = st.radio("Save the figures as", ["svg", "png"], format_func=str.upper, horizontal=True,
                           key="signals.save_as")
    dark = st.context.theme.type == "dark"
    with st.spinner("Reading the signals…"):
        both = _both((*here.key, step, by, dark), here)
    for drawn in both:
        _part(here, drawn, file_format)
    signals_downloads.of_lag(here)


def _one(place: Any, name: str, label: str, names: dict[str, str]) -> str:
    """One of the options (what the address says, to what a person reads); the first is usual, and left out of the
    address. Raises NotFound for another."""
    usual = next(iter(names))
    asked = parameters.word(name) or usual
    if asked not in names:
        raise NotFound("The address asks for a figure that there is not.")
    chosen = place.radio(label, list(names), index=list(names).index(asked), format_func=names.__getitem__,
                         horizontal=True, key=f"signals.{name}")
    if chosen == usual:
        st.query_params.pop(name, None)
    elif chosen != asked:
        st.query_params[name] = chosen
    return str(chosen)


@kept(50)
def _both(key: Hashable, here: Visit) -> tuple[Drawn, Drawn]:
    """By week, and by group; the key ends with the step, the grouping and whether the screen is dark."""
    assert isinstance(key, tuple)
    step, by, dark = STEPS[key[-3]], key[-2], key[-1]
    pairs, done = reading.pairs(here.session, here.viewer, here.letter.id, as_at=here.as_at), DONE[step]
    trend = lag.trend(pairs, here.letter, as_at=here.as_at, step=step)
    heading = f"How long until signals are {done}"
    figure = charts.by_week(trend.weeks, _caption(here, f"{heading}, by week"), done=done, sentence=trend.sentence,
                            dark=dark)
    groups = _grouped(pairs, here, step, by)
    figures = charts.by_group(groups, _caption(here, f"{heading}, by {GROUP_NAMES[by].lower()}"), done=done, dark=dark)
    return (_drawn("week", heading, figure, charts.by_week_alt(trend.weeks), trend.weeks, WEEK_OF),
            _drawn(by, f"By {GROUP_NAMES[by].lower()}", figures, charts.by_group_alt(groups), groups,
                   GROUP_NAMES[by]))


def _grouped(pairs: pd.DataFrame, here: Visit, step: AnswerStep, by: str) -> pd.DataFrame:
    """lag.estimates of each pair or category, with its name in `group`."""
    found = lag.estimates(pairs, as_at=here.as_at, by=GROUPS[by], step=step)
    names = [" → ".join(map(str, row)) for row in found[GROUPS[by]].itertuples(index=False)]
    return found.drop(columns=GROUPS[by]).assign(group=names)


def _drawn(name: str, heading: str, figure: Any, alt: str, frame: pd.DataFrame, title: str) -> Drawn:
    first = "week" if name == "week" else "group"
    table = frame[[first, *TITLES]].rename(columns=TITLES | {first: title})
    return Drawn(name, heading, ReadyFigure(figure), alt, int(figure.layout.height), table)


def _caption(here: Visit, title: str) -> Caption:
    return Caption(title=title, letter=here.letter.reference, source=SOURCE, as_at=here.as_at,
                   marking=Marking.OFFICIAL_SENSITIVE, exercise=here.visitor.exercise,
                   audit_head=str(audit.head(here.session)))


def _part(here: Visit, drawn: Drawn, file_format: str) -> None:
    html.show("heading.html", heading=drawn.heading, sentence="")
    day = here.today if here.live else here.as_at_day
    st.plotly_chart(drawn.figure, theme=None, key=f"signals.figure.{drawn.name}", alt=drawn.alt,
                    config=toolbar(f"parley-lag-{drawn.name}-{day}", file_format, drawn.height))
    hours = {title: st.column_config.NumberColumn(format="%.1f") for title in list(TITLES.values())[3:]}
    weeks = {WEEK_OF: st.column_config.DateColumn(format="D MMMM YYYY")}
    st.dataframe(drawn.table, hide_index=True, key=f"signals.table.{drawn.name}", placeholder="–",
                 alt=f"{drawn.heading}: the table", column_config=hours | weeks)
